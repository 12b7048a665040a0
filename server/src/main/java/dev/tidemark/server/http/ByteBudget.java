package dev.tidemark.server.http;

import dev.tidemark.server.problem.Problem;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// What all request bodies together may take of the heap.
///
/// Limits per request do not bound the sum: a hundred callers who each send what one may send would
/// need more memory than there is. Thread-safe.
final class ByteBudget {

    private static final int UNIT_BYTES = 1 << 10;
    private static final long WAIT_MILLIS = 2_000;

    private final Semaphore units;

    ByteBudget(long kibMax) {
        this.units = new Semaphore((int) Math.min(Integer.MAX_VALUE, kibMax), true);
    }

    /// A share that grows with what is read; closed when the request is over.
    Share share() {
        return new Share();
    }

    /// One request's share.
    final class Share implements AutoCloseable {

        private int held;

        private Share() {}

        /// Makes sure that so many bytes are held.
        ///
        /// @throws Problem 503 if others hold too much for too long
        void growTo(long bytes) {
            int wanted = Math.toIntExact((bytes + UNIT_BYTES - 1) / UNIT_BYTES);
            if (wanted > held) {
                take(wanted - held);
            }
        }

        private void take(int more) {
            try {
                if (!units.tryAcquire(more, WAIT_MILLIS, TimeUnit.MILLISECONDS)) {
                    throw Problem.busy(
                            "Other requests fill the memory for bodies; send it again.",
                            Duration.ofSeconds(1));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw Problem.unavailable("The server is stopping.");
            }
            held += more;
        }

        @Override
        public void close() {
            units.release(held);
            held = 0;
        }
    }
}
