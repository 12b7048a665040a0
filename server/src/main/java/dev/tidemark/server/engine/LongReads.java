package dev.tidemark.server.engine;

import dev.tidemark.server.problem.Problem;
import dev.tidemark.sql.Lanes;
import dev.tidemark.sql.Work;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Readings that may take seconds, run so few at a time that there is always a reader left for
/// everybody else. Thread-safe; callers may be virtual threads.
public final class LongReads {

    private static final Duration WAIT_MAX = Duration.ofSeconds(20);
    private static final Duration LATER = Duration.ofSeconds(5);

    private final Lanes lanes;
    private final Semaphore places;

    /// @param readers how many readers the lanes have; half of them may read for long
    public LongReads(Lanes lanes, int readers) {
        this.lanes = lanes;
        this.places = new Semaphore(Math.max(1, readers / 2), true);
    }

    /// Reads one unchanging state of the data, and waits for the answer.
    ///
    /// @throws Problem 503 if too many others read for long
    public <T> T read(Work<T> work) {
        try {
            if (!places.tryAcquire(WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
                throw busy();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw busy();
        }
        try {
            return lanes.readNow(work);
        } finally {
            places.release();
        }
    }

    private static Problem busy() {
        return Problem.busy("Too many others look far into the past just now.", LATER);
    }
}
