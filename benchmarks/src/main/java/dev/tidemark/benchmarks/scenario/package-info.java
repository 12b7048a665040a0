/// The benchmarks themselves: each sets up what it measures, lets both sides take turns, and says
/// what came out. Start at [dev.tidemark.benchmarks.scenario.Benchmark].
@NullMarked
package dev.tidemark.benchmarks.scenario;

import org.jspecify.annotations.NullMarked;
