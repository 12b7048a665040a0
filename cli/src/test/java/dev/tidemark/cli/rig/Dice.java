package dev.tidemark.cli.rig;

import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/// Random choices that the run's seed decides. Each part of a run throws dice of its own, so that
/// what one of them does, and how often, does not change the choices of the others.
///
/// Not thread-safe.
public final class Dice {
    private final SplittableRandom random;

    private Dice(SplittableRandom random) {
        this.random = random;
    }

    /// The dice of one part of a run.
    ///
    /// @param part whose they are
    /// @param number of the part, where there are several
    public static Dice of(long seed, String part, long number) {
        return new Dice(
                new SplittableRandom(seed ^ part.hashCode() * 0x9e3779b97f4a7c15L ^ number));
    }

    /// A whole number from 0 to one below the limit.
    public int below(int limit) {
        return random.nextInt(limit);
    }

    /// A whole number within these limits, both of them included.
    public int between(int least, int most) {
        return random.nextInt(least, most + 1);
    }

    /// Whether something that happens so many times in a hundred happens now.
    public boolean percent(int percent) {
        return random.nextInt(100) < percent;
    }

    /// One of these.
    public <T> T one(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /// How long to wait for something that comes at any moment, in nanoseconds.
    public long nanosUntil(double meanMillis) {
        return (long) (random.nextExponential() * meanMillis * 1e6);
    }

    /// A random UUID.
    public String uuid() {
        long high = random.nextLong() & ~0xf000L | 0x4000L;
        long low = random.nextLong() & ~(3L << 62) | 1L << 63;
        return new UUID(high, low).toString();
    }

    /// A seed for somebody else.
    public long seed() {
        return random.nextLong();
    }
}
