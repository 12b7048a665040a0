package dev.tidemark.benchmarks.served;

import dev.tidemark.benchmarks.measure.Cpu;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A server that runs. Closing it stops it as an operator would, and waits for its end.
public final class ServerProcess implements AutoCloseable {

    private static final String READY = "Listening on ";
    private static final String HEALTHY = "HTTP/1.1 200";
    private static final int STOP_SECONDS_MAX = 60;

    private final Process process;
    private final Path data;
    private final URI address;
    private final double startSeconds;

    private ServerProcess(Process process, Path data, URI address, double startSeconds) {
        this.process = process;
        this.data = data;
        this.address = address;
        this.startSeconds = startSeconds;
    }

    /// Starts a server on a free port and waits for its first answer.
    ///
    /// @param data its data folder; its log goes into a file beside it
    /// @throws IOException if it does not start; it says where the log is
    public static ServerProcess start(ServerCommand command, Path data, List<String> flags)
            throws IOException {
        Path log = data.resolveSibling(data.getFileName() + ".log");
        ProcessBuilder builder = new ProcessBuilder(command.with(data, flags));
        builder.environment().put("TIDEMARK_NO_BUILD", "1");
        builder.redirectError(log.toFile());
        long began = System.nanoTime();
        Process process = builder.start();
        try {
            URI address = address(process, log);
            requireHealth(address);
            double seconds = (System.nanoTime() - began) / 1e9;
            return new ServerProcess(process, data, address, seconds);
        } catch (IOException | RuntimeException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private static URI address(Process process, Path log) throws IOException {
        BufferedReader out = process.inputReader();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith(READY)) {
                drain(out);
                return URI.create(line.substring(READY.length()).strip());
            }
        }
        throw new IOException("The server did not start; see " + log);
    }

    /// So that it can go on printing.
    private static void drain(BufferedReader out) {
        Thread.ofVirtual()
                .start(() -> {
                    try (out) {
                        out.lines().forEach(_ -> {});
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }

    /// By a plain socket: a client that has to wake up first would be measured too.
    private static void requireHealth(URI address) throws IOException {
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            String request =
                    "GET /health HTTP/1.1\r\nHost: %s\r\n\r\n".formatted(address.getAuthority());
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            byte[] begin = socket.getInputStream().readNBytes(HEALTHY.length());
            String answer = new String(begin, StandardCharsets.ISO_8859_1);
            if (!answer.equals(HEALTHY)) {
                throw new IOException("The server is not healthy: " + answer);
            }
        }
    }

    /// Where it listens.
    public URI address() {
        return address;
    }

    /// Where it listens.
    public InetSocketAddress socket() {
        return new InetSocketAddress(address.getHost(), address.getPort());
    }

    /// From the start of the process to its first answer.
    public double startSeconds() {
        return startSeconds;
    }

    /// The key of its administrator.
    public String adminKey() throws IOException {
        return Files.readString(data.resolve("admin.key")).strip();
    }

    /// Its database, to be looked at.
    public Path database() {
        return data.resolve("tidemark.db");
    }

    /// Processor time it has spent so far, in seconds.
    public double cpuSeconds() {
        return Cpu.of(process.toHandle());
    }

    /// The memory it takes now, in megabytes (10^6 bytes).
    ///
    /// @throws IOException where the system has no /proc to read it from
    public double residentMegabytes() throws IOException {
        return statusKib("VmRSS:") * 1024 / 1e6;
    }

    private double statusKib(String name) throws IOException {
        Path status = Path.of("/proc", String.valueOf(process.pid()), "status");
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow(() -> new IOException("no " + name + " in " + status));
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS_MAX, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException(
                        "The server did not stop in %d s".formatted(STOP_SECONDS_MAX));
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
