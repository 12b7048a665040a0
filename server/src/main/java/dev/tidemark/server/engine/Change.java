package dev.tidemark.server.engine;

import dev.tidemark.core.record.Effect;
import dev.tidemark.core.record.Mutation;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.record.Stamp;
import dev.tidemark.server.store.ChangeRow;
import dev.tidemark.wire.command.EffectCodec;
import dev.tidemark.wire.json.Instants;
import java.time.Instant;
import java.util.Objects;

/// An accepted mutation and what it does: from the log, or about to be written to it.
///
/// @param seq its place in the account's log
/// @param previous the place of the record's change before; 0 for its first
record Change(long seq, long previous, Incoming incoming, Effect effect) {

    /// A change that the log holds.
    static Change of(ChangeRow row) {
        Incoming incoming = Incoming.stored(row.mutation(), row.dot().device());
        Mutation mutation = incoming.mutation();
        return new Change(
                row.seq(),
                row.previous(),
                incoming,
                EffectCodec.effect(mutation, stamp(row, mutation), row.writes()));
    }

    private static Stamp stamp(ChangeRow row, Mutation mutation) {
        Instant clock =
                row.clock() == null
                        ? mutation.clock()
                        : Objects.requireNonNull(Instants.read(row.clock()));
        return new Stamp(clock, row.seq(), row.rank());
    }

    Mutation mutation() {
        return incoming.mutation();
    }

    RecordKey key() {
        return mutation().key();
    }
}
