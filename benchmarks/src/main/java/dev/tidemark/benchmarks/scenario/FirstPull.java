package dev.tidemark.benchmarks.scenario;

import dev.tidemark.benchmarks.data.Endpoints;
import dev.tidemark.benchmarks.measure.Comparison;
import dev.tidemark.benchmarks.measure.Cpu;
import dev.tidemark.benchmarks.measure.Sample;
import dev.tidemark.benchmarks.raw.RawFile;
import dev.tidemark.benchmarks.raw.SourceFile;
import dev.tidemark.benchmarks.raw.SourceFile.Picked;
import dev.tidemark.benchmarks.raw.Written;
import dev.tidemark.benchmarks.report.Detail;
import dev.tidemark.benchmarks.report.Result;
import dev.tidemark.benchmarks.report.Target;
import dev.tidemark.benchmarks.served.ServerProcess;
import dev.tidemark.client.SyncResult;
import dev.tidemark.client.Tidemark;
import dev.tidemark.client.transport.Credential;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/// A new device that pulls a whole account, over HTTP and into a fresh database. Raw is: reading
/// the same rows from the server's file, and writing the rows that the device wrote.
final class FirstPull implements Benchmark {

    @Override
    public String name() {
        return "first-pull";
    }

    @Override
    public String description() {
        return "100 000 records into a fresh device, against reading and inserting the same rows";
    }

    @Override
    public List<Result> run(Bench bench) throws Exception {
        Path folder = bench.freshFolder(name());
        int records = bench.scale().pulled();
        try (ServerProcess server = bench.server(folder.resolve("server"))) {
            new Loading(bench, server).fill(records);
            Sides sides = new Sides(bench, server, folder);
            Comparison pulls = bench.compare(name(), sides::pull, sides::again);
            return List.of(
                    new Result(
                            name(),
                            "First pull of %d records, of raw read and insert".formatted(records),
                            Target.atLeast(0.5),
                            pulls.rateRatio(),
                            details(pulls)));
        }
    }

    private static List<Detail> details(Comparison pulls) {
        return List.of(
                new Detail("ours", pulls.ours(Sample::rate), "records/s"),
                new Detail("raw", pulls.theirs(Sample::rate), "records/s"),
                new Detail(
                        "server's CPU each",
                        pulls.ours(sample -> sample.cpuMicrosEach("server")),
                        "µs"),
                new Detail(
                        "client's CPU each",
                        pulls.ours(sample -> sample.cpuMicrosEach("client")),
                        "µs"),
                new Detail(
                        "raw CPU each", pulls.theirs(sample -> sample.cpuMicrosEach("raw")), "µs"));
    }

    private static final class Sides {

        private final Bench bench;
        private final ServerProcess server;
        private final Path folder;

        Sides(Bench bench, ServerProcess server, Path folder) {
            this.bench = bench;
            this.server = server;
            this.folder = folder;
        }

        Sample pull() throws IOException {
            Path fresh = bench.freshFolder(folder.getFileName() + "/device");
            try (Tidemark device = Tidemark.open(fresh.resolve("device.db"))) {
                device.enableSync(server.address(), Credential.bearer(server.adminKey()));
                double serverCpu = server.cpuSeconds();
                double cpu = Cpu.ofThisProcess();
                long began = System.nanoTime();
                SyncResult result = device.sync();
                double seconds = (System.nanoTime() - began) / 1e9;
                requirePulled(device, result);
                return Sample.of(bench.scale().pulled(), seconds)
                        .withCpu("client", Cpu.ofThisProcess() - cpu)
                        .withCpu("server", server.cpuSeconds() - serverCpu);
            }
        }

        private void requirePulled(Tidemark device, SyncResult result) {
            long pulled = device.records(Endpoints.COLLECTION).count();
            if (pulled != bench.scale().pulled()) {
                throw new IllegalStateException(pulled + " records were pulled: " + result);
            }
        }

        Sample again() throws IOException, SQLException {
            Path device = folder.resolve("device").resolve("device.db");
            try (SourceFile theirs = new SourceFile(server.database());
                    SourceFile ours = new SourceFile(device);
                    RawFile raw = RawFile.empty(ours, folder.resolve("raw.db"))) {
                Sample read = theirs.read("SELECT seq, body FROM record ORDER BY account_id, seq");
                Written rows =
                        ours.together(
                                new Picked("entry", "ORDER BY position", false),
                                new Picked("record", "ORDER BY rowid", false));
                return read.and(raw.write(rows, Integer.MAX_VALUE));
            }
        }
    }
}
