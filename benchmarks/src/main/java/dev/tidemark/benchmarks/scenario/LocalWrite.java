package dev.tidemark.benchmarks.scenario;

import dev.tidemark.benchmarks.data.Endpoints;
import dev.tidemark.benchmarks.measure.Comparison;
import dev.tidemark.benchmarks.measure.Cpu;
import dev.tidemark.benchmarks.measure.Sample;
import dev.tidemark.benchmarks.raw.RawFile;
import dev.tidemark.benchmarks.raw.SourceFile;
import dev.tidemark.benchmarks.raw.SourceFile.Picked;
import dev.tidemark.benchmarks.report.Detail;
import dev.tidemark.benchmarks.report.Result;
import dev.tidemark.benchmarks.report.Target;
import dev.tidemark.client.Records;
import dev.tidemark.client.Tidemark;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.function.LongConsumer;

/// What an app waits for when it writes: each write is a transaction of its own, and on the disk
/// when it returns.
final class LocalWrite implements Benchmark {

    private static final int WRITES_FIRST = 500;

    @Override
    public String name() {
        return "local-write";
    }

    @Override
    public String description() {
        return "one durable write of the client, against a raw transaction with the same rows";
    }

    @Override
    public List<Result> run(Bench bench) throws Exception {
        Path folder = bench.freshFolder(name());
        try (Tidemark device = Tidemark.open(folder.resolve("device.db"));
                SourceFile source = new SourceFile(folder.resolve("device.db"));
                RawFile raw = RawFile.like(source, folder.resolve("raw.db"))) {
            Sides sides = new Sides(bench, device.records(Endpoints.COLLECTION), source, raw);
            Comparison creates = bench.compare(name(), sides::create, () -> sides.again(false));
            Comparison edits =
                    bench.compare(name() + ", edits", sides::edit, () -> sides.again(true));
            return List.of(
                    new Result(
                            name(),
                            "Client, one local write, in raw transactions",
                            Target.below(2, ""),
                            creates.timeRatio(),
                            List.of(
                                    micros("a new record, ours", creates.ours(Sample::microsEach)),
                                    micros("a new record, raw", creates.theirs(Sample::microsEach)),
                                    micros(
                                            "ours, CPU",
                                            creates.ours(each -> each.cpuMicrosEach("ours"))),
                                    micros(
                                            "raw, CPU",
                                            creates.theirs(each -> each.cpuMicrosEach("raw"))),
                                    new Detail(
                                            "an edit, in raw transactions", edits.timeRatio(), ""),
                                    micros("an edit, ours", edits.ours(Sample::microsEach)),
                                    micros("an edit, raw", edits.theirs(Sample::microsEach)))));
        }
    }

    private static Detail micros(String label, dev.tidemark.benchmarks.measure.Spread value) {
        return new Detail(label, value, "µs");
    }

    /// Both sides: records are made, or those that were made last are edited.
    private static final class Sides {

        private final Bench bench;
        private final Records records;
        private final SourceFile source;
        private final RawFile raw;
        private final Endpoints endpoints = new Endpoints(5);
        private long from;
        private long to;
        private long edition;
        private long queued;
        private int turns;
        private int writes;

        Sides(Bench bench, Records records, SourceFile source, RawFile raw) {
            this.bench = bench;
            this.records = records;
            this.source = source;
            this.raw = raw;
            this.writes = Math.clamp((long) (bench.scale().seconds() * 100), 10, WRITES_FIRST);
        }

        Sample create() throws SQLException {
            from = to;
            to += writes;
            Sample sample =
                    timed(number -> records.create(endpoints.id(number), endpoints.fields(number)));
            if (turns++ < bench.scale().turns().warmUps()) {
                writes = (int) Math.max(10, sample.rate() * bench.scale().secondsEach());
            }
            return sample;
        }

        Sample edit() throws SQLException {
            edition++;
            return timed(number ->
                    records.update(endpoints.id(number), endpoints.edit(number, edition)));
        }

        private Sample timed(LongConsumer write) throws SQLException {
            queued = source.greatest("queue", "position");
            double cpu = Cpu.ofThisThread();
            long began = System.nanoTime();
            for (long number = from; number < to; number++) {
                write.accept(number);
            }
            double seconds = (System.nanoTime() - began) / 1e9;
            return Sample.of(to - from, seconds).withCpu("ours", Cpu.ofThisThread() - cpu);
        }

        /// The rows of the last turn, one transaction for each write. Records were made in the
        /// order of their numbers, so that is the order of their rows.
        Sample again(boolean updated) throws SQLException {
            String entries =
                    "WHERE position > %d AND position <= %d ORDER BY position".formatted(from, to);
            String those = "WHERE rowid > %d AND rowid <= %d ORDER BY rowid".formatted(from, to);
            return raw.write(
                    source.together(
                            new Picked("record", those, updated),
                            new Picked("entry", entries, updated),
                            new Picked(
                                    "queue",
                                    "WHERE position > %d ORDER BY position".formatted(queued),
                                    false)),
                    1);
        }
    }
}
