package dev.tidemark.client.upsert;

import dev.tidemark.client.transport.Answer;
import dev.tidemark.client.transport.Request;
import dev.tidemark.client.transport.TransportException;
import dev.tidemark.client.upsert.UpsertOptions.Patience;
import dev.tidemark.client.upsert.UpsertOutcome.Deferred;
import dev.tidemark.client.upsert.UpsertOutcome.Refused;
import dev.tidemark.client.upsert.UpsertOutcome.Synced;
import dev.tidemark.client.upsert.UpsertQueue.Sending;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.json.InvalidInput;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.json.JsonFault;
import dev.tidemark.wire.json.JsonLimits;
import dev.tidemark.wire.problem.ProblemBody;
import dev.tidemark.wire.problem.ProblemCode;
import dev.tidemark.wire.upsert.UpsertAnswer;
import dev.tidemark.wire.upsert.UpsertBatch;
import dev.tidemark.wire.upsert.UpsertConflict;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends an app's own records by the contract of upserts, for apps that keep their data themselves
 * and only want it to arrive.
 *
 * <p>What is put waits in a file and survives a crash. A sync is written down before it is sent,
 * and the same bytes under the same {@code syncId} are sent until they are answered, after a
 * restart too: so the server does it once. Nothing but an answer takes a record out of the queue.
 *
 * <p>Thread-safe; one sync at a time. The app is never blocked by a server that is away: a sync
 * that gets no answer is {@link Deferred}, and everything waits for the next one.
 */
public final class UpsertClient implements AutoCloseable {

    private static final String PATH = "/v1/sync/batch";
    private static final JsonLimits LIMITS = JsonLimits.STORED;

    /** After which nothing is known of what the device has seen. */
    private static final Set<ProblemCode> LOST_CURSOR =
            Set.of(
                    ProblemCode.CURSOR_AHEAD,
                    ProblemCode.CURSOR_EXPIRED,
                    ProblemCode.CURSOR_INVALID);

    private final UpsertQueue queue;
    private final UpsertOptions options;
    private final ReentrantLock syncing = new ReentrantLock();

    private UpsertClient(UpsertQueue queue, UpsertOptions options) {
        this.queue = queue;
        this.options = options;
    }

    /**
     * Opens a queue, made as needed.
     *
     * @throws dev.tidemark.sql.StorageException if the file is not ours or of a newer version; it
     *     is then as it was
     */
    public static UpsertClient open(Path file, UpsertOptions options) {
        return new UpsertClient(new UpsertQueue(file), options);
    }

    /**
     * Lets a record wait to be sent. When this returns, it is on the disk.
     *
     * @param id the record's id, as it stands in the record; what waited of that record is replaced
     * @param record all of it, as the app knows it
     * @throws IllegalArgumentException if it holds what no storage can keep
     */
    public void put(String collection, String id, Value.Obj record) {
        queue.put(collection, id, record);
    }

    /** Forgets a record that waits or came to a conflict: the server's holds. */
    public void drop(String collection, String id) {
        queue.drop(collection, id);
    }

    /** How many records wait to be sent. */
    public long waiting() {
        return queue.waiting();
    }

    /**
     * What came to a conflict, the oldest first. Each stays until its record is {@link #put} again,
     * as the conflict suggests, or {@link #drop dropped}; nothing is sent again by itself.
     */
    public List<UpsertConflict> conflicts() {
        return queue.conflicts();
    }

    /** Where the queue stands. */
    public UpsertState state() {
        if (queue.isUnderWay()) {
            return UpsertState.SYNC_DEFERRED;
        }
        return queue.waiting() > 0 ? UpsertState.PENDING : UpsertState.SYNCED;
    }

    /**
     * Sends what waits and takes over what is new.
     *
     * @param apply keeps what came down, durably; where it throws, nothing is taken over and the
     *     next sync gets the same answer
     */
    public UpsertOutcome sync(Consumer<UpsertAnswer> apply) {
        syncing.lock();
        try {
            return attempts(queue.sending(options.patience().batchRecordsMax(), this::draw), apply);
        } finally {
            syncing.unlock();
        }
    }

