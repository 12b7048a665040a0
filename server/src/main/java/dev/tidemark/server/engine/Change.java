package dev.tidemark.server.engine;

import dev.tidemark.core.causality.Dot;
import dev.tidemark.core.causality.VersionVector;
import dev.tidemark.core.record.Effect;
import dev.tidemark.core.record.Mutation;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.record.RecordState;
import dev.tidemark.core.record.Stamp;
import dev.tidemark.core.record.Traces;
import dev.tidemark.server.store.ChangeRow;
import dev.tidemark.wire.command.EffectCodec;
import dev.tidemark.wire.command.EncodedEntry;
import dev.tidemark.wire.json.Instants;
import java.time.Instant;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// An accepted mutation and what it does: from the log, or about to be written to it.
///
/// @param seq its place in the account's log
/// @param previous the place of the record's change before; 0 for its first
/// @param joined a state that it joins, its effect being none; null for a mutation
record Change(
        long seq, long previous, Incoming incoming, Effect effect, @Nullable EncodedEntry joined)
        implements Earlier {

    /// What an accepted mutation does.
    Change(long seq, long previous, Incoming incoming, Effect effect) {
        this(seq, previous, incoming, effect, null);
    }

    /// A change that the log holds.
    static Change of(ChangeRow row) {
        Incoming incoming = Incoming.stored(row.mutation(), row.dot().device());
        Mutation mutation = incoming.mutation();
        byte[] writes = row.writes();
        boolean isJoin = row.isJoin();
        return new Change(
                row.seq(),
                row.previous(),
                incoming,
                EffectCodec.effect(mutation, stamp(row, mutation), isJoin ? null : writes),
                isJoin ? EncodedEntry.of(Objects.requireNonNull(writes)) : null);
    }

    /// The record after it, for somebody who has seen so much.
    RecordState onto(RecordState before, VersionVector context) {
        return joined == null
                ? before.apply(effect)
                : before.joinWithin(joined.decoded().state(), context);
    }

    /// What it does, as the log keeps it; null where the mutation says it all.
    byte @Nullable [] writes() {
        return joined == null ? EffectCodec.completion(mutation(), effect) : joined.bytes();
    }

    /// One of which only its place is known, in answer to the mutation that it was.
    static Change compacted(long seq, long previous, Incoming again, Dot dot) {
        Mutation mutation = again.mutation();
        Stamp stamp = new Stamp(mutation.clock(), seq, 0);
        return new Change(
                seq,
                previous,
                again,
                new Effect(
                        dot,
                        mutation.context(),
                        stamp,
                        mutation.op().keepsAlive(),
                        new TreeMap<>()));
    }

    @Override
    public Change answering(Incoming again) {
        if (joined == null) {
            return this;
        }
        Effect same =
                new Effect(
                        again.mutation().dot(),
                        effect.context(),
                        effect.stamp(),
                        effect.alive(),
                        effect.writes());
        return new Change(seq, previous, again, same, joined);
    }

    @Override
    public Dot dot() {
        return effect.dot();
    }

    @Override
    public boolean isJoin() {
        return joined != null;
    }

    @Override
    public boolean hasId(String mutationId) {
        return mutation().id().equals(mutationId);
    }

    @Override
    public boolean holds(Incoming again) {
        return joined == null
                ? incoming.saysTheSame(again)
                : Traces.of(joined.decoded().state()).mayBe(again.mutation());
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
