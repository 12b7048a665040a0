package dev.tidemark.server.access;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/// How often something may happen per key: so many at once, so many a second in the long run.
///
/// It remembers one number per key, the moment at which the key's debt is paid (the generic cell
/// rate algorithm), and forgets keys without debt. Thread-safe.
public final class RateLimit {

    /// Debts are looked through when there are so many more than last time.
    private static final int KEYS_PER_SWEEP = 10_000;

    private final long nanosPerEvent;
    private final long debtNanosMax;
    private final LongSupplier nanos;
    private final ConcurrentHashMap<String, Long> paidAt = new ConcurrentHashMap<>();
    private volatile int sweepAt = KEYS_PER_SWEEP;

    /// @param perMinute how often in the long run; 0 for any number
    /// @param burst how often at once after a pause
    /// @param nanos a clock that never goes back
    public RateLimit(long perMinute, long burst, LongSupplier nanos) {
        this.nanosPerEvent = perMinute == 0 ? 0 : 60_000_000_000L / perMinute;
        this.debtNanosMax = nanosPerEvent * burst;
        this.nanos = nanos;
    }

    /// Counts one event.
    ///
    /// @return how long to wait if it is one too many; then it was not counted
    public Optional<Duration> tryOne(String key) {
        if (nanosPerEvent == 0) {
            return Optional.empty();
        }
        long now = nanos.getAsLong();
        sweep(now);
        long[] wait = new long[1];
        paidAt.compute(
                key,
                (_, paid) -> {
                    long from = paid == null || paid - now < 0 ? now : paid;
                    wait[0] = from + nanosPerEvent - now - debtNanosMax;
                    return wait[0] > 0 ? from : from + nanosPerEvent;
                });
        return wait[0] > 0 ? Optional.of(Duration.ofNanos(wait[0])) : Optional.empty();
    }

    /// How long to wait until one more is not too many; empty if it is not now.
    public Optional<Duration> waiting(String key) {
        Long paid = paidAt.get(key);
        if (paid == null || nanosPerEvent == 0) {
            return Optional.empty();
        }
        long wait = paid + nanosPerEvent - nanos.getAsLong() - debtNanosMax;
        return wait > 0 ? Optional.of(Duration.ofNanos(wait)) : Optional.empty();
    }

    private void sweep(long now) {
        if (paidAt.size() > sweepAt) {
            paidAt.values().removeIf(paid -> paid - now < 0);
            sweepAt = paidAt.size() + KEYS_PER_SWEEP;
        }
    }
}
