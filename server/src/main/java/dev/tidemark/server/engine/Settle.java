package dev.tidemark.server.engine;

import dev.tidemark.core.causality.VersionVector;
import dev.tidemark.core.conflict.Conflict;
import dev.tidemark.core.conflict.Resolution;
import dev.tidemark.core.merge.Refusal;
import dev.tidemark.core.record.Mutation;
import dev.tidemark.core.record.Op;
import dev.tidemark.core.value.Value;
import dev.tidemark.server.store.RefusedRow;
import dev.tidemark.wire.command.Commands;
import dev.tidemark.wire.command.ListedConflict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// Turns a person's decision about a conflict into the mutation that carries it out.
final class Settle {

    private final Asking asking;

    Settle(Asking asking) {
        this.asking = asking;
    }

    /// What a decision comes to.
    sealed interface Way {

        /// A mutation, to be accepted like any other.
        record Write(Mutation mutation) implements Way {}

        /// Nothing is written: what is stays.
        record Leave() implements Way {}

        /// The decision does not fit the conflict.
        record Cannot(Refusal refusal) implements Way {}
    }

    /// How a conflict within a record is settled.
    Way within(Resolution resolution, Conflict conflict, Standing standing) {
        Refusal refusal = resolution.refusal(conflict);
        return refusal != null
                ? new Way.Cannot(refusal)
                : new Way.Write(
                        resolution.settle(
                                conflict,
                                standing.state(),
                                asking.device(),
                                asking.writer("resolve")));
    }

    /// How a conflict about a refused mutation is settled: it is applied, with the corrections, as
    /// if whoever decides had made it just now; or it is given up.
    Way refused(Resolution resolution, RefusedRow row, ListedConflict conflict, Standing standing) {
        Refusal refusal =
                resolution.refusal(
                        new Conflict(row.conflictId(), conflict.type(), row.key(), List.of()));
        if (refusal != null) {
            return new Way.Cannot(refusal);
        }
        Mutation kept = Commands.stored(row.mutation(), row.device());
        return switch (resolution.choice()) {
            case THEIRS, ACCEPT_DELETE -> new Way.Leave();
            case MINE, RESTORE, VALUE, RENAME ->
                    new Way.Write(again(kept, resolution, resolution.fields(), standing));
            case SUGGESTED ->
                    suggested(conflict)
                            .<Way>map(fields ->
                                    new Way.Write(again(kept, resolution, fields, standing)))
                            .orElseGet(Way.Leave::new);
        };
    }

    private static Optional<Value.Obj> suggested(ListedConflict conflict) {
        return Optional.ofNullable(conflict.suggestion())
                .map(ListedConflict.Suggestion::fields)
                .filter(fields -> !fields.members().isEmpty());
    }

    private Mutation again(
            Mutation kept, Resolution resolution, Value.Obj corrections, Standing standing) {
        TreeMap<String, Value> fields = new TreeMap<>(kept.fields().members());
        fields.putAll(corrections.members());
        List<String> unset = new ArrayList<>(kept.unset());
        unset.removeAll(corrections.members().keySet());
        VersionVector seen = standing.state().vv();
        boolean isThere = !standing.state().isEmpty();
        return new Mutation(
                resolution.id(),
                kept.key(),
                kept.op() == Op.CREATE && isThere ? Op.UPDATE : kept.op(),
                seen.next(asking.writer("resolve")),
                seen,
                new Value.Obj(fields),
                unset,
                resolution.clock(),
                null,
                kept.correction());
    }
}
