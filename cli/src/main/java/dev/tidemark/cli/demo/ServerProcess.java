package dev.tidemark.cli.demo;

import dev.tidemark.cli.console.Exit;
import dev.tidemark.cli.console.Failure;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A server in a process of its own, so that it can really be killed.
public final class ServerProcess implements AutoCloseable {
    private static final String READY = "Listening on ";
    private static final int START_SECONDS_MAX = 60;
    private static final int STOP_SECONDS_MAX = 30;

    private final Process process;
    private final String address;

    private ServerProcess(Process process, String address) {
        this.process = process;
        this.address = address;
    }

    /// Starts `tidemark serve` with this program's own classes; returns when it is ready.
    ///
    /// @param port 0 for a free one
    /// @param log what it writes to its standard error is added here
    public static ServerProcess start(Path data, int port, Path log, String... more) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-Xmx256m",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                classPath(),
                                "dev.tidemark.cli.Main",
                                "serve",
                                "--data",
                                data.toString(),
                                "--port",
                                Integer.toString(port)));
        command.addAll(List.of(more));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("TIDEMARK_"));
        builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        try {
            Process process = builder.start();
            return new ServerProcess(process, ready(process, log));
        } catch (IOException e) {
            throw Failure.of(Exit.FAILED, "No server could be started: " + e.getMessage() + ".", e);
        }
    }

    /// With absolute paths, as the process may start elsewhere.
    private static String classPath() {
        StringBuilder path = new StringBuilder();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            path.append(path.isEmpty() ? "" : File.pathSeparator)
                    .append(Path.of(entry).toAbsolutePath());
        }
        return path.toString();
    }

    private static String ready(Process process, Path log) {
        CompletableFuture<@Nullable String> address =
                CompletableFuture.supplyAsync(() -> readAddress(process))
                        .orTimeout(START_SECONDS_MAX, TimeUnit.SECONDS);
        String found;
        try {
            found = address.join();
        } catch (CompletionException e) {
            found = null;
        }
        if (found == null) {
            process.destroyForcibly();
            throw Failure.of(Exit.FAILED, "The server did not start; %s says why.".formatted(log));
        }
        return found;
    }

    /// Null where it ends before it is ready.
    private static @Nullable String readAddress(Process process) {
        try {
            BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
            String line = out.readLine();
            while (line != null && !line.startsWith(READY)) {
                line = out.readLine();
            }
            return line == null ? null : line.substring(READY.length());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Where it answers: `http://127.0.0.1:8484`.
    public String address() {
        return address;
    }

    /// The port in that address.
    public int port() {
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }

    /// Ends it without any warning, as a power cut would.
    public void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /// Asks it to stop, and waits until it has.
    ///
    /// @return its exit code
    public int stop() {
        process.destroy();
        return awaitEnd();
    }

    /// Whether it still runs.
    public boolean alive() {
        return process.isAlive();
    }

    private int awaitEnd() {
        try {
            if (!process.waitFor(STOP_SECONDS_MAX, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a server ends", e);
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            kill();
        }
    }
}
