package dev.tidemark.benchmarks.report;

import dev.tidemark.benchmarks.measure.Spread;
import java.util.List;

/// The outcome of one benchmark.
///
/// @param name for scripts, and to choose it by
/// @param title for people, a few words
/// @param details in the order in which they are told
public record Result(String name, String title, Target target, Spread value, List<Detail> details) {

    public Result {
        details = List.copyOf(details);
    }

    public boolean isMet() {
        return target.isMetBy(value);
    }
}
