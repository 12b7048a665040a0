package dev.tidemark.server.http;

import dev.tidemark.server.problem.Problem;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// How many requests are worked on at the same time. More wait a moment; then they are sent away,
/// because an answer that comes too late is work for nobody. Thread-safe.
final class Gate {

    private static final long WAIT_MILLIS = 1_000;

    private final Semaphore places;
    private final int placesMax;

    Gate(int requestsMax) {
        this.placesMax = requestsMax;
        this.places = new Semaphore(requestsMax, true);
    }

    /// Runs a request.
    ///
    /// @throws Problem 503 if too many others are being worked on
    <T> T through(Supplier<T> request) {
        enter();
        try {
            return request.get();
        } finally {
            places.release();
        }
    }

    private void enter() {
        try {
            if (!places.tryAcquire(WAIT_MILLIS, TimeUnit.MILLISECONDS)) {
                throw Problem.busy(
                        "The server works on as many requests as it can; send it again.",
                        Duration.ofSeconds(1));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.unavailable("The server is stopping.");
        }
    }

    /// How many are being worked on now.
    int inside() {
        return placesMax - places.availablePermits();
    }
}
