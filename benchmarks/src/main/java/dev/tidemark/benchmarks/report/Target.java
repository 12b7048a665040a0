package dev.tidemark.benchmarks.report;

import dev.tidemark.benchmarks.measure.Spread;
import java.util.Locale;

/// What a value should be.
///
/// @param least whether the value should be at least the bound; else it should stay below
/// @param unit behind the number; empty for a ratio
public record Target(boolean least, double bound, String unit) {

    public static Target atLeast(double bound) {
        return new Target(true, bound, "");
    }

    public static Target below(double bound, String unit) {
        return new Target(false, bound, unit);
    }

    /// Whether the median is as it should be.
    public boolean isMetBy(Spread value) {
        return margin(value.median()) >= 1;
    }

    /// How good a value is: 1 just meets the target, 2 is twice as good.
    public double margin(double value) {
        return least ? value / bound : bound / value;
    }

    @Override
    public String toString() {
        String number =
                bound == Math.rint(bound)
                        ? String.valueOf(Math.round(bound))
                        : String.format(Locale.ROOT, "%s", bound);
        return (least ? "at least " : "below ") + number + (unit.isEmpty() ? "" : " " + unit);
    }
}
