package dev.tidemark.sql;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * A busy database as many callers see it: works are queued, and answered when they are done.
 *
 * <p>A work that writes names whose data it is about. Works on the same data are run one after the
 * other, each seeing what those before it did, in all processes that use the database; others may
 * be run at the same time. Several works may share a commit, and still fail one by one.
 *
 * <p>A future completes when what its work wrote is durable. Cancelling it does not stop the work.
 *
 * <p>Thread-safe.
 */
public interface Lanes extends AutoCloseable {

    /**
     * Queues a work that writes. The future fails with what the work threw, or with a {@link
     * StorageException}: {@code BUSY} at once if too much is waiting.
     *
     * @param whose names the data that it is about
     */
    <T extends @Nullable Object> CompletableFuture<T> write(String whose, Work<T> work);

    /** Runs a work that writes and waits until it is durable; throws what it threw. */
    default <T extends @Nullable Object> T writeNow(String whose, Work<T> work) {
        return await(write(whose, work));
    }

    /** Queues a work whose changes are taken back once it has answered, whatever happens. */
    <T extends @Nullable Object> CompletableFuture<T> preview(String whose, Work<T> work);

    /** Runs a work, takes its changes back, and answers what it answered. */
    default <T extends @Nullable Object> T previewNow(String whose, Work<T> work) {
        return await(preview(whose, work));
    }

    /** Queues a work that reads one unchanging state of the data. */
    <T extends @Nullable Object> CompletableFuture<T> read(Work<T> work);

    /** Runs a work that reads one unchanging state of the data, and waits for its answer. */
    default <T extends @Nullable Object> T readNow(Work<T> work) {
        return await(read(work));
    }

    /**
     * Whether other processes may write to the database meanwhile: then nothing that was read is
     * known to be so a moment later, but within a work that writes.
     */
    boolean shared();

    /** How many groups of works were committed since the start. */
    long commits();

    /** How many works that write were run since the start, failed ones included. */
    long works();

    /** How many works are waiting to write. */
    int writesWaiting();

    /** How many works are waiting to read. */
    int readsWaiting();

    /** Takes no more works, finishes those that wait, ends the threads. Idempotent. */
    @Override
    void close();

    /** Waits for a future that came from here; throws what its work threw. */
    static <T extends @Nullable Object> T await(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException) {
                throw (RuntimeException) e.getCause();
            }
            if (e.getCause() instanceof Error) {
                throw (Error) e.getCause();
            }
            throw e;
        }
    }
}
