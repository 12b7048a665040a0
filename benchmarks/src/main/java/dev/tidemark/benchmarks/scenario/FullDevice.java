package dev.tidemark.benchmarks.scenario;

import dev.tidemark.benchmarks.data.Author;
import dev.tidemark.benchmarks.data.Endpoints;
import dev.tidemark.benchmarks.measure.Cpu;
import dev.tidemark.benchmarks.measure.Sample;
import dev.tidemark.benchmarks.served.Api;
import dev.tidemark.benchmarks.served.ServerProcess;
import dev.tidemark.client.Records;
import dev.tidemark.client.SyncResult;
import dev.tidemark.client.Tidemark;
import dev.tidemark.client.transport.Credential;
import dev.tidemark.core.record.Mutation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/// A server with an account of so many records, and a device that has pulled all of them. The
/// device edits one half of them and whoever made them the other half, so that nothing is in
/// conflict.
final class FullDevice implements AutoCloseable {

    private static final int CHANGES_MAX = 100;
    private static final int SYNCS_MAX = 30;
    private static final double SYNC_SECONDS_ABOUT = 0.1;

    private final ServerProcess server;
    private final Api api;
    private final Tidemark device;
    private final Author author;
    private final Closing parts;
    private final Endpoints endpoints = Loading.endpoints();
    private final String cursor;
    private final int half;
    private final int changes;
    private final int syncs;
    private long own;
    private long others;

    private FullDevice(
            Bench bench,
            ServerProcess server,
            Api api,
            Tidemark device,
            int records,
            Author author,
            Closing parts)
            throws IOException, InterruptedException {
        this.server = server;
        this.api = api;
        this.device = device;
        this.author = author;
        this.parts = parts;
        this.half = records / 2;
        this.changes = Math.min(CHANGES_MAX, half);
        this.cursor = api.cursorAtTheEnd(null);
        this.syncs =
                Math.clamp((long) (bench.scale().secondsEach() / SYNC_SECONDS_ABOUT), 1, SYNCS_MAX);
    }

    /// Starts a server, makes the records there, and lets a new device pull them.
    static FullDevice start(Bench bench, Path folder, int records) throws Exception {
        Files.createDirectories(folder);
        try (Closing closing = new Closing()) {
            ServerProcess server = closing.add(bench.server(folder.resolve("server")));
            Loading loading = new Loading(bench, server);
            loading.fill(records);
            Api api = closing.add(new Api(server.address(), server.adminKey()));
            Tidemark device = closing.add(Tidemark.open(folder.resolve("device.db")));
            device.enableSync(server.address(), Credential.bearer(server.adminKey()));
            bench.progress().say("Pulling %d records", records);
            require(device.sync().pulled(), records);
            return new FullDevice(
                    bench, server, api, device, records, loading.author(), closing.keep());
        }
    }

    /// The device edits records and syncs, several times; its edits are not measured.
    Sample push() {
        Sample all = pushOnce();
        for (int sync = 1; sync < syncs; sync++) {
            all = all.then(pushOnce());
        }
        return all;
    }

    private Sample pushOnce() {
        device.batch(batch -> {
            Records records = batch.records(Endpoints.COLLECTION);
            for (int i = 0; i < changes; i++, own++) {
                long number = own % half;
                records.update(endpoints.id(number), endpoints.edit(number, own / half));
            }
            return null;
        });
        return sync(SyncResult::pushed);
    }

    /// Somebody else edits records and the device syncs, several times; the edits are not measured.
    Sample pull() throws IOException, InterruptedException {
        Sample all = pullOnce();
        for (int sync = 1; sync < syncs; sync++) {
            all = all.then(pullOnce());
        }
        return all;
    }

    private Sample pullOnce() throws IOException, InterruptedException {
        List<Mutation> edits = new ArrayList<>();
        for (int i = 0; i < changes; i++, others++) {
            edits.add(author.edit(half + others % half, 1 + others / half));
        }
        for (byte[] body : author.batches(edits, cursor, changes, 1)) {
            require(api.push(body).acked().size(), changes);
        }
        return sync(SyncResult::pulled);
    }

    private Sample sync(ToLongFunction<SyncResult> done) {
        double serverCpu = server.cpuSeconds();
        double cpu = Cpu.ofThisProcess();
        long began = System.nanoTime();
        SyncResult result = device.sync();
        double seconds = (System.nanoTime() - began) / 1e9;
        require(done.applyAsLong(result), changes);
        return Sample.of(changes, seconds)
                .withCpu("client", Cpu.ofThisProcess() - cpu)
                .withCpu("server", server.cpuSeconds() - serverCpu);
    }

    private static void require(long count, int expected) {
        if (count != expected) {
            throw new IllegalStateException("%d of %d were synced".formatted(count, expected));
        }
    }

    @Override
    public void close() throws IOException {
        parts.close();
    }
}
