package dev.tidemark.sql;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Jobs in the order of their arrival, a limited number of them. */
final class JobQueue {

    private final String name;
    private final int max;
    private final Deque<Job<?>> jobs = new ArrayDeque<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean closed;

    JobQueue(String name, int max) {
        this.name = name;
        this.max = max;
    }

    /** Adds a job, or throws {@code BUSY} if the queue is full and {@code CLOSED} if it is. */
    void add(Job<?> job) {
        lock.lock();
        try {
            if (closed) {
                throw new StorageException(
                        StorageException.Kind.CLOSED, "The queue of " + name + " is closed");
            }
            if (jobs.size() >= max) {
                throw new StorageException(
                        StorageException.Kind.BUSY,
                        jobs.size()
                                + " "
                                + name
                                + " are waiting already; try again a little later");
            }
            jobs.addLast(job);
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** The next job, waiting for it; null when there will be none any more. */
    @Nullable Job<?> take() {
        lock.lock();
        try {
            while (jobs.isEmpty() && !closed) {
                changed.awaitUninterruptibly();
            }
            return jobs.pollFirst();
        } finally {
            lock.unlock();
        }
    }

    /** The next job, if one is waiting. */
    @Nullable Job<?> poll() {
        lock.lock();
        try {
            return jobs.pollFirst();
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return jobs.size();
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more jobs; those inside are still handed out. */
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
