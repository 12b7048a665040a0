package dev.tidemark.benchmarks.measure;

import java.util.Arrays;
import java.util.Locale;

/// What was measured several times: the middle, and how far the others lie from it. The median,
/// because one disturbed round must not move the figure.
///
/// @param low the least
/// @param high the greatest
/// @param rounds how often it was measured, at least once
public record Spread(double median, double low, double high, int rounds) {

    /// The spread of these values.
    public static Spread of(double... values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("Nothing was measured");
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        double median =
                sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1], sorted.length);
    }

    /// The median with three significant digits.
    public String brief() {
        return brief(median);
    }

    /// The median, and in brackets the least and the greatest.
    @Override
    public String toString() {
        return rounds == 1
                ? brief()
                : "%s (%s to %s)".formatted(brief(median), brief(low), brief(high));
    }

    private static String brief(double value) {
        double size = Math.abs(value);
        if (size >= 100 || value == Math.rint(value)) {
            return String.format(Locale.ROOT, "%,d", Math.round(value)).replace(',', ' ');
        }
        return String.format(Locale.ROOT, size >= 10 ? "%.1f" : "%.2f", value);
    }
}
