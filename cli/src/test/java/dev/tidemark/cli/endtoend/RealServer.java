package dev.tidemark.cli.endtoend;

import dev.tidemark.server.Server;
import dev.tidemark.server.settings.Known;
import dev.tidemark.server.settings.Settings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// A server on a port of its own, which can be stopped and started again on the same data.
final class RealServer implements AutoCloseable {
    private final Path data;
    private final int port;
    private Server running;

    RealServer(Path data) {
        this.data = data;
        this.running = start(0);
        this.port = running.port();
    }

    private Server start(int port) {
        return Server.start(
                Settings.of(
                        Map.of(
                                Known.DATA.name(), data.toString(),
                                Known.PORT.name(), Integer.toString(port),
                                Known.HOST.name(), "127.0.0.1")));
    }

    URI address() {
        return running.address();
    }

    /// The admin's key, which syncs to the default account.
    String key() throws IOException {
        return Files.readString(data.resolve("admin.key")).strip();
    }

    void stop() {
        running.stop();
    }

    /// Starts again on the same port.
    void again() {
        running = start(port);
    }

    @Override
    public void close() {
        running.stop();
    }
}
