package dev.tidemark.benchmarks.measure;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// What one turn measured.
///
/// @param units how many things were done, at least 1
/// @param seconds how long it took by the clock on the wall
/// @param cpuSeconds what it cost of the processors, by who spent it
public record Sample(long units, double seconds, SortedMap<String, Double> cpuSeconds) {

    /// Takes over the map, which must not be changed any more.
    public Sample {
        if (units < 1 || seconds <= 0) {
            throw new IllegalArgumentException(
                    "Nothing was measured: %d units in %f s".formatted(units, seconds));
        }
        cpuSeconds = Collections.unmodifiableSortedMap(cpuSeconds);
    }

    /// A turn of which nobody asks what it cost of the processors.
    public static Sample of(long units, double seconds) {
        return new Sample(units, seconds, new TreeMap<>());
    }

    /// This sample, and what somebody spent of the processors.
    public Sample withCpu(String who, double cpu) {
        TreeMap<String, Double> more = new TreeMap<>(cpuSeconds);
        more.merge(who, cpu, Double::sum);
        return new Sample(units, seconds, more);
    }

    /// This and then another step with the same units.
    public Sample and(Sample next) {
        return together(units, next);
    }

    /// This and then more units of the same kind.
    public Sample then(Sample next) {
        return together(units + next.units, next);
    }

    private Sample together(long all, Sample next) {
        Sample both = new Sample(all, seconds + next.seconds, new TreeMap<>(cpuSeconds));
        for (Map.Entry<String, Double> spent : next.cpuSeconds.entrySet()) {
            both = both.withCpu(spent.getKey(), spent.getValue());
        }
        return both;
    }

    /// Units a second.
    public double rate() {
        return units / seconds;
    }

    /// Microseconds a unit, by the clock on the wall.
    public double microsEach() {
        return seconds * 1e6 / units;
    }

    /// Microseconds of processor time a unit; 0 where it was not measured.
    public double cpuMicrosEach(String who) {
        return cpuSeconds.getOrDefault(who, 0.0) * 1e6 / units;
    }
}
