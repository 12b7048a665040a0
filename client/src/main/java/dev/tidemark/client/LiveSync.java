package dev.tidemark.client;

import dev.tidemark.client.fault.SyncException;
import dev.tidemark.client.sync.Enrolment;
import dev.tidemark.client.sync.Progress;
import dev.tidemark.client.sync.RoundResult;
import dev.tidemark.client.sync.Syncer;
import dev.tidemark.client.sync.Trouble;
import dev.tidemark.client.transport.Request;
import dev.tidemark.client.transport.Transport;
import dev.tidemark.sql.StorageException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Syncs by itself, on a thread of its own: after local writes, when the server hints that something
 * is new, every so often where it gives no hints, and after failures when their time has come.
 *
 * <p>The stream of events is only a hint to pull; what it says is not looked at. Where it does not
 * come through, asking every so often takes its place.
 */
public final class LiveSync implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LiveSync.class);

    /** With a stream open, how much less often to ask all the same. */
    private static final int STREAM_FACTOR = 12;

    /** Writes that follow each other closely go together. */
    private static final long GATHER_MILLIS = 20;

    private final Syncer syncer;
    private final Transport transport;
    private final Supplier<Facts> facts;
    private final Duration pollInterval;
    private final Duration checkEvery;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition woken = lock.newCondition();
    private final Thread thread;
    private boolean wanted = true;
    private long wakes;
    private boolean closed;
    private boolean streaming;
    private Transport.@Nullable Stream stream;
    private Instant lastRun = Instant.MIN;
    private @Nullable Instant checkTried;

    /**
     * What the loop has to know of the database.
     *
     * @param enrolment null where sync is not enabled
     * @param checkedAt when it was last compared with the server; null for never
     * @param now the wall clock
     */
    record Facts(
            @Nullable Enrolment enrolment,
            Progress progress,
            @Nullable Instant checkedAt,
            Instant now) {}

    LiveSync(Syncer syncer, Transport transport, Supplier<Facts> facts, Options options) {
        this.syncer = syncer;
        this.transport = transport;
        this.facts = facts;
        this.pollInterval = options.pollInterval();
        this.checkEvery = options.sync().checkEvery();
        this.thread = new Thread(this::run, "tidemark-live");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Asks for a sync soon: something was written, or somebody signed in. */
    void wake() {
        lock.lock();
        try {
            wanted = true;
            wakes++;
            woken.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        while (true) {
            try {
                if (!awaitTurn()) {
                    return;
                }
                sync();
            } catch (SyncException | StorageException e) {
                LOG.info("Live sync goes on later: {}", e.getMessage());
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void sync() {
        RoundResult result = syncer.run();
        Facts known = facts.get();
        if (result.trouble() == null && known.enrolment() != null) {
            listen(known.enrolment(), known.progress());
            if (checkIsDue(known)) {
                checkTried = known.now(); // What fails is not tried with every round.
                syncer.check();
            }
        }
    }

    private boolean checkIsDue(Facts known) {
        return !checkEvery.isZero()
                && isPast(known.checkedAt(), known.now())
                && isPast(checkTried, known.now());
    }

    /** Whether the next check is due; a clock that was set back does not put it off for years. */
    private boolean isPast(@Nullable Instant last, Instant now) {
        return last == null || now.isBefore(last) || !now.isBefore(last.plus(checkEvery));
    }

    /** Waits until a round is due; false once this is closed. */
    private boolean awaitTurn() throws InterruptedException {
        while (true) {
            long before = wakes(); // First, so that what happens meanwhile is not slept through.
            Facts known = facts.get();
            lock.lock();
            try {
                if (closed) {
                    return false;
                }
                long millis = millisUntilDue(known);
                if (millis <= 0) {
                    wanted = false;
                    lastRun = known.now();
                    return true;
                }
                await(before, millis);
            } finally {
                lock.unlock();
            }
        }
    }

    private long wakes() {
        lock.lock();
        try {
            return wakes;
        } finally {
            lock.unlock();
        }
    }

    /** Waits that long, or until something happens that had not happened before. */
    private void await(long before, long millis) throws InterruptedException {
        long nanos = TimeUnit.MILLISECONDS.toNanos(millis);
        while (!closed && wakes == before && nanos > 0) {
            nanos = woken.awaitNanos(nanos);
        }
        if (wakes != before && !closed) {
            woken.awaitNanos(TimeUnit.MILLISECONDS.toNanos(GATHER_MILLIS));
        }
    }

    /** How long to wait; nothing hurries what the server or the backoff asks for. */
    private long millisUntilDue(Facts known) {
        Duration pause = streaming ? pollInterval.multipliedBy(STREAM_FACTOR) : pollInterval;
        Trouble trouble = known.progress().trouble();
        if (known.enrolment() == null || (trouble != null && !trouble.kind().passes())) {
            return pause.toMillis(); // Another process may change that.
        }
        Instant next = known.progress().nextAttemptAt();
        if (trouble != null && next != null && next.isAfter(known.now())) {
            return Math.max(1, Math.min(pause.toMillis(), millis(known.now(), next)));
        }
        if (wanted || lastRun.equals(Instant.MIN)) {
            return 0;
        }
        Instant due = lastRun.plus(pause);
        if (next != null && next.isBefore(due)) {
            due = next; // The server put a mutation off until then.
        }
        return Math.min(pause.toMillis(), millis(known.now(), due));
    }

    private static long millis(Instant from, Instant to) {
        return Duration.between(from, to).toMillis();
    }

    private void listen(Enrolment enrolment, Progress progress) {
        lock.lock();
        try {
            if (stream != null || closed) {
                return;
            }
            String since = progress.cursor();
            String path =
                    "/v1/sync/stream"
                            + (since == null
                                    ? ""
                                    : "?since=" + URLEncoder.encode(since, StandardCharsets.UTF_8));
            stream =
                    transport.open(
                            Request.get(enrolment.server(), path, enrolment.speaking()),
                            new Hints());
        } finally {
            lock.unlock();
        }
    }

    boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** Whether hints are coming in; else live sync asks every so often. */
    public boolean isStreaming() {
        lock.lock();
        try {
            return streaming;
        } finally {
            lock.unlock();
        }
    }

    /** Ends live sync, and waits for a round that is going on. What was written is kept. */
    @Override
    public void close() {
        Transport.Stream open;
        lock.lock();
        try {
            closed = true;
            open = stream;
            stream = null;
            woken.signalAll();
        } finally {
            lock.unlock();
        }
        if (open != null) {
            open.close();
        }
        if (!Thread.currentThread().equals(thread)) {
            join();
        }
    }

    private void join() {
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Hints implements Transport.Events {

        @Override
        public void opened() {
            lock.lock();
            try {
                streaming = !closed;
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void event() {
            wake();
        }

        @Override
        public void ended(String reason) {
            LOG.debug("The stream of hints ended: {}", reason);
            lock.lock();
            try {
                streaming = false;
                stream = null;
                wakes++;
                woken.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }
}
