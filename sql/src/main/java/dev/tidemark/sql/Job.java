package dev.tidemark.sql;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A work that waits for its turn, and its answer until that may be told. */
final class Job<T extends @Nullable Object> {

    private final Work<T> work;
    private final boolean preview;
    private final CompletableFuture<T> future = new CompletableFuture<>();
    private @Nullable T result;
    private @Nullable Throwable failure;

    Job(Work<T> work, boolean preview) {
        this.work = work;
        this.preview = preview;
    }

    CompletableFuture<T> future() {
        return future;
    }

    boolean isPreview() {
        return preview;
    }

    /** Whether the work ended well. */
    boolean succeeded() {
        return failure == null;
    }

    /** What the work threw, or what kept it from counting. */
    @Nullable Throwable failure() {
        return failure;
    }

    void run(Session session) {
        try {
            result = session.run(work);
        } catch (Throwable e) { // Whatever a work throws is its caller's, not the lane's.
            failure = e;
        }
    }

    void run(Database database) {
        try {
            result = database.read(work);
        } catch (Throwable e) {
            failure = e;
        }
    }

    void fail(Throwable error) {
        failure = error;
    }

    /** Tells the answer. */
    @SuppressWarnings("NullAway") // The result is null only where T allows it.
    void complete() {
        if (failure != null) {
            future.completeExceptionally(failure);
        } else {
            future.complete(result);
        }
    }
}
