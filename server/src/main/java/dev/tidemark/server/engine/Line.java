package dev.tidemark.server.engine;

import dev.tidemark.server.engine.Foreseen.Overtaken;
import dev.tidemark.server.engine.Submission.Decided;
import dev.tidemark.server.engine.Submission.Written;
import dev.tidemark.server.problem.Problem;
import dev.tidemark.server.store.Head;
import dev.tidemark.sql.Lanes;
import dev.tidemark.sql.StorageException;
import dev.tidemark.sql.Work;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// One account's batches that are on their way: one is decided at a time, and any number wait to be
/// written, in the order in which they were decided. Thread-safe.
///
/// @see Ahead
final class Line {

    private final Lanes lanes;

    /// Held while a batch is decided.
    private final ReentrantLock turn = new ReentrantLock(true);

    /// Held for moments, to look at the rest.
    private final ReentrantLock looking = new ReentrantLock();

    private final Condition allWritten = looking.newCondition();

    /// What the batches that wait to be written change.
    private final Map<Submission, Set<Object>> waiting = new IdentityHashMap<>();

    /// The account's head when all that wait are written, or were when none do; null where it is
    /// not known.
    private @Nullable Head end;

    /// How many large batches are in it; only for [Ahead].
    private int members;

    Line(Lanes lanes) {
        this.lanes = lanes;
    }

    /// The line with one more.
    Line joined() {
        members++;
        return this;
    }

    /// The line with one less; null for the last one.
    @Nullable Line left() {
        return --members == 0 ? null : this;
    }

    /// Decides a batch when it is its turn, and writes it.
    Written written(Submission submission) {
        Optional<Decided> ahead;
        CompletableFuture<Written> writing;
        turn.lock();
        try {
            Foreseen foreseen = foreseen();
            ahead = decided(submission, foreseen);
            writing = lanes.write(submission.asking().account(), work(submission, ahead));
            add(submission, foreseen, ahead);
        } finally {
            turn.unlock();
        }
        boolean asDecided = false;
        try {
            Written written = Lanes.await(writing);
            asDecided = written.asDecidedAhead();
            return written;
        } finally {
            remove(submission, asDecided);
        }
    }

    /// What fails here is decided again where it is written, and fails there for its caller.
    private Optional<Decided> decided(Submission submission, Foreseen foreseen) {
        try {
            return Optional.of(lanes.readNow(tx -> submission.decided(tx, foreseen)));
        } catch (Overtaken | Problem | StorageException e) {
            return Optional.empty();
        }
    }

    private static Work<Written> work(Submission submission, Optional<Decided> ahead) {
        return ahead.isPresent()
                ? tx -> submission.writtenAsDecided(tx, ahead.get())
                : submission::written;
    }

    /// What is known before the next decision. Where it is not known what those that wait will come
    /// to, it waits until they are written.
    private Foreseen foreseen() {
        looking.lock();
        try {
            while (end == null && !waiting.isEmpty()) {
                allWritten.awaitUninterruptibly();
            }
            return waiting.isEmpty()
                    ? Foreseen.NOTHING
                    : new Foreseen(end, List.copyOf(waiting.values()));
        } finally {
            looking.unlock();
        }
    }

    /// A batch waits to be written. Who it was decided for may have come to nothing meanwhile; then
    /// so will this one.
    private void add(Submission submission, Foreseen foreseen, Optional<Decided> ahead) {
        looking.lock();
        try {
            end = isRight(foreseen) ? ahead.map(d -> d.posting().head()).orElse(null) : null;
            waiting.put(submission, ahead.map(Decided::touched).orElse(Set.of()));
        } finally {
            looking.unlock();
        }
    }

    private boolean isRight(Foreseen foreseen) {
        Head guessed = foreseen.head();
        return guessed == null || (end != null && guessed.isSame(end));
    }

    private void remove(Submission submission, boolean asDecided) {
        looking.lock();
        try {
            waiting.remove(submission);
            if (!asDecided) {
                end = null;
            }
            if (waiting.isEmpty()) {
                allWritten.signalAll();
            }
        } finally {
            looking.unlock();
        }
    }
}
