package dev.tidemark.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The lanes of one file: one thread that writes, a few that read.
 *
 * <p>SQLite's calls are native and would hold the carriers of virtual threads, so works run on
 * platform threads and callers, virtual or not, wait for futures.
 *
 * <p>The writing lane commits in groups: works that wait while one group is being flushed share the
 * next flush, whosever they are. Nothing waits for company, so a lone work is committed at once.
 * What hangs on a future runs on one thread for callbacks, so hang longer things on it with an
 * executor of your own.
 *
 * <p>Thread-safe.
 */
public final class FileLanes implements Lanes {

    private final Database database;
    private final LaneLimits limits;
    private final JobQueue writes;
    private final JobQueue reads;
    private final Executor callbacks = callbackThread();
    private final List<Thread> threads = new ArrayList<>();
    private volatile long commits;
    private volatile long works;

    private FileLanes(Database database, LaneLimits limits) {
        this.database = database;
        this.limits = limits;
        this.writes = new JobQueue("writes", limits.writesWaitingMax());
        this.reads = new JobQueue("reads", limits.readsWaitingMax());
    }

    /** Starts the threads; {@link Database#close} closes the lanes too. */
    public static FileLanes start(Database database, LaneLimits limits) {
        FileLanes lanes = new FileLanes(database, limits);
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

    @Override
    public <T extends @Nullable Object> CompletableFuture<T> write(String whose, Work<T> work) {
        return onCallbackThread(queued(writes, new Job<>(work, false)));
    }

    @Override
    public <T extends @Nullable Object> T writeNow(String whose, Work<T> work) {
        return Lanes.await(queued(writes, new Job<>(work, false)));
    }

    @Override
    public <T extends @Nullable Object> CompletableFuture<T> preview(String whose, Work<T> work) {
        return onCallbackThread(queued(writes, new Job<>(work, true)));
    }

    @Override
    public <T extends @Nullable Object> T previewNow(String whose, Work<T> work) {
        return Lanes.await(queued(writes, new Job<>(work, true)));
    }

    @Override
    public <T extends @Nullable Object> CompletableFuture<T> read(Work<T> work) {
        return onCallbackThread(queued(reads, new Job<>(work, false)));
    }

    @Override
    public <T extends @Nullable Object> T readNow(Work<T> work) {
        return Lanes.await(queued(reads, new Job<>(work, false)));
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

    @Override
    public boolean shared() {
        return false;
    }

    @Override
    public long commits() {
        return commits;
    }

    @Override
    public long works() {
        return works;
    }

    @Override
    public int writesWaiting() {
        return writes.size();
    }

    @Override
    public int readsWaiting() {
        return reads.size();
    }

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
