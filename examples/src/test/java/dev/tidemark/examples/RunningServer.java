package dev.tidemark.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.core.value.Value;
import dev.tidemark.server.Server;
import dev.tidemark.server.settings.Settings;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.json.JsonLimits;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// A real server on a free port, as somebody hosts it.
public final class RunningServer implements AutoCloseable {

    private final HttpClient http = HttpClient.newHttpClient();
    private final Path data;
    private final Server server;

    public RunningServer(Path folder) {
        data = folder.resolve("server");
        server = Server.start(Settings.of(Map.of("data", data.toString(), "port", "0")));
    }

    public URI address() {
        return server.address();
    }

    /// The key of an owner of a new account.
    public String accountOf(String app) throws IOException, InterruptedException {
        String account =
                post("/v1/accounts", "{\"name\":\"%s\",\"app\":\"%1$s\"}".formatted(app))
                        .get("accountId");
        return post(
                        "/v1/auth/api-keys",
                        "{\"name\":\"key\",\"role\":\"owner\",\"account\":\"%s\"}"
                                .formatted(account))
                .get("key");
    }

    private Answer post(String path, String body) throws IOException, InterruptedException {
        String key = Files.readString(data.resolve("admin.key")).strip();
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(address() + path))
                        .header("Authorization", "Bearer " + key)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body))
                        .build();
        HttpResponse<byte[]> answer = http.send(request, BodyHandlers.ofByteArray());
        assertThat(answer.statusCode()).isEqualTo(201);
        return new Answer((Value.Obj) Json.read(answer.body(), JsonLimits.STORED));
    }

    private record Answer(Value.Obj body) {

        String get(String name) {
            return ((Value.Text) body.members().get(name)).value();
        }
    }

    @Override
    public void close() {
        server.stop();
        http.close();
    }
}
