package dev.tidemark.server;

import dev.tidemark.server.http.Listener;
import dev.tidemark.server.problem.StartFailure;
import dev.tidemark.server.settings.Known;
import dev.tidemark.server.settings.Settings;
import dev.tidemark.server.store.Storage;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A running server.
///
/// It prints nothing; what there is to say is logged, asked for, or thrown as a [StartFailure].
/// Thread-safe.
public final class Server implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Server.class);

    private final Settings settings;
    private final Listener listener;
    private final Assembly assembly;
    private final Optional<String> newAdminKey;
    private final Deque<AutoCloseable> open;
    private final Thread resuming;
    private boolean stopped;

    private Server(
            Settings settings,
            Listener listener,
            Assembly assembly,
            Optional<String> newAdminKey,
            Deque<AutoCloseable> open) {
        this.settings = settings;
        this.listener = listener;
        this.assembly = assembly;
        this.newAdminKey = newAdminKey;
        this.open = open;
        this.resuming = Thread.startVirtualThread(assembly::resume);
    }

    /// Starts a server in the real world. When this returns, it answers.
    ///
    /// @throws StartFailure if it cannot; nothing is left open then
    public static Server start(Settings settings) {
        return start(settings, World.real());
    }

    /// Starts a server. When this returns, it answers.
    ///
    /// @throws StartFailure if it cannot; nothing is left open then
    public static Server start(Settings settings, World world) {
        Deque<AutoCloseable> open = new ArrayDeque<>();
        try {
            return start(settings, world, open);
        } catch (RuntimeException | Error e) {
            close(open);
            throw e;
        }
    }

    private static Server start(Settings settings, World world, Deque<AutoCloseable> open) {
        Listener.requireFree(settings); // Before anything is written.
        DataFolder folder = opened(open, DataFolder.take(settings.get(Known.DATA)));
        Storage storage = opened(open, folder.open(settings.get(Known.READERS_MAX)));
        Assembly assembly = opened(open, new Assembly(settings, world, storage));
        assembly.loadSchemas();
        Optional<String> newAdminKey = assembly.prepare();
        Listener listener = Listener.start(settings, assembly.serving());
        open.push(listener::stop);
        LOG.info("The server listens on port {}", listener.port());
        return new Server(settings, listener, assembly, newAdminKey, open);
    }

    private static <T extends AutoCloseable> T opened(Deque<AutoCloseable> open, T part) {
        open.push(part);
        return part;
    }

    /// The address that it listens on, as in a link.
    public URI address() {
        String host = settings.get(Known.HOST);
        String shown = host.contains(":") ? "[" + host + "]" : host;
        return URI.create("http://" + shown + ":" + listener.port());
    }

    /// The port that it listens on.
    public int port() {
        return listener.port();
    }

    /// The folder that holds its data.
    public Path data() {
        return settings.get(Known.DATA);
    }

    /// The admin's key, if it was made by this start; to be shown once.
    public Optional<String> newAdminKey() {
        return newAdminKey;
    }

    /// Waits until what was left by the last stop is done.
    void awaitResumed() throws InterruptedException {
        resuming.join();
    }

    /// Takes no more requests, lets those that are being worked on finish for a while, ends all
    /// streams, writes down what is left, and closes. More than once does no harm.
    public synchronized void stop() {
        if (!stopped) {
            stopped = true;
            LOG.info("The server stops");
            assembly.stopping();
            close(open);
        }
    }

    private static void close(Deque<AutoCloseable> open) {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                LOG.error("A part of the server did not close", e);
            }
        }
    }

    /// The same as [#stop].
    @Override
    public void close() {
        stop();
    }
}
