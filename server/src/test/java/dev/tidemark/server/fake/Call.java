package dev.tidemark.server.fake;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// One request that a test sends, and what it expects to come back.
///
/// `Call.to(base).post("/v1/devices", "{…}").bearer(key).expect(201).has("token")`
public final class Call {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final URI base;
    private final HttpRequest.Builder request = HttpRequest.newBuilder();

    private Call(URI base) {
        this.base = base;
        request.timeout(Duration.ofSeconds(30));
    }

    public static Call to(URI base) {
        return new Call(base);
    }

    public Call get(String path) {
        return send("GET", path, new byte[0]);
    }

    public Call post(String path, String json) {
        return send("POST", path, json.getBytes(StandardCharsets.UTF_8));
    }

    public Call put(String path, String json) {
        return send("PUT", path, json.getBytes(StandardCharsets.UTF_8));
    }

    public Call delete(String path) {
        return send("DELETE", path, new byte[0]);
    }

    public Call delete(String path, String json) {
        return send("DELETE", path, json.getBytes(StandardCharsets.UTF_8));
    }

    /// Any method, any bytes; JSON by name if there are any.
    public Call send(String method, String path, byte[] body) {
        request.uri(URI.create(base + path));
        if (body.length > 0) {
            request.header("Content-Type", "application/json");
        }
        request.method(
                method,
                body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        return this;
    }

    public Call header(String name, String value) {
        request.setHeader(name, value);
        return this;
    }

    public Call bearer(String token) {
        return header("Authorization", "Bearer " + token);
    }

    public Call device(String token) {
        return header("X-Device-Token", token);
    }

    /// Sends it.
    public Reply reply() {
        try {
            HttpRequest sent = request.build();
            return Reply.of(
                    sent.method() + " " + sent.uri().getPath(),
                    HTTP.send(sent, BodyHandlers.ofByteArray()));
        } catch (Exception e) {
            throw new AssertionError("no answer", e);
        }
    }

    /// Sends it, and looks at the status.
    public Reply expect(int status) {
        return reply().is(status);
    }
}
