package dev.tidemark.cli.stories;

import dev.tidemark.cli.rig.Findings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/// Authors who write and sync without a pause, each on a thread of its own, until it is closed.
final class Crowd implements AutoCloseable {
    private static final int WRITES_PER_SYNC = 3;

    private final List<Thread> threads = new ArrayList<>();
    private final ReentrantReadWriteLock rest = new ReentrantReadWriteLock(true);
    private final Semaphore written = new Semaphore(0);
    private final AtomicBoolean over = new AtomicBoolean();
    private final Findings findings;

    private Crowd(Findings findings) {
        this.findings = findings;
    }

    static Crowd of(List<Author> authors, Findings findings) {
        Crowd crowd = new Crowd(findings);
        for (Author author : authors) {
            crowd.threads.add(Thread.ofPlatform().daemon().start(() -> crowd.work(author)));
        }
        return crowd;
    }

    private void work(Author author) {
        try {
            while (!over.get()) {
                rest.readLock().lock();
                try {
                    for (int i = 0; i < WRITES_PER_SYNC; i++) {
                        author.write();
                    }
                    author.sync(findings);
                } finally {
                    rest.readLock().unlock();
                }
                written.release(WRITES_PER_SYNC);
            }
        } catch (RuntimeException e) {
            findings.violated("every device goes on to the end", author.name() + ": " + e);
            written.release(Integer.MAX_VALUE / 2); // So that nobody waits for it.
        }
    }

    /// Waits until so many more mutations were written and sent.
    void awaitWrites(int number) throws InterruptedException {
        written.drainPermits();
        written.acquire(number);
    }

    /// Something that is done while nobody writes.
    interface Deed {
        void run() throws IOException, InterruptedException;
    }

    /// Does something while nobody writes.
    void whileAtRest(Deed deed) throws IOException, InterruptedException {
        rest.writeLock().lock();
        try {
            deed.run();
        } finally {
            rest.writeLock().unlock();
        }
    }

    /// Ends them, after what each of them is about.
    @Override
    public void close() {
        over.set(true);
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
