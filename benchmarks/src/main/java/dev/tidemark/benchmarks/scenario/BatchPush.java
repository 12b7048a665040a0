package dev.tidemark.benchmarks.scenario;

import dev.tidemark.benchmarks.measure.Comparison;
import dev.tidemark.benchmarks.measure.Sample;
import dev.tidemark.benchmarks.report.Detail;
import dev.tidemark.benchmarks.report.Result;
import dev.tidemark.benchmarks.report.Target;
import java.util.ArrayList;
import java.util.List;

/// Large batches over HTTP, each answered with as many changes as it brought.
final class BatchPush implements Benchmark {

    private static final int CONNECTIONS = 4;

    @Override
    public String name() {
        return "push-batches";
    }

    @Override
    public String description() {
        return "batches of 500 mutations from 4 connections, against the same rows by plain JDBC";
    }

    @Override
    public List<Result> run(Bench bench) throws Exception {
        try (Pushing pushing = Pushing.start(bench, name(), CONNECTIONS, bench.scale().batch())) {
            Comparison creates = bench.compare(name(), pushing::create, pushing::writeAgain);
            List<Detail> details = new ArrayList<>(details(creates, "creates"));
            details.add(new Detail("a batch, half take at most", pushing.millis(0.5), "ms"));
            details.add(new Detail("a batch, 99 % take at most", pushing.millis(0.99), "ms"));
            Comparison edits =
                    bench.compare(
                            name() + ", edits", pushing::edit, () -> pushing.writeAgain("record"));
            details.add(new Detail("edits against raw", edits.rateRatio(), ""));
            details.addAll(details(edits, "edits"));
            details.add(Detail.once("server's memory after it", pushing.residentMegabytes(), "MB"));
            return List.of(
                    new Result(
                            name(),
                            "Push in batches of " + bench.scale().batch() + ", of raw storage",
                            Target.atLeast(0.5),
                            creates.rateRatio(),
                            details));
        }
    }

    /// What is worth telling of a comparison with raw storage.
    static List<Detail> details(Comparison comparison, String what) {
        return List.of(
                new Detail(what + ", ours", comparison.ours(Sample::rate), "/s"),
                new Detail(what + ", raw", comparison.theirs(Sample::rate), "/s"),
                new Detail(
                        what + ", server's CPU each",
                        comparison.ours(sample -> sample.cpuMicrosEach("server")),
                        "µs"),
                new Detail(
                        what + ", load generator's CPU each",
                        comparison.ours(sample -> sample.cpuMicrosEach("load")),
                        "µs"),
                new Detail(
                        what + ", raw CPU each",
                        comparison.theirs(sample -> sample.cpuMicrosEach("raw")),
                        "µs"));
    }
}
