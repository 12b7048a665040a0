package dev.tidemark.cli.rig;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One server through all its lives: the same data and the same address, and a new process after
/// each death. Thread-safe; one thread starts and kills, any number waits for it to be up.
public final class ServerLives implements AutoCloseable {
    private static final String READY = "Listening on ";
    private static final long START_NANOS_MAX = TimeUnit.SECONDS.toNanos(60);

    private final Programs programs;
    private final Path data;
    private final Path schemas;
    private final List<String> flags;
    private final Path log;
    private final Path scratch;
    private final int port;
    private @Nullable Child current;
    private boolean up;
    private boolean over;
    private long spawnedAt;
    private long startNanosMax;
    private long startNanosSum;
    private int starts;

    /// @param folder holds its data, its log and its temporary files
    /// @param schemas of the apps that it serves
    /// @param flags beside the usual ones
    public ServerLives(Programs programs, Path folder, Path schemas, List<String> flags)
            throws IOException {
        this.programs = programs;
        this.data = folder.resolve("data");
        this.schemas = schemas;
        this.flags = List.copyOf(flags);
        this.log = folder.resolve("server.log");
        this.scratch = folder.resolve("scratch");
        this.port = freePort();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /// The folder that it keeps its data in.
    public Path data() {
        return data;
    }

    public Path log() {
        return log;
    }

    public String adminKey() throws IOException {
        return Files.readString(data.resolve("admin.key")).strip();
    }

    /// Starts a life, and does not wait for it.
    public synchronized void spawn() throws IOException {
        List<String> command = programs.tidemark("serve");
        command.addAll(List.of("--data", data.toString(), "--port", String.valueOf(port)));
        command.addAll(List.of("--schemas", schemas.toString(), "--log-level", "warn"));
        command.addAll(flags);
        spawnedAt = System.nanoTime();
        current = Child.start(command, scratch, log, this::printed, this::ended);
    }

    private synchronized void printed(String line) {
        if (line.startsWith(READY)) {
            long nanos = System.nanoTime() - spawnedAt;
            startNanosMax = Math.max(startNanosMax, nanos);
            startNanosSum += nanos;
            starts++;
            up = true;
            notifyAll();
        }
    }

    private synchronized void ended() {
        up = false;
        notifyAll();
    }

    /// Starts a life and waits until it takes requests.
    ///
    /// @throws IOException if it ends or does not get that far
    public void start() throws IOException, InterruptedException {
        spawn();
        requireUp();
    }

    /// Waits until the life that was started takes requests.
    ///
    /// @throws IOException if it ends or does not get that far
    public synchronized void requireUp() throws IOException, InterruptedException {
        Child child = current;
        long deadline = System.nanoTime() + START_NANOS_MAX;
        while (!up) {
            long left = deadline - System.nanoTime();
            if (child == null || !child.isAlive() || left <= 0) {
                throw new IOException("The server did not start; it says: " + lastWords());
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    /// Waits until it takes requests again, through any number of deaths.
    ///
    /// @return false if there will be no further life
    public synchronized boolean awaitUp() throws InterruptedException {
        while (!up && !over) {
            wait();
        }
        return up;
    }

    /// Ends this life with `kill -9`.
    public void kill() {
        Child child = dying();
        if (child != null) {
            child.kill();
        }
    }

    /// Ends this life with SIGTERM.
    ///
    /// @return the exit code
    public int stop() throws IOException, InterruptedException {
        Child child = dying();
        return child == null ? 0 : child.stop();
    }

    private synchronized @Nullable Child dying() {
        Child child = current;
        current = null;
        up = false;
        return child;
    }

    /// The last lines of its log.
    public String lastWords() {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
        } catch (IOException e) {
            return "nothing (" + e.getMessage() + ")";
        }
    }

    /// From the start of a process until it took requests: the longest, in milliseconds.
    public synchronized long startMillisMax() {
        return TimeUnit.NANOSECONDS.toMillis(startNanosMax);
    }

    /// From the start of a process until it took requests: the mean, in milliseconds.
    public synchronized long startMillisMean() {
        return starts == 0 ? 0 : TimeUnit.NANOSECONDS.toMillis(startNanosSum / starts);
    }

    /// Kills it and lets nobody wait any longer.
    @Override
    public void close() {
        kill();
        synchronized (this) {
            over = true;
            notifyAll();
        }
    }
}
