package dev.tidemark.cli.endtoend;

import dev.tidemark.core.value.Value;
import dev.tidemark.wire.command.EncodedEntry;
import dev.tidemark.wire.command.Page;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.json.JsonLimits;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// Somebody who speaks HTTP by hand and remembers nothing between two requests.
final class RawApi implements AutoCloseable {
    private final HttpClient http = HttpClient.newHttpClient();
    private final URI server;
    private final String key;

    RawApi(URI server, String key) {
        this.server = server;
        this.key = key;
    }

    byte[] send(String method, String path, String body) {
        HttpRequest request =
                HttpRequest.newBuilder(server.resolve(path))
                        .header("Authorization", "Bearer " + key)
                        .method(method, BodyPublishers.ofString(body))
                        .build();
        try {
            HttpResponse<byte[]> answer = http.send(request, BodyHandlers.ofByteArray());
            if (answer.statusCode() / 100 != 2) {
                throw new IllegalStateException(
                        method
                                + " "
                                + path
                                + ": "
                                + new String(answer.body(), StandardCharsets.UTF_8));
            }
            return answer.body();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    String member(byte[] answer, String name) {
        Value.Obj object = (Value.Obj) Json.read(answer, JsonLimits.STORED);
        return ((Value.Text) object.members().get(name)).value();
    }

    /// All that the server has now.
    Seen seen() {
        List<EncodedEntry> all = new ArrayList<>();
        String since = "";
        Page page;
        do {
            page = Page.read(send("GET", "/v1/sync/changes?limit=5000" + since, ""));
            all.addAll(page.changes());
            since = "&since=" + page.newSince();
        } while (page.hasMore());
        return new Seen(all, page.newSince());
    }

    record Seen(List<EncodedEntry> entries, String cursor) {}

    /// Writes a record as it was just seen, under the next counter that a device has there.
    void update(Seen seen, EncodedEntry entry, String device, String fields) {
        TreeVector vv = TreeVector.of(entry, device);
        send(
                "POST",
                "/v1/sync/batch",
                ("{\"deviceId\":\"%s\",\"since\":\"%s\",\"commands\":[{\"id\":\"%s\","
                                + "\"entity\":\"%s\",\"entityId\":\"%s\",\"op\":\"update\","
                                + "\"fields\":%s,\"vv\":%s,\"ts\":\"%s\"}]}")
                        .formatted(
                                device,
                                seen.cursor(),
                                UUID.randomUUID(),
                                entry.key().collection(),
                                entry.key().id(),
                                fields,
                                vv.json(),
                                Instant.now()));
    }

    private record TreeVector(String json) {
        static TreeVector of(EncodedEntry entry, String device) {
            StringBuilder json = new StringBuilder("{");
            var counters =
                    entry.decoded()
                            .state()
                            .vv()
                            .with(entry.decoded().state().vv().next(device))
                            .counters();
            counters.forEach((name, counter) ->
                    json.append(json.length() == 1 ? "" : ",")
                            .append('"')
                            .append(name)
                            .append("\":")
                            .append(counter));
            return new TreeVector(json.append('}').toString());
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
