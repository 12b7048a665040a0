package dev.tidemark.server.engine;

import java.time.Duration;

/// How much of a collection one device may change before a person is asked.
///
/// @param window within which changes are counted together; zero switches the guards off
public record GuardLimits(Duration window, Limit deletes, Limit overwrites) {

    /// Nobody is ever asked.
    public static final GuardLimits OFF =
            new GuardLimits(Duration.ZERO, new Limit(0, 0), new Limit(0, 0));

    /// A share and a number; both have to be crossed.
    ///
    /// @param percent of the live records; 0 switches it off
    /// @param min fewer changes are never too many
    public record Limit(int percent, long min) {

        /// Whether so many changes are too many.
        ///
        /// @param live how many records there were before them
        boolean isCrossed(long changes, long live) {
            return percent > 0 && changes >= Math.max(1, min) && changes * 100 > percent * live;
        }
    }

    /// Whether nothing is ever held.
    boolean isOff() {
        return window.isZero() || (deletes.percent == 0 && overwrites.percent == 0);
    }
}
