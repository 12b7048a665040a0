package dev.tidemark.server.http;

import dev.tidemark.server.access.Principal;
import dev.tidemark.server.problem.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// Every open stream of server-sent events.
///
/// A clock of its own sends comments on silent ones and ends those whose credential is worth
/// nothing any more. Thread-safe.
public final class Streams implements AutoCloseable {

    private final Set<LiveStream> open = ConcurrentHashMap.newKeySet();
    private final int streamsMax;
    private final long silenceNanosMax;
    private final Predicate<Principal> stillGood;
    private final ScheduledExecutorService clock;
    private volatile boolean closed;

    /// @param silenceMillisMax after how long without an event a comment is sent
    /// @param stillGood whether somebody who once was let in would be again
    public Streams(int streamsMax, int silenceMillisMax, Predicate<Principal> stillGood) {
        this.streamsMax = streamsMax;
        this.silenceNanosMax = TimeUnit.MILLISECONDS.toNanos(silenceMillisMax);
        this.stillGood = stillGood;
        this.clock =
                Executors.newSingleThreadScheduledExecutor(task ->
                        Thread.ofPlatform().daemon().name("tidemark-streams").unstarted(task));
        long period = Math.max(5, silenceMillisMax / 4);
        clock.scheduleWithFixedDelay(this::tick, period, period, TimeUnit.MILLISECONDS);
    }

    /// Makes a place for one more stream.
    ///
    /// @throws Problem 503 if there are too many, or the server is stopping
    LiveStream open(Principal principal) {
        if (closed) {
            throw Problem.unavailable("The server is stopping.");
        }
        if (open.size() >= streamsMax) {
            throw Problem.busy(
                    "As many streams are open as the server can serve; poll instead, or try again.",
                    Duration.ofSeconds(30));
        }
        LiveStream stream = new LiveStream(principal, open::remove);
        open.add(stream);
        if (closed) {
            stream.end(); // Closed in between: nobody else would end it.
        }
        return stream;
    }

    /// How many are open.
    public int count() {
        return open.size();
    }

    /// Ends the streams of an account whose credentials are worth nothing any more. When this
    /// returns, nothing more is sent on them.
    public void check(String accountId) {
        for (LiveStream stream : List.copyOf(open)) {
            if (stream.principal().accountId().equals(accountId)
                    && !stillGood.test(stream.principal())) {
                stream.end();
            }
        }
    }

    private void tick() {
        for (LiveStream stream : open) {
            if (stream.isSilentFor(silenceNanosMax * 3 / 4)) {
                // On a thread of its own: a client that does not read would hold up all others.
                Thread.startVirtualThread(() -> tend(stream));
            }
        }
    }

    private void tend(LiveStream stream) {
        if (stillGood.test(stream.principal())) {
            stream.comment();
        } else {
            stream.end();
        }
    }

    /// Ends all of them and takes no more.
    @Override
    public void close() {
        closed = true;
        clock.shutdownNow();
        List.copyOf(open).forEach(LiveStream::end);
    }
}
