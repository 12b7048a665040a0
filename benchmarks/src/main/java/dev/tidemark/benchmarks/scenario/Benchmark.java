package dev.tidemark.benchmarks.scenario;

import dev.tidemark.benchmarks.report.Result;
import java.util.List;

/// One thing that is measured.
public interface Benchmark {

    /// All of them, in the order in which they are run.
    List<Benchmark> ALL =
            List.of(
                    new BatchPush(),
                    new SinglePush(),
                    new FirstPull(),
                    new Growth(),
                    new LocalWrite(),
                    new StartUp());

    /// By which it is chosen: letters and dashes.
    String name();

    /// What it measures, in a sentence.
    String description();

    /// Measures it.
    List<Result> run(Bench bench) throws Exception;
}
