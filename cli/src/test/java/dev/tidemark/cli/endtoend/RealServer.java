package dev.tidemark.cli.endtoend;

import dev.tidemark.server.Server;
import dev.tidemark.server.settings.Known;
import dev.tidemark.server.settings.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/// A server on a port of its own, which can be stopped and started again on the same data.
final class RealServer implements AutoCloseable {
    private final Path data;
    private final TreeMap<String, String> settings;
    private Server running;

    RealServer(Path data) {
        this(data, Map.of());
    }

    /// @param more settings that are not the usual ones
    RealServer(Path data, Map<String, String> more) {
        this.data = data;
        this.settings = new TreeMap<>(more);
        settings.put(Known.DATA.name(), data.toString());
        settings.put(Known.HOST.name(), "127.0.0.1");
        settings.put(Known.PORT.name(), "0");
        this.running = Server.start(Settings.of(settings));
        settings.put(Known.PORT.name(), Integer.toString(running.port()));
    }

    URI address() {
        return running.address();
    }

    /// The admin's key, which syncs to the default account.
    String key() {
        try {
            return Files.readString(data.resolve("admin.key")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void stop() {
        running.stop();
    }

    /// Starts again on the same port.
    void again() {
        running = Server.start(Settings.of(settings));
    }

    @Override
    public void close() {
        running.stop();
    }
}
