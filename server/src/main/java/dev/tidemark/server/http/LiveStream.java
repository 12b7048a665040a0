package dev.tidemark.server.http;

import dev.tidemark.server.access.Principal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One open stream of server-sent events.
final class LiveStream implements Events {

    private static final byte[] COMMENT = ":\n\n".getBytes(StandardCharsets.UTF_8);

    private final Principal principal;
    private final Consumer<LiveStream> whenEnded;
    private final ReentrantLock sending = new ReentrantLock();
    private final List<Runnable> wakeUps = new ArrayList<>();
    private @Nullable OutputStream out;
    private volatile boolean ended;
    private volatile long sentAt = System.nanoTime();

    LiveStream(Principal principal, Consumer<LiveStream> whenEnded) {
        this.principal = principal;
        this.whenEnded = whenEnded;
    }

    Principal principal() {
        return principal;
    }

    /// Sends what the source has to say until the stream is over.
    void run(OutputStream to, EventSource source) throws InterruptedException {
        sending.lock();
        try {
            out = to;
        } finally {
            sending.unlock();
        }
        try {
            comment(); // So that the client sees at once that the stream is open.
            source.run(this);
        } catch (Ended e) {
            // As good a way to return as any.
        } finally {
            end();
        }
    }

    @Override
    public void send(String event, String id, byte[] data) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream(data.length + 128);
        frame.writeBytes(
                ("event: " + event + "\nid: " + id + "\ndata: ").getBytes(StandardCharsets.UTF_8));
        frame.writeBytes(data);
        frame.writeBytes("\n\n".getBytes(StandardCharsets.UTF_8));
        sending.lock();
        try {
            write(frame.toByteArray());
        } finally {
            sending.unlock();
        }
    }

    /// Sends a comment, unless something else is being sent anyway.
    void comment() {
        if (sending.tryLock()) {
            try {
                write(COMMENT);
            } catch (Ended e) {
                // The source hears of it by itself.
            } finally {
                sending.unlock();
            }
        }
    }

    private void write(byte[] frame) {
        if (ended || out == null) {
            throw new Ended();
        }
        try {
            out.write(frame);
            out.flush();
            sentAt = System.nanoTime();
        } catch (IOException | RuntimeException e) {
            end(); // Helidon has exceptions of its own for a client that went away.
            throw new Ended();
        }
    }

    /// Whether nothing was sent for so long.
    boolean isSilentFor(long nanos) {
        return System.nanoTime() - sentAt >= nanos;
    }

    @Override
    public boolean open() {
        return !ended;
    }

    @Override
    public void onEnd(Runnable wakeUp) {
        synchronized (wakeUps) {
            if (!ended) {
                wakeUps.add(wakeUp);
                return;
            }
        }
        wakeUp.run();
    }

    /// Ends it; when this returns, no further event is begun. More than once does no harm.
    void end() {
        List<Runnable> called;
        synchronized (wakeUps) {
            ended = true;
            called = List.copyOf(wakeUps);
            wakeUps.clear();
        }
        whenEnded.accept(this);
        called.forEach(Runnable::run);
    }
}
