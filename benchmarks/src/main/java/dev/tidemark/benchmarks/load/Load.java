package dev.tidemark.benchmarks.load;

import dev.tidemark.benchmarks.measure.Cpu;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/// Several connections that each send the next request as soon as the last one was answered. All
/// the work is done on the thread that calls [#send].
public final class Load implements AutoCloseable {

    private static final int READ_BYTES = 256 << 10;

    private final Selector selector;
    private final List<Connection> connections = new ArrayList<>();
    private final ByteBuffer space = ByteBuffer.allocateDirect(READ_BYTES);

    /// Opens the connections.
    public Load(InetSocketAddress server, int count) throws IOException {
        selector = Selector.open();
        for (int i = 0; i < count; i++) {
            connections.add(new Connection(server, selector));
        }
    }

    /// What sending took.
    ///
    /// @param nanos of each answer, sorted
    public record Sent(double seconds, double cpuSeconds, long[] nanos) {

        /// How long at most so many of all answers took, in milliseconds.
        ///
        /// @param share from 0 to 1
        public double millis(double share) {
            int index = (int) Math.ceil(share * nanos.length) - 1;
            return nanos[Math.clamp(index, 0, nanos.length - 1)] / 1e6;
        }
    }

    /// Sends each request once, over whichever connection is free, and waits for all answers.
    ///
    /// @param requests as [Requests] makes them
    /// @throws IOException also where an answer is no success; it says which
    public Sent send(List<byte[]> requests) throws IOException {
        Iterator<byte[]> waiting = requests.iterator();
        long[] nanos = new long[requests.size()];
        int answered = 0;
        double cpu = Cpu.ofThisThread();
        long began = System.nanoTime();
        for (Connection connection : connections) {
            sendNext(connection, waiting);
        }
        while (answered < nanos.length) {
            selector.select();
            for (SelectionKey key : selector.selectedKeys()) {
                Connection connection = (Connection) key.attachment();
                if (key.isWritable()) {
                    connection.write();
                }
                if (key.isReadable() && connection.read(space)) {
                    nanos[answered++] = connection.nanos();
                    sendNext(connection, waiting);
                }
            }
            selector.selectedKeys().clear();
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        Arrays.sort(nanos);
        return new Sent(seconds, Cpu.ofThisThread() - cpu, nanos);
    }

    private static void sendNext(Connection connection, Iterator<byte[]> waiting)
            throws IOException {
        if (waiting.hasNext()) {
            connection.send(waiting.next());
        }
    }

    @Override
    public void close() throws IOException {
        for (Connection connection : connections) {
            connection.close();
        }
        selector.close();
    }
}
