package dev.tidemark.benchmarks.load;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/// One connection: a request goes out, its answer comes back, then the next.
final class Connection {

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final SocketChannel channel;
    private final SelectionKey key;
    private final AnswerScan scan = new AnswerScan();
    private ByteBuffer request = NOTHING;
    private long sentAt;

    Connection(InetSocketAddress address, Selector selector) throws IOException {
        channel = SocketChannel.open(address);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        key = channel.register(selector, SelectionKey.OP_READ, this);
    }

    void send(byte[] bytes) throws IOException {
        scan.begin();
        request = ByteBuffer.wrap(bytes);
        sentAt = System.nanoTime();
        write();
    }

    void write() throws IOException {
        channel.write(request);
        int interest =
                request.hasRemaining()
                        ? SelectionKey.OP_READ | SelectionKey.OP_WRITE
                        : SelectionKey.OP_READ;
        if (key.interestOps() != interest) {
            key.interestOps(interest);
        }
    }

    /// Reads what is there; true when the answer is complete.
    ///
    /// @param space shared by all connections; nothing of it is kept
    boolean read(ByteBuffer space) throws IOException {
        space.clear();
        if (channel.read(space) < 0) {
            throw new EOFException("The server closed a connection in the middle of an answer");
        }
        space.flip();
        if (!scan.scan(space)) {
            return false;
        }
        if (scan.status() >= 300) {
            throw new IOException("The server answered " + scan.status() + ": " + scan.kept());
        }
        return true;
    }

    /// How long the answer has taken, in nanoseconds.
    long nanos() {
        return System.nanoTime() - sentAt;
    }

    void close() throws IOException {
        channel.close();
    }
}
