package dev.tidemark.benchmarks.scenario;

import dev.tidemark.benchmarks.measure.Comparison;
import dev.tidemark.benchmarks.measure.Turn;
import dev.tidemark.benchmarks.report.Progress;
import dev.tidemark.benchmarks.served.ServerCommand;
import dev.tidemark.benchmarks.served.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// Where benchmarks work and what they work with.
///
/// @param folder on the disk to be measured; what is below belongs to the benchmarks
public record Bench(Path folder, ServerCommand command, Scale scale, Progress progress) {

    /// One credential sends all the load of a benchmark.
    private static final List<String> FLAGS = List.of("--requests-per-second-max", "0");

    /// An empty folder of this name; what it held is gone.
    Path freshFolder(String name) throws IOException {
        Path fresh = folder.resolve(name);
        delete(fresh);
        return Files.createDirectories(fresh);
    }

    /// Deletes a folder and all that is in it.
    static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
    }

    /// A server on a data folder.
    ServerProcess server(Path data) throws IOException {
        return ServerProcess.start(command, data, FLAGS);
    }

    /// Lets both sides take turns.
    Comparison compare(String what, Turn ours, Turn theirs) throws Exception {
        int warmUps = scale.turns().warmUps();
        int rounds = scale.turns().rounds();
        return scale.turns()
                .compare(
                        ours,
                        theirs,
                        round ->
                                progress.say(
                                        round < warmUps ? "%s: warming up" : "%s: round %d of %d",
                                        what,
                                        round - warmUps + 1,
                                        rounds));
    }
}
