package dev.tidemark.benchmarks.scenario;

import dev.tidemark.benchmarks.data.Author;
import dev.tidemark.benchmarks.load.Load;
import dev.tidemark.benchmarks.load.Requests;
import dev.tidemark.benchmarks.measure.Sample;
import dev.tidemark.benchmarks.measure.Spread;
import dev.tidemark.benchmarks.raw.GroupCommit;
import dev.tidemark.benchmarks.raw.RawFile;
import dev.tidemark.benchmarks.raw.SourceFile;
import dev.tidemark.benchmarks.raw.Written;
import dev.tidemark.benchmarks.served.Api;
import dev.tidemark.benchmarks.served.ServerProcess;
import dev.tidemark.core.record.Mutation;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;

/// A server that is written to over HTTP, and the raw file that gets the same rows after it.
final class Pushing implements AutoCloseable {

    private static final String DEVICE = "0b5cdd0e-5c9e-4a35-9c1e-1f0b7f6a2d11";
    private static final int MUTATIONS_FIRST = 5_000;
    private static final int MUTATIONS_MAX = 60_000;

    private final Bench bench;
    private final ServerProcess server;
    private final Api api;
    private final Requests requests;
    private final Load load;
    private final SourceFile source;
    private final RawFile raw;
    private final Closing parts;
    private final int batch;
    private final Author author = new Author(DEVICE, 1);
    private final List<Load.Sent> sent = new ArrayList<>();
    private final List<Double> groups = new ArrayList<>();
    private final List<Double> rawGroups = new ArrayList<>();
    private String cursor;
    private long made;
    private long edition;
    private long seq;
    private long event;
    private int mutations;
    private int warmUps;

    private Pushing(
            Bench bench,
            int batch,
            ServerProcess server,
            Api api,
            Load load,
            SourceFile source,
            RawFile raw,
            Closing parts)
            throws IOException, InterruptedException {
        this.bench = bench;
        this.batch = batch;
        this.server = server;
        this.api = api;
        this.requests = new Requests(server.socket(), server.adminKey());
        this.load = load;
        this.source = source;
        this.raw = raw;
        this.parts = parts;
        this.cursor = api.cursorAtTheEnd(null);
        this.warmUps = bench.scale().turns().warmUps();
        this.mutations = Math.clamp((long) (bench.scale().seconds() * 500), 40, MUTATIONS_FIRST);
    }

    /// Starts a server.
    ///
    /// @param batch mutations in a batch, and the most changes in its answer
    static Pushing start(Bench bench, String name, int connections, int batch) throws Exception {
        Path folder = bench.freshFolder(name);
        try (Closing closing = new Closing()) {
            ServerProcess server = closing.add(bench.server(folder.resolve("server")));
            Api api = closing.add(new Api(server.address(), server.adminKey()));
            Load load = closing.add(new Load(server.socket(), connections));
            SourceFile source = closing.add(new SourceFile(server.database()));
            RawFile raw = closing.add(RawFile.like(source, folder.resolve("raw.db")));
            return new Pushing(bench, batch, server, api, load, source, raw, closing.keep());
        }
    }

    /// Makes records, on both sides in turns, until so many are there: turns that do not count.
    void warmUp(int records, int callers) throws IOException, InterruptedException, SQLException {
        while (made < records) {
            warmUps++;
            create();
            writeAgain(callers);
        }
    }

    /// Makes records that were not there; the first few times, more or fewer than the time before,
    /// until it takes as long as a turn should.
    Sample create() throws IOException, InterruptedException, SQLException {
        long from = made;
        made += mutations;
        Sample sample = push(LongStream.range(from, made).mapToObj(author::create).toList());
        if (sent.size() <= warmUps) {
            double wanted = sample.rate() * bench.scale().secondsEach();
            mutations = Math.clamp((long) wanted, 40, MUTATIONS_MAX);
        }
        return sample;
    }

    /// Edits the records that the last [#create] made, each once.
    Sample edit() throws IOException, InterruptedException, SQLException {
        edition++;
        LongStream numbers = LongStream.range(made - mutations, made);
        return push(numbers.mapToObj(number -> author.edit(number, edition)).toList());
    }

    private Sample push(List<Mutation> all) throws IOException, InterruptedException, SQLException {
        cursor = api.cursorAtTheEnd(cursor);
        List<byte[]> prepared =
                author.batches(all, cursor, batch, batch).stream()
                        .map(body -> requests.post("/v1/sync/batch", body))
                        .toList();
        seq = source.greatest("change", "seq");
        event = source.greatest("audit", "event_id");
        double commits = api.metric("tidemark_commits");
        double cpu = server.cpuSeconds();
        Load.Sent done = load.send(prepared);
        cpu = server.cpuSeconds() - cpu;
        commits = api.metric("tidemark_commits") - commits;
        requireAccepted(all.size());
        sent.add(done);
        groups.add(all.size() / commits);
        return Sample.of(all.size(), done.seconds())
                .withCpu("server", cpu)
                .withCpu("load", done.cpuSeconds());
    }

    private void requireAccepted(int pushed) throws SQLException {
        long accepted = source.greatest("change", "seq") - seq;
        if (accepted != pushed) {
            throw new IllegalStateException(
                    "%d of %d mutations were accepted".formatted(accepted, pushed));
        }
    }

    /// Writes again what the last push wrote, in transactions of one batch.
    ///
    /// @param updated tables whose rows were there before
    Sample writeAgain(String... updated) throws SQLException {
        return raw.write(written(updated), batch);
    }

    /// Writes again what the last push wrote, as so many threads that wait for a common commit.
    Sample writeAgain(int callers) throws SQLException, InterruptedException {
        long commits = raw.commits();
        Sample sample = GroupCommit.write(raw, written(), callers);
        rawGroups.add((double) sample.units() / (raw.commits() - commits));
        return sample;
    }

    private Written written(String... updated) throws SQLException {
        return source.writtenAfter("seq", seq, Set.of(updated), "account")
                .with(source.eventsAfter(event));
    }

    /// How long a batch took, in milliseconds.
    ///
    /// @param share of the batches that took no longer, from 0 to 1
    Spread millis(double share) {
        return counted(sent.stream().map(each -> each.millis(share)).toList());
    }

    /// How many mutations the server wrote in one commit, on average.
    Spread group() {
        return counted(groups);
    }

    /// How many of them the raw group commit wrote in one.
    Spread rawGroup() {
        return counted(rawGroups);
    }

    private Spread counted(List<Double> ofAllTurns) {
        return Spread.of(
                ofAllTurns.stream().skip(warmUps).mapToDouble(Double::doubleValue).toArray());
    }

    /// The memory that the server takes now, in megabytes.
    double residentMegabytes() throws IOException {
        return server.residentMegabytes();
    }

    @Override
    public void close() throws IOException {
        bench.progress().say("Stopping the server");
        parts.close();
    }
}
