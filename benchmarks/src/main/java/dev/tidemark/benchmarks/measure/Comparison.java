package dev.tidemark.benchmarks.measure;

import java.util.List;
import java.util.function.ToDoubleFunction;

/// What two sides measured, round by round.
///
/// @param theirs as many as ours; of the same rounds
public record Comparison(List<Sample> ours, List<Sample> theirs) {

    public Comparison {
        if (ours.isEmpty() || ours.size() != theirs.size()) {
            throw new IllegalArgumentException(ours.size() + " against " + theirs.size());
        }
        ours = List.copyOf(ours);
        theirs = List.copyOf(theirs);
    }

    /// Our rate for each of theirs: 1 is as fast, 0.5 half as fast.
    public Spread rateRatio() {
        double[] ratios = new double[ours.size()];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = ours.get(i).rate() / theirs.get(i).rate();
        }
        return Spread.of(ratios);
    }

    /// Our time a unit for each of theirs: 1 is as long, 2 twice as long.
    public Spread timeRatio() {
        double[] ratios = new double[ours.size()];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = ours.get(i).microsEach() / theirs.get(i).microsEach();
        }
        return Spread.of(ratios);
    }

    /// One property of our samples.
    public Spread ours(ToDoubleFunction<Sample> property) {
        return of(ours, property);
    }

    /// One property of their samples.
    public Spread theirs(ToDoubleFunction<Sample> property) {
        return of(theirs, property);
    }

    private static Spread of(List<Sample> samples, ToDoubleFunction<Sample> property) {
        return Spread.of(samples.stream().mapToDouble(property).toArray());
    }
}
