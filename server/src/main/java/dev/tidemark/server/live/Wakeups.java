package dev.tidemark.server.live;

import dev.tidemark.server.engine.Announce;
import dev.tidemark.server.problem.Problem;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Who waits for which account's log to grow.
///
/// Being woken means "look again", not "this has happened": wake-ups that come while somebody is
/// looking become one, so a slow reader costs a writer nothing, and whoever began to wait before it
/// looked misses nothing. Thread-safe.
public final class Wakeups implements Announce {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(30);

    private final int perAccountMax;
    private final ConcurrentHashMap<String, List<Waiter>> waiting = new ConcurrentHashMap<>();

    /// @param perAccountMax how many may wait for one account
    public Wakeups(int perAccountMax) {
        this.perAccountMax = perAccountMax;
    }

    @Override
    public void changed(String account) {
        waiting.getOrDefault(account, List.of()).forEach(Waiter::wake);
    }

    /// Makes sure that one more may wait.
    ///
    /// @throws Problem 429 if too many wait for the account
    void requireRoom(String account) {
        if (waiting(account) >= perAccountMax) {
            throw Problem.rateLimited(
                    "This account has %d open streams, which is all it may have; close some, or pull."
                            .formatted(perAccountMax),
                    RETRY_AFTER);
        }
    }

    /// Begins to wait; to be closed.
    Waiter waitFor(String account) {
        Waiter waiter = new Waiter(account);
        waiting.compute(
                account,
                (name, others) -> {
                    List<Waiter> all = others == null ? new CopyOnWriteArrayList<>() : others;
                    all.add(waiter);
                    return all;
                });
        return waiter;
    }

    /// How many wait for an account.
    int waiting(String account) {
        return waiting.getOrDefault(account, List.of()).size();
    }

    /// Somebody who waits.
    final class Waiter implements AutoCloseable {

        private final String account;
        private final Semaphore news = new Semaphore(0);

        private Waiter(String account) {
            this.account = account;
        }

        /// Ends the wait that is on, or the next one.
        void wake() {
            if (news.availablePermits() == 0) {
                news.release();
            }
        }

        /// Waits until woken, or for this long.
        void await(Duration atMost) throws InterruptedException {
            if (news.tryAcquire(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
                news.drainPermits();
            }
        }

        /// Waits no more.
        @Override
        public void close() {
            waiting.computeIfPresent(
                    account,
                    (name, all) -> {
                        all.remove(this);
                        return all.isEmpty() ? null : all;
                    });
        }
    }
}
