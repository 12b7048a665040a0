package dev.tidemark.benchmarks.served;

import dev.tidemark.wire.command.BatchAnswer;
import dev.tidemark.wire.command.Page;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Single requests to a server, read whole: for what is not measured.
public final class Api implements AutoCloseable {

    private static final int PAGE = 5_000;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI address;
    private final String token;

    public Api(URI address, String token) {
        this.address = address;
        this.token = token;
    }

    /// Sends a batch.
    public BatchAnswer push(byte[] body) throws IOException, InterruptedException {
        return BatchAnswer.read(
                send(to("/v1/sync/batch").POST(BodyPublishers.ofByteArray(body)).build()));
    }

    /// The cursor at the end of the log.
    ///
    /// @param since where to begin; null for the beginning
    public String cursorAtTheEnd(@Nullable String since) throws IOException, InterruptedException {
        Page page = page(since);
        while (page.hasMore()) {
            page = page(page.newSince());
        }
        return page.newSince();
    }

    /// A figure that the server counts, one without labels.
    ///
    /// @throws IOException also where there is no such figure
    public double metric(String name) throws IOException, InterruptedException {
        String all = new String(send(to("/metrics").build()), StandardCharsets.UTF_8);
        return all.lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new IOException("The server counts no " + name));
    }

    private Page page(@Nullable String since) throws IOException, InterruptedException {
        String from =
                since == null ? "" : "&since=" + URLEncoder.encode(since, StandardCharsets.UTF_8);
        return Page.read(send(to("/v1/sync/changes?limit=" + PAGE + from).build()));
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(address.resolve(path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json");
    }

    private byte[] send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = client.send(request, BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200) {
            throw new IOException(
                    "%s was answered %d: %s"
                            .formatted(
                                    request.uri(),
                                    answer.statusCode(),
                                    new String(answer.body(), StandardCharsets.UTF_8)));
        }
        return answer.body();
    }

    @Override
    public void close() {
        client.close();
    }
}
