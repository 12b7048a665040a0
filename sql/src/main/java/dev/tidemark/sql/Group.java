package dev.tidemark.sql;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Works of many callers in one transaction, so that they share one flush of the disk.
 *
 * <p>A failing work must not harm its neighbours. The first of a transaction is rolled back with
 * it, as nobody else is in it yet; any later one runs inside a savepoint of its own. Only when
 * SQLite itself takes back everything, as it does on a full disk, do all inside fail together.
 */
final class Group {

    private final Database database;
    private final List<Job<?>> jobs = new ArrayList<>();

    /** Those whose changes the open transaction holds. */
    private final List<Job<?>> inside = new ArrayList<>();

    private @Nullable Session session;

    Group(Database database) {
        this.database = database;
    }

    int size() {
        return jobs.size();
    }

    /** All jobs that were run; to be completed after {@link #commit}. */
    List<Job<?>> jobs() {
        return jobs;
    }

    /**
     * Runs a job.
     *
     * @throws StorageException if no transaction could be begun; the job is among the failed
     */
    void run(Job<?> job) {
        jobs.add(job);
        Session open = session;
        if (open == null) {
            open = begin(job);
            session = open;
        }
        if (inside.isEmpty()) {
            runFirst(open, job);
        } else {
            runLater(open, job);
        }
    }

    private Session begin(Job<?> job) {
        try {
            return database.begin();
        } catch (RuntimeException e) {
            job.fail(e);
            throw e;
        }
    }

    private void runFirst(Session open, Job<?> job) {
        job.run(open);
        if (job.succeeded() && !job.isPreview()) {
            inside.add(job);
        } else {
            session = null;
            database.rollback(open);
        }
    }

    private void runLater(Session open, Job<?> job) {
        try {
            open.savepoint();
            job.run(open);
            if (job.succeeded() && !job.isPreview()) {
                open.releaseSavepoint();
                inside.add(job);
            } else {
                open.rollbackSavepoint();
            }
        } catch (StorageException e) {
            // SQLite rolled back everything by itself, as it may after an error of the disk.
            failInside(job.succeeded() ? e : lostBecauseOf(job));
            session = null;
            database.rollback(open);
            if (job.succeeded()) {
                job.fail(e);
            }
        }
    }

    private static StorageException lostBecauseOf(Job<?> culprit) {
        Throwable cause = culprit.failure();
        StorageException.Kind kind =
                cause instanceof StorageException
                        ? ((StorageException) cause).kind()
                        : StorageException.Kind.OTHER;
        return new StorageException(
                kind, "SQLite took back the whole transaction of this write: " + cause, cause);
    }

    /** Makes the group durable. If that fails, so do all whose changes were inside. */
    boolean commit() {
        Session open = session;
        session = null;
        if (open == null || inside.isEmpty()) {
            return false;
        }
        try {
            database.commit(open);
            return true;
        } catch (RuntimeException | Error e) {
            failInside(e);
            return false;
        }
    }

    /** Gives up before the commit: nothing is kept and nobody is told otherwise. */
    void abandon(Throwable error) {
        jobs.stream().filter(Job::succeeded).forEach(job -> job.fail(error));
        inside.clear();
        Session open = session;
        session = null;
        if (open != null) {
            database.rollback(open);
        }
    }

    private void failInside(Throwable error) {
        inside.forEach(job -> job.fail(error));
        inside.clear();
    }
}
