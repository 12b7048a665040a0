package dev.tidemark.benchmarks.micro;

import dev.tidemark.benchmarks.data.Author;
import dev.tidemark.core.merge.Acceptance;
import dev.tidemark.core.merge.Decision;
import dev.tidemark.core.merge.Decision.Accepted;
import dev.tidemark.core.merge.Shape;
import dev.tidemark.core.record.Mutation;
import dev.tidemark.core.record.RecordState;
import dev.tidemark.core.record.Stamp;
import dev.tidemark.core.schema.CollectionRules;
import dev.tidemark.core.schema.SyncSchema;
import dev.tidemark.core.value.Canonical;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.command.Batch;
import dev.tidemark.wire.command.Commands;
import dev.tidemark.wire.command.EncodedEntry;
import dev.tidemark.wire.command.RecordEntry;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.json.JsonLimits;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// One creation of a record of about 400 bytes, step by step. Microseconds each.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class Steps {

    private static final int BATCH = 500;

    private final SyncSchema schema = SyncSchema.OPEN;
    private final CollectionRules rules = Objects.requireNonNull(schema.collection("endpoints"));
    private final Acceptance acceptance = new Acceptance(rules, schema.skew(), Shape.ANY);
    private final Author author = new Author("a-device", 1);
    private final Mutation mutation = author.create(1);
    private final Stamp stamp = new Stamp(mutation.clock(), 1, 0);
    private final Accepted accepted = (Accepted) decide();
    private final byte[] body = author.batches(List.of(mutation), null, BATCH, BATCH).getFirst();
    private final byte[] entry = encode().bytes();
    private final Value.Obj fields = mutation.fields();

    /// The request's bytes to a mutation.
    @Benchmark
    public Object read() {
        return Batch.read(Json.read(body, JsonLimits.DEFAULT), schema);
    }

    /// The mutation to what it does.
    @Benchmark
    public Decision decide() {
        return acceptance.decide(RecordState.EMPTY, mutation, stamp, _ -> RecordState.EMPTY);
    }

    /// The mutation to the bytes that the log keeps.
    @Benchmark
    public byte[] writeMutation() {
        return Commands.bytes(mutation);
    }

    /// The record to the bytes that are stored and pulled, its hash included.
    @Benchmark
    public EncodedEntry encode() {
        return RecordEntry.of(
                        mutation.key(),
                        1,
                        accepted.after(),
                        accepted.view(),
                        mutation.clock(),
                        mutation.dot().device())
                .encoded(rules, schema.skew());
    }

    /// The stored bytes back to the record.
    @Benchmark
    public RecordEntry decode() {
        return EncodedEntry.of(entry).decoded();
    }

    /// The fields to their hash.
    @Benchmark
    public String hash() {
        return Canonical.hash(fields);
    }
}
