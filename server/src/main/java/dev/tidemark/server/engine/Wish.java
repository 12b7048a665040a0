package dev.tidemark.server.engine;

import dev.tidemark.core.causality.VersionVector;
import dev.tidemark.core.merge.FieldChanges;
import dev.tidemark.core.record.Mutation.Correction;
import dev.tidemark.core.record.Op;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.value.Value;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a client that keeps no version vectors wants of one record. The [Scribe] makes a mutation
/// of it.
///
/// @param id names the mutation for ever; another wish has another one
/// @param fields as a mutation has them: a set takes `{add, remove}`, a counter `{increment}`
/// @param unset fields that it takes away
/// @param clock when it was wished, by the client's clock
/// @param correction why a frozen record is changed; null but for [Op#CORRECT]
/// @param seen what the client knew of the record, as [Scribe#seenAt] tells; the scribe adds what
///   it has written for that client
public record Wish(
        String id,
        RecordKey key,
        Op op,
        Value.Obj fields,
        List<String> unset,
        Instant clock,
        @Nullable Correction correction,
        VersionVector seen) {

    public Wish {
        unset = List.copyOf(unset);
    }

    /// A wish that says nothing of fields: to delete, or to bring back.
    public static Wish of(String id, RecordKey key, Op op, Instant clock, VersionVector seen) {
        return new Wish(id, key, op, Value.Obj.EMPTY, List.of(), clock, null, seen);
    }

    /// The same wish with what it changes in the fields.
    public Wish with(FieldChanges changes) {
        return new Wish(id, key, op, changes.fields(), changes.unset(), clock, correction, seen);
    }

    /// The same wish as a correction of a frozen record.
    public Wish correcting(Correction why) {
        return new Wish(id, key, Op.CORRECT, fields, unset, clock, why, seen);
    }
}
