package dev.tidemark.client.sync;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * How long to wait after a failure: exponential, with full jitter, so that devices that failed
 * together do not come back together. What the server asks for is added to, never cut short.
 */
final class Backoff {

    private static final int DOUBLINGS_MAX = 30;

    private final SyncLimits limits;
    private final RandomGenerator random;

    Backoff(SyncLimits limits, RandomGenerator random) {
        this.limits = limits;
        this.random = random;
    }

    /**
     * When to try again.
     *
     * @param failures in a row, this one included; from 1
     * @param notBefore what the server asked for; null for nothing
     */
    Instant next(int failures, Instant now, @Nullable Instant notBefore) {
        long bound = bound(failures).toMillis();
        Instant from = notBefore != null && notBefore.isAfter(now) ? notBefore : now;
        return from.plusMillis(random.nextLong(bound + 1));
    }

    private Duration bound(int failures) {
        int doublings = Math.min(failures - 1, DOUBLINGS_MAX);
        long millis = limits.backoffFirst().toMillis() << doublings;
        return millis <= 0 || millis > limits.backoffMax().toMillis()
                ? limits.backoffMax()
                : Duration.ofMillis(millis);
    }
}
