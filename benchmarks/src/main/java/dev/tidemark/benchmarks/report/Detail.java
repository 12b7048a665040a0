package dev.tidemark.benchmarks.report;

import dev.tidemark.benchmarks.measure.Spread;

/// A figure that explains another one.
///
/// @param unit behind the number; empty for a ratio
public record Detail(String label, Spread value, String unit) {

    /// A figure that was taken once.
    public static Detail once(String label, double value, String unit) {
        return new Detail(label, Spread.of(value), unit);
    }

    @Override
    public String toString() {
        return "%s: %s%s".formatted(label, value, unit.isEmpty() ? "" : " " + unit);
    }
}
