package dev.tidemark.benchmarks.scenario;

import dev.tidemark.benchmarks.measure.Spread;
import dev.tidemark.benchmarks.report.Result;
import dev.tidemark.benchmarks.report.Target;
import dev.tidemark.benchmarks.served.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// A server that starts on an empty folder, answers once, and then has nothing to do.
final class StartUp implements Benchmark {

    /// Long enough for what is still compiled or collected after the start.
    private static final long IDLE_NANOS = 3_000_000_000L;

    @Override
    public String name() {
        return "start";
    }

    @Override
    public String description() {
        return "from the start of the server to its first answer, and its memory when idle";
    }

    @Override
    public List<Result> run(Bench bench) throws Exception {
        int starts = bench.scale().starts();
        double[] seconds = new double[starts];
        double[] megabytes = new double[starts];
        for (int i = 0; i < starts; i++) {
            bench.progress().say("%s: %d of %d", name(), i + 1, starts);
            Path data = bench.freshFolder(name()).resolve("server");
            try (ServerProcess server = bench.server(data)) {
                seconds[i] = server.startSeconds();
                megabytes[i] = idle(server, bench.scale().seconds() < 1 ? 0 : IDLE_NANOS);
            }
        }
        return List.of(
                new Result(
                        "start",
                        "Server, first answer",
                        Target.below(1.5, "s"),
                        Spread.of(seconds),
                        List.of()),
                new Result(
                        "memory",
                        "Server, memory when idle",
                        Target.below(150, "MB"),
                        Spread.of(megabytes),
                        List.of()));
    }

    private static double idle(ServerProcess server, long nanos) throws IOException {
        long until = System.nanoTime() + nanos;
        while (System.nanoTime() < until) {
            LockSupport.parkNanos(until - System.nanoTime());
        }
        return server.residentMegabytes();
    }
}
