package dev.tidemark.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The threads of a busy database: one lane that writes, a few that read.
 *
 * <p>SQLite's calls are native and would hold the carriers of virtual threads, so works run on
 * platform threads and callers, virtual or not, wait for futures.
 *
 * <p>The writing lane commits in groups: works that wait while one group is being flushed share the
 * next flush. Nothing waits for company, so a lone work is committed at once. A future completes
 * when its work is on the disk; what hangs on it runs on one thread for callbacks, so hang longer
 * things on it with an executor of your own. Cancelling it does not stop the work.
 *
 * <p>Thread-safe.
 */
public final class Lanes implements AutoCloseable {

    private final Database database;
    private final LaneLimits limits;
    private final JobQueue writes;
    private final JobQueue reads;
    private final Executor callbacks = callbackThread();
    private final List<Thread> threads = new ArrayList<>();
    private volatile long commits;
    private volatile long works;

    private Lanes(Database database, LaneLimits limits) {
        this.database = database;
        this.limits = limits;
        this.writes = new JobQueue("writes", limits.writesWaitingMax());
        this.reads = new JobQueue("reads", limits.readsWaitingMax());
    }

    /** Starts the threads; {@link Database#close} closes the lanes too. */
    public static Lanes start(Database database, LaneLimits limits) {
        Lanes lanes = new Lanes(database, limits);
        lanes.start("tidemark-sql-writer", lanes::writeUntilClosed);
        for (int i = 1; i <= database.readersMax(); i++) {
            lanes.start("tidemark-sql-reader-" + i, lanes::readUntilClosed);
        }
        database.closeFirst(lanes);
        return lanes;
    }

    private void start(String name, Runnable lane) {
        Thread thread = new Thread(lane, name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    /**
     * Queues a work that writes. The future fails with what the work threw, or with a {@link
     * StorageException}: {@code BUSY} at once if too much is waiting.
     */
    public <T extends @Nullable Object> CompletableFuture<T> write(Work<T> work) {
        return onCallbackThread(queued(writes, new Job<>(work, false)));
    }

    /** Runs a work that writes and waits until it is on the disk; throws what it threw. */
    public <T extends @Nullable Object> T writeNow(Work<T> work) {
        return await(queued(writes, new Job<>(work, false)));
    }

    /** Queues a work whose changes are taken back once it has answered, whatever happens. */
    public <T extends @Nullable Object> CompletableFuture<T> preview(Work<T> work) {
        return onCallbackThread(queued(writes, new Job<>(work, true)));
    }

    /** Runs a work, takes its changes back, and answers what it answered. */
    public <T extends @Nullable Object> T previewNow(Work<T> work) {
        return await(queued(writes, new Job<>(work, true)));
    }

    /** Queues a work that reads one unchanging state of the data. */
    public <T extends @Nullable Object> CompletableFuture<T> read(Work<T> work) {
        return onCallbackThread(queued(reads, new Job<>(work, false)));
    }

    /** Runs a work that reads one unchanging state of the data, and waits for its answer. */
    public <T extends @Nullable Object> T readNow(Work<T> work) {
        return await(queued(reads, new Job<>(work, false)));
    }

    private <T extends @Nullable Object> CompletableFuture<T> queued(JobQueue queue, Job<T> job) {
        if (threads.contains(Thread.currentThread())) {
            throw new IllegalStateException("A work must not wait for another; pass its Tx on");
        }
        try {
            queue.add(job);
        } catch (StorageException e) {
            job.fail(e);
            job.complete();
        }
        return job.future();
    }

    /** So that what callers hang on a future holds up no lane. */
    private <T extends @Nullable Object> CompletableFuture<T> onCallbackThread(
            CompletableFuture<T> answer) {
        if (answer.isDone()) {
            return answer;
        }
        CompletableFuture<T> told = new CompletableFuture<>();
        answer.whenCompleteAsync(
                (result, error) -> {
                    if (error == null) {
                        told.complete(result);
                    } else {
                        told.completeExceptionally(error);
                    }
                },
                callbacks);
        return told;
    }

    private static Executor callbackThread() {
        return new ThreadPoolExecutor(
                0,
                1,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(), // As long as the lanes' own queues, at most.
                task -> {
                    Thread thread = new Thread(task, "tidemark-sql-callbacks");
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /** Waits for a future that came from here; throws what its work threw. */
    public static <T extends @Nullable Object> T await(CompletableFuture<T> future) {
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

    private void readUntilClosed() {
        Job<?> job = reads.take();
        while (job != null) {
            job.run(database);
            job.complete();
            job = reads.take();
        }
    }

    private void writeUntilClosed() {
        Job<?> first = writes.take();
        while (first != null) {
            for (Job<?> done : writeGroup(first)) {
                done.complete();
            }
            first = writes.take();
        }
    }

    private List<Job<?>> writeGroup(Job<?> first) {
        Group group = new Group(database);
        try {
            database.inTurn(() -> {
                gatherOrAbandon(group, first);
                commits += group.commit() ? 1 : 0;
                works += group.size();
                return null;
            });
            return group.jobs();
        } catch (RuntimeException | Error e) {
            // No transaction could be begun; whoever waits now would only learn it later.
            return failWaiting(group, first, e);
        }
    }

    private void gatherOrAbandon(Group group, Job<?> first) {
        try {
            gather(group, first);
        } catch (RuntimeException | Error e) {
            group.abandon(e);
            throw e;
        }
    }

    private void gather(Group group, Job<?> first) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(limits.groupMillisMax());
        Job<?> next = first;
        while (next != null) {
            group.run(next);
            boolean full = group.size() >= limits.groupWorksMax();
            next = full || System.nanoTime() - deadline >= 0 ? null : writes.poll();
        }
    }

    private List<Job<?>> failWaiting(Group group, Job<?> first, Throwable error) {
        List<Job<?>> told = new ArrayList<>(group.jobs());
        if (told.isEmpty()) {
            first.fail(error);
            told.add(first);
        }
        for (int waiting = writes.size(); waiting > 0; waiting--) {
            Job<?> next = writes.poll();
            if (next != null) {
                next.fail(error);
                told.add(next);
            }
        }
        return told;
    }

    /** How many groups were committed since the start. */
    public long commits() {
        return commits;
    }

    /** How many works the writing lane has run since the start, failed ones included. */
    public long works() {
        return works;
    }

    /** How many works are waiting to write. */
    public int writesWaiting() {
        return writes.size();
    }

    /** How many works are waiting to read. */
    public int readsWaiting() {
        return reads.size();
    }

    /** Takes no more works, finishes those that wait, ends the threads. Idempotent. */
    @Override
    public void close() {
        writes.close();
        reads.close();
        for (Thread thread : threads) {
            joinUninterruptibly(thread);
        }
    }

    private static void joinUninterruptibly(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
