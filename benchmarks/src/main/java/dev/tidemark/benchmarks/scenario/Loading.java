package dev.tidemark.benchmarks.scenario;

import dev.tidemark.benchmarks.data.Author;
import dev.tidemark.benchmarks.data.Endpoints;
import dev.tidemark.benchmarks.load.Load;
import dev.tidemark.benchmarks.load.Requests;
import dev.tidemark.benchmarks.served.Api;
import dev.tidemark.benchmarks.served.ServerProcess;
import java.io.IOException;
import java.util.List;
import java.util.stream.LongStream;

/// Fills an account with records before anything is measured.
final class Loading {

    private static final int BATCH = 1_000;
    private static final int CONNECTIONS = 2;
    private static final long STEP = 20_000;
    private static final int SEED = 3;

    private final Bench bench;
    private final ServerProcess server;
    private final Author author;

    Loading(Bench bench, ServerProcess server) {
        this.bench = bench;
        this.server = server;
        this.author = new Author("6a1f5b6c-4a3e-4f8e-8f7f-1d1f6f0f6c10", SEED);
    }

    /// Who makes the records, and may edit them.
    Author author() {
        return author;
    }

    /// The records that are made.
    static Endpoints endpoints() {
        return new Endpoints(SEED);
    }

    /// Makes so many records.
    void fill(int records) throws IOException, InterruptedException {
        Requests requests = new Requests(server.socket(), server.adminKey());
        try (Api api = new Api(server.address(), server.adminKey());
                Load load = new Load(server.socket(), CONNECTIONS)) {
            String cursor = api.cursorAtTheEnd(null);
            for (long from = 0; from < records; from += STEP) {
                bench.progress().bar("Making records", from, records);
                LongStream numbers = LongStream.range(from, Math.min(records, from + STEP));
                List<byte[]> bodies =
                        author.batches(numbers.mapToObj(author::create).toList(), cursor, BATCH, 1);
                load.send(
                        bodies.stream()
                                .map(body -> requests.post("/v1/sync/batch", body))
                                .toList());
            }
        }
    }
}
