package dev.tidemark.server;

import dev.tidemark.server.fake.Call;
import dev.tidemark.server.fake.Reply;
import dev.tidemark.server.settings.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A whole server on a folder of its own, with a clock that the test moves.
final class Site implements AutoCloseable {

    static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

    private final Path folder;
    private final Map<String, String> settings;
    private volatile Instant now = NOON;
    private Server server;

    private Site(Path folder, Map<String, String> settings) {
        this.folder = folder;
        this.settings = new TreeMap<>(settings);
        this.settings.put("data", folder.toString());
        this.settings.putIfAbsent("port", "0");
        this.server = start();
    }

    static Site on(Path folder, Map<String, String> settings) {
        return new Site(folder, settings);
    }

    static Site on(Path folder) {
        return on(folder, Map.of());
    }

    private Server start() {
        World real = World.real();
        return Server.start(Settings.of(settings), new World(() -> now, real.ids(), real.random()));
    }

    /// Stops it and starts it again, as somebody who updates it would.
    void restart() {
        server.stop();
        server = start();
    }

    void later(Duration duration) {
        now = now.plus(duration);
    }

    Instant now() {
        return now;
    }

    Server server() {
        return server;
    }

    Path folder() {
        return folder;
    }

    URI uri() {
        return server.address();
    }

    Call call() {
        return Call.to(uri());
    }

    String adminKey() {
        try {
            return Files.readString(folder.resolve("admin.key")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A call of the admin's.
    Call admin() {
        return call().bearer(adminKey());
    }

    /// A new account of an app; its id.
    String account(String app) {
        String body = "{\"name\":\"test\",\"app\":\"" + app + "\"}";
        return admin().post("/v1/accounts", body).expect(201).member("accountId");
    }

    /// A new key; the answer.
    Reply key(String account, String role, String... scopes) {
        String names = scopes.length == 0 ? "" : "\"" + String.join("\",\"", scopes) + "\"";
        return admin().post(
                        "/v1/auth/api-keys",
                        "{\"name\":\"test\",\"account\":\"%s\",\"role\":\"%s\",\"scopes\":[%s]}"
                                .formatted(account, role, names))
                .expect(201);
    }

    /// The token of a new owner's key.
    String owner(String account) {
        return key(account, "owner").member("key");
    }

    /// Enrols a device; the answer.
    Reply enrol(String key, @Nullable String device) {
        String id = device == null ? "null" : "\"" + device + "\"";
        return call().post("/v1/devices", "{\"name\":\"tablet\",\"deviceId\":" + id + "}")
                .bearer(key)
                .reply();
    }

    /// A batch that creates one note.
    static String batch(String device, String text) {
        return """
        {"deviceId":"%s","since":null,"commands":[{"id":"%s","entity":"notes","entityId":"%s",
        "op":"create","fields":{"text":"%s"},"vv":{"%1$s":1},"ts":"2026-11-20T11:00:00.000Z"}]}\
        """
                .formatted(device, UUID.randomUUID(), UUID.randomUUID(), text)
                .replace("\n", "");
    }

    @Override
    public void close() {
        server.stop();
    }
}
