package dev.tidemark.benchmarks.scenario;

import dev.tidemark.benchmarks.measure.Comparison;
import dev.tidemark.benchmarks.report.Detail;
import dev.tidemark.benchmarks.report.Result;
import dev.tidemark.benchmarks.report.Target;
import java.util.ArrayList;
import java.util.List;

/// Many devices that each send one mutation and wait. What makes or breaks it is how many of them
/// share one flush of the disk, and what a request costs of the processors besides.
final class SinglePush implements Benchmark {

    @Override
    public String name() {
        return "push-singles";
    }

    @Override
    public String description() {
        return "one mutation a batch from 64 connections, against 64 threads and a raw group commit";
    }

    @Override
    public List<Result> run(Bench bench) throws Exception {
        int callers = bench.scale().callers();
        try (Pushing pushing = Pushing.start(bench, name(), callers, 1)) {
            bench.progress().say("%s: warming up", name());
            pushing.warmUp(bench.scale().requestsFirst(), callers);
            Comparison creates =
                    bench.compare(name(), pushing::create, () -> pushing.writeAgain(callers));
            List<Detail> details = new ArrayList<>(BatchPush.details(creates, "creates"));
            details.add(new Detail("mutations in a commit, ours", pushing.group(), ""));
            details.add(new Detail("mutations in a commit, raw", pushing.rawGroup(), ""));
            details.add(new Detail("a request, half take at most", pushing.millis(0.5), "ms"));
            details.add(new Detail("a request, 99 % take at most", pushing.millis(0.99), "ms"));
            return List.of(
                    new Result(
                            name(),
                            "Push one by one, %d at a time, of raw group commit".formatted(callers),
                            Target.atLeast(0.6),
                            creates.rateRatio(),
                            details));
        }
    }
}
