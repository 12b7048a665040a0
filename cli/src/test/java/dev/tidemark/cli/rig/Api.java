package dev.tidemark.cli.rig;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Contract 1 as a stranger would speak it: plain HTTP and JSON, with nothing of ours. Thread-safe.
///
/// @param header the name of the header that carries the credential
/// @param credential its value
public record Api(HttpClient http, URI address, String header, String credential) {
    public static final JsonMapper JSON = JsonMapper.builder().build();

    /// Longer than any answer may take, the first after a crash included.
    private static final Duration ANSWER_MAX = Duration.ofSeconds(60);

    /// An answer, whatever it says.
    public record Answer(int status, JsonNode body) {
        @Override
        public String toString() {
            return status + " " + body;
        }
    }

    public static HttpClient client() {
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }

    /// With an API key.
    public static Api withKey(HttpClient http, URI address, String key) {
        return new Api(http, address, "Authorization", "Bearer " + key);
    }

    /// With the token of a device.
    public static Api ofDevice(HttpClient http, URI address, String token) {
        return new Api(http, address, "X-Device-Token", token);
    }

    /// Sends something and waits for the answer.
    ///
    /// @throws IOException if the answer did not come, or not whole; what was sent may have had its
    ///   effect all the same
    public Answer post(String path, byte[] body) throws IOException, InterruptedException {
        return send("POST", path, BodyPublishers.ofByteArray(body));
    }

    /// Sends something that has to succeed.
    public JsonNode made(String path, ObjectNode body) throws IOException, InterruptedException {
        return required(post(path, JSON.writeValueAsBytes(body)), path);
    }

    /// Asks for what has changed since a cursor.
    ///
    /// @param since null for the beginning
    public JsonNode changes(@Nullable String since, int limit)
            throws IOException, InterruptedException {
        String from =
                since == null ? "" : "&since=" + URLEncoder.encode(since, StandardCharsets.UTF_8);
        String path = "/v1/sync/changes?limit=" + limit + from;
        return required(get(path), path);
    }

    /// Asks for something, which may not be there.
    public Answer get(String path) throws IOException, InterruptedException {
        return send("GET", path, BodyPublishers.noBody());
    }

    /// Asks for something that has to be there.
    public JsonNode got(String path) throws IOException, InterruptedException {
        return required(get(path), path);
    }

    private static JsonNode required(Answer answer, String path) {
        if (answer.status() / 100 != 2) {
            throw new IllegalStateException(path + " was answered " + answer);
        }
        return answer.body();
    }

    private Answer send(String method, String path, BodyPublisher body)
            throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(address.resolve(path))
                        .timeout(ANSWER_MAX)
                        .header(header, credential)
                        .header("Content-Type", "application/json")
                        .method(method, body)
                        .build();
        HttpResponse<byte[]> answer = http.send(request, BodyHandlers.ofByteArray());
        try {
            return new Answer(answer.statusCode(), JSON.readTree(answer.body()));
        } catch (JacksonException e) {
            throw new IllegalStateException(path + " was answered with no JSON", e);
        }
    }
}
