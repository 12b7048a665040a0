package dev.tidemark.benchmarks.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.benchmarks.report.Progress;
import dev.tidemark.benchmarks.report.Result;
import dev.tidemark.benchmarks.served.ServerCommand;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Runs each benchmark with next to nothing, so that it cannot rot. Its figures mean nothing here.
class BenchmarkTest {

    @TempDir private Path folder;

    static List<Benchmark> benchmarks() {
        return Benchmark.ALL;
    }

    @ParameterizedTest
    @MethodSource("benchmarks")
    void a_benchmark_measures_something(Benchmark benchmark) throws Exception {
        ServerCommand command =
                ServerCommand.sameClasses(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));

        List<Result> results =
                benchmark.run(new Bench(folder, command, Scale.tiny(), Progress.silent()));

        assertThat(results).isNotEmpty().allMatch(result -> result.value().median() > 0);
    }
}
