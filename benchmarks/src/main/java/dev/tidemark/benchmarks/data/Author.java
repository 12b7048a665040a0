package dev.tidemark.benchmarks.data;

import dev.tidemark.core.causality.Dot;
import dev.tidemark.core.causality.VersionVector;
import dev.tidemark.core.record.Mutation;
import dev.tidemark.core.record.Op;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.command.Batch;
import dev.tidemark.wire.command.Commands;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A device that makes records and edits them, and whose batches are made in advance. Nobody else
/// writes its records, so what it knows of them follows from how often it has edited them.
public final class Author {

    private static final Instant CLOCK = Instant.parse("2026-11-20T09:00:00.123Z");

    private final String device;
    private final Endpoints endpoints;

    /// @param seed of its records; two authors of one account need two seeds
    public Author(String device, long seed) {
        this.device = device;
        this.endpoints = new Endpoints(seed);
    }

    /// The creation of a record.
    public Mutation create(long number) {
        return mutation(number, Op.CREATE, 1, endpoints.fields(number));
    }

    /// An edit of a record.
    ///
    /// @param edition from 1: how often the record will have been edited by this author
    public Mutation edit(long number, long edition) {
        return mutation(number, Op.UPDATE, edition + 1, endpoints.edit(number, edition));
    }

    private Mutation mutation(long number, Op op, long counter, Value.Obj fields) {
        VersionVector context =
                counter == 1 ? VersionVector.EMPTY : VersionVector.of(Map.of(device, counter - 1));
        return new Mutation(
                UUID.randomUUID().toString(),
                new RecordKey(Endpoints.COLLECTION, endpoints.id(number)),
                op,
                new Dot(device, counter),
                context,
                fields,
                List.of(),
                CLOCK,
                null,
                null);
    }

    /// The bodies of the batches with these mutations.
    ///
    /// @param since the cursor they name; null for none
    /// @param each how many mutations a batch has
    /// @param limit how many changes its answer may have
    public List<byte[]> batches(
            List<Mutation> mutations, @Nullable String since, int each, int limit) {
        List<byte[]> bodies = new ArrayList<>();
        for (int from = 0; from < mutations.size(); from += each) {
            List<byte[]> commands =
                    mutations.subList(from, Math.min(mutations.size(), from + each)).stream()
                            .map(Commands::bytes)
                            .toList();
            bodies.add(Batch.bytes(device, since, limit, commands));
        }
        return bodies;
    }
}
