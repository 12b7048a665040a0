package dev.tidemark.benchmarks.scenario;

import dev.tidemark.benchmarks.measure.Comparison;
import dev.tidemark.benchmarks.measure.Sample;
import dev.tidemark.benchmarks.report.Detail;
import dev.tidemark.benchmarks.report.Result;
import dev.tidemark.benchmarks.report.Target;
import java.nio.file.Path;
import java.util.List;

/// Whether a sync costs what has changed, and not what there is: 100 edits that a device pushes,
/// and 100 that it pulls, with a large account and with a small one. Both have a server of their
/// own and a device that holds all of it; what is measured is the device's sync, over HTTP, to its
/// end.
final class Growth implements Benchmark {

    @Override
    public String name() {
        return "growth";
    }

    @Override
    public String description() {
        return "syncing 100 changes with 1 000 000 records, against with 1 000 (takes minutes)";
    }

    @Override
    public List<Result> run(Bench bench) throws Exception {
        Path folder = bench.freshFolder(name());
        try (FullDevice many =
                        FullDevice.start(bench, folder.resolve("many"), bench.scale().many());
                FullDevice few =
                        FullDevice.start(bench, folder.resolve("few"), bench.scale().few())) {
            Comparison pushes = bench.compare(name() + ", pushing", many::push, few::push);
            Comparison pulls = bench.compare(name() + ", pulling", many::pull, few::pull);
            return List.of(
                    result(bench, "growth-push", "Pushing", pushes),
                    result(bench, "growth-pull", "Pulling", pulls));
        } finally {
            Bench.delete(folder);
        }
    }

    private static Result result(Bench bench, String name, String verb, Comparison syncs) {
        return new Result(
                name,
                "%s 100 changes with %d records, of the time with %d"
                        .formatted(verb, bench.scale().many(), bench.scale().few()),
                Target.below(1.3, ""),
                syncs.timeRatio(),
                List.of(
                        new Detail("with many", syncs.ours(Sample::microsEach), "µs a change"),
                        new Detail("with few", syncs.theirs(Sample::microsEach), "µs a change"),
                        new Detail("server's CPU, many", syncs.ours(Growth::server), "µs"),
                        new Detail("server's CPU, few", syncs.theirs(Growth::server), "µs"),
                        new Detail("client's CPU, many", syncs.ours(Growth::client), "µs"),
                        new Detail("client's CPU, few", syncs.theirs(Growth::client), "µs")));
    }

    private static double server(Sample sample) {
        return sample.cpuMicrosEach("server");
    }

    private static double client(Sample sample) {
        return sample.cpuMicrosEach("client");
    }
}
