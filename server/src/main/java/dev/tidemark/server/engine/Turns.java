package dev.tidemark.server.engine;

import dev.tidemark.server.problem.Problem;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// Lets one caller at a time work on an account; the others wait for their turn, for a while.
///
/// Thread-safe; callers may be virtual threads.
final class Turns {

    private final Map<String, Turn> turns = new ConcurrentHashMap<>();
    private final Duration waitMax;

    /// @param waitMax how long somebody waits
    Turns(Duration waitMax) {
        this.waitMax = waitMax;
    }

    private static final class Turn {
        final ReentrantLock lock = new ReentrantLock(true);
        int callers;
    }

    /// Works when it is the caller's turn.
    ///
    /// @param late what is thrown when that takes too long
    <T> T take(String account, Supplier<Problem> late, Supplier<T> work) {
        Turn turn =
                turns.compute(
                        account,
                        (_, known) -> {
                            Turn joined = known == null ? new Turn() : known;
                            joined.callers++;
                            return joined;
                        });
        try {
            return whenFree(turn.lock, late, work);
        } finally {
            turns.computeIfPresent(account, (_, left) -> --left.callers == 0 ? null : left);
        }
    }

    private <T> T whenFree(ReentrantLock lock, Supplier<Problem> late, Supplier<T> work) {
        try {
            if (!lock.tryLock(waitMax.toMillis(), TimeUnit.MILLISECONDS)) {
                throw late.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw late.get();
        }
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }
}
