package dev.tidemark.cli.rig;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// A process that was started to be killed.
public final class Child implements AutoCloseable {
    private static final int STOP_SECONDS_MAX = 60;

    /// Those that would outlive this process, should it be stopped before its time.
    private static final Set<Process> ALIVE = ConcurrentHashMap.newKeySet();

    static {
        Thread end = new Thread(() -> ALIVE.forEach(Process::destroyForcibly));
        Runtime.getRuntime().addShutdownHook(end);
    }

    private final Process process;
    private final Thread reader;

    private Child(Process process, Consumer<String> lines, Runnable ended) {
        this.process = process;
        ALIVE.add(process);
        process.onExit().thenAccept(ALIVE::remove);
        this.reader = Thread.ofPlatform().daemon().start(() -> read(process, lines, ended));
    }

    /// Starts a process.
    ///
    /// @param scratch where it keeps temporary files: a killed process leaves them behind
    /// @param log takes what it writes to its standard error
    /// @param lines takes each line that it prints, on another thread
    /// @param ended is run once it has ended and all its lines were taken
    public static Child start(
            List<String> command, Path scratch, Path log, Consumer<String> lines, Runnable ended)
            throws IOException {
        Files.createDirectories(scratch);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("TIDEMARK_NO_BUILD", "1");
        builder.environment().put("TMPDIR", scratch.toString());
        builder.environment().put("JDK_JAVA_OPTIONS", "-Djava.io.tmpdir=" + scratch);
        builder.redirectError(Redirect.appendTo(log.toFile()));
        return new Child(builder.start(), lines, ended);
    }

    private static void read(Process process, Consumer<String> lines, Runnable ended) {
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            out.lines().forEach(lines);
        } catch (IOException | UncheckedIOException e) {
            lines.accept("lost: " + e.getMessage());
        } finally {
            ended.run();
        }
    }

    /// Kills it as `kill -9` does. When this returns it is gone, and all it printed was read.
    public void kill() {
        // By its handle: the process's own method also closes the pipe, and what was printed and
        // not read yet would be lost.
        process.toHandle().destroyForcibly();
        process.onExit().join();
        joinReader();
    }

    /// Stops it as an operator does, with SIGTERM.
    ///
    /// @return its exit code
    /// @throws IOException if it does not stop; it is killed then
    public int stop() throws IOException, InterruptedException {
        process.destroy();
        return end();
    }

    /// Closes its standard input, which asks a device to finish, and waits for its end.
    ///
    /// @return its exit code
    /// @throws IOException if it does not end; it is killed then
    public int finish() throws IOException, InterruptedException {
        process.getOutputStream().close();
        return end();
    }

    private int end() throws IOException, InterruptedException {
        if (!process.waitFor(STOP_SECONDS_MAX, TimeUnit.SECONDS)) {
            kill();
            throw new IOException("It was still running after %d s".formatted(STOP_SECONDS_MAX));
        }
        joinReader();
        return process.exitValue();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    private void joinReader() {
        boolean interrupted = false;
        while (reader.isAlive() && !Thread.currentThread().equals(reader)) {
            try {
                reader.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// Kills it, if that is still to be done.
    @Override
    public void close() {
        kill();
    }
}
