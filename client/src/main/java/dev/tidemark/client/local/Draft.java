package dev.tidemark.client.local;

import dev.tidemark.core.record.Mutation.Correction;
import dev.tidemark.core.record.Op;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.value.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the app wants done to a record, before it is stamped.
 *
 * @param fields as a mutation names them: a set takes {@code {add, remove}}, a counter {@code
 *     {increment}}
 * @param unset fields to take away
 * @param correction of a frozen record; null but for {@link Op#CORRECT}
 */
public record Draft(
        RecordKey key,
        Op op,
        Value.Obj fields,
        List<String> unset,
        @Nullable Correction correction) {

    public Draft {
        unset = List.copyOf(unset);
    }

    /** A draft that takes nothing away. */
    public static Draft of(RecordKey key, Op op, Value.Obj fields) {
        return new Draft(key, op, fields, List.of(), null);
    }
}