    private Sending draw(@Nullable String cursor, Map<String, List<Value.Obj>> records) {
        String syncId = options.ids().get();
        return new Sending(
                syncId,
                UpsertBatch.bytes(
                        syncId, options.clock().instant(), options.device(), cursor, records));
    }

    private UpsertOutcome attempts(Sending sending, Consumer<UpsertAnswer> apply) {
        Patience patience = options.patience();
        String reason = "";
        for (int attempt = 1; attempt <= patience.attemptsMax(); attempt++) {
            Attempt made = attempt(sending);
            if (made.answer != null) {
                return taken(made.answer, apply);
            }
            if (made.problem != null && !made.problem.retryable()) {
                return refused(made.problem);
            }
            reason = made.reason;
            if (attempt < patience.attemptsMax() && !paused(attempt, made.asked)) {
                return new Deferred(attempt, "interrupted while waiting; before: " + reason);
            }
        }
        return new Deferred(patience.attemptsMax(), reason);
    }

    private UpsertOutcome taken(UpsertAnswer answer, Consumer<UpsertAnswer> apply) {
        apply.accept(answer);
        queue.taken(answer);
        return new Synced(answer, answer.hasMore() || queue.waiting() > 0);
    }

    /** Nobody has done any of it, and nobody remembers its name. */
    private UpsertOutcome refused(ProblemBody problem) {
        ProblemCode code = problem.known();
        queue.givenUp(code != null && LOST_CURSOR.contains(code));
        return new Refused(problem);
    }

    /**
     * What one attempt came to.
     *
     * @param asked how long the server asks to be left alone
     */
    private record Attempt(
            @Nullable UpsertAnswer answer,
            @Nullable ProblemBody problem,
            String reason,
            Duration asked) {

        static Attempt failed(String reason) {
            return new Attempt(null, null, reason, Duration.ZERO);
        }
    }

    private Attempt attempt(Sending sending) {
        Request request =
                Request.post(options.server(), PATH, options.credential(), sending.body())
                        .named(sending.syncId());
        Answer answer;
        try {
            answer = options.transport().send(request);
        } catch (TransportException e) {
            return Attempt.failed(String.valueOf(e.getMessage()));
        }
        if (answer.status() != 200) {
            ProblemBody problem = ProblemBody.read(answer.status(), answer.body());
            return new Attempt(null, problem, problem.detail(), asked(answer.retryAfter()));
        }
        try {
            UpsertAnswer read = UpsertAnswer.read(Json.read(answer.body(), LIMITS));
            return new Attempt(read, null, "", Duration.ZERO);
        } catch (JsonFault | InvalidInput e) {
            return Attempt.failed("the answer is none of a Tidemark server: " + e.getMessage());
        }
    }

    /** Of what a server may say, seconds; a date is rare, and the backoff does as well. */
    private static Duration asked(@Nullable String retryAfter) {
        return retryAfter != null && retryAfter.strip().matches("[0-9]{1,6}")
                ? Duration.ofSeconds(Long.parseLong(retryAfter.strip()))
                : Duration.ZERO;
    }

    /** Waits with full jitter, and as long as the server asks; false where it was interrupted. */
    private boolean paused(int attempt, Duration asked) {
        Patience patience = options.patience();
        long bound = patience.waitFirst().toMillis() << Math.min(attempt - 1, 20);
        long jitter = options.random().nextLong(Math.min(bound, patience.waitMax().toMillis()) + 1);
        Duration wait = asked.plusMillis(jitter);
        try {
            patience.pause()
                    .pause(wait.compareTo(patience.waitMax()) > 0 ? patience.waitMax() : wait);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Closes the file; what waits stays in it. */
    @Override
    public void close() {
        queue.close();
    }
}
