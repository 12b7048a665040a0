package dev.tidemark.client.local;

import dev.tidemark.core.causality.Dot;
import dev.tidemark.core.merge.View;
import dev.tidemark.core.record.Mutation;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.record.RecordState;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.command.Commands;
import dev.tidemark.wire.command.EncodedEntry;
import dev.tidemark.wire.command.RecordEntry;
import dev.tidemark.wire.json.Json;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/** Between what is stored and what is meant; the form of both is the wire's. */
public final class Bodies {

    private Bodies() {}

    /** The state that an entry holds. */
    public static RecordState state(byte[] entry) {
        return EncodedEntry.of(entry).decoded().state();
    }

    /** The mutation that a queue entry holds. */
    public static Mutation mutation(byte[] body, String device) {
        return Commands.stored(body, device);
    }

    static Mutation mutation(byte[] body, Dot dot) {
        return Commands.stored(body, dot.device());
    }

    static byte[] command(Mutation mutation) {
        return Commands.bytes(mutation);
    }

    static byte[] entry(
            RecordKey key,
            long seq,
            RecordState state,
            View view,
            AppRules rules,
            Instant updatedAt,
            String updatedBy) {
        return RecordEntry.of(key, seq, state, view, updatedAt, updatedBy)
                .encoded(rules.rulesFor(key.collection()), rules.schema().skew())
                .bytes();
    }

    /** What is shown, where nothing is in dispute. */
    static View shown(boolean deleted, Value.Obj fields) {
        return new View(deleted, fields, new TreeSet<>(), false);
    }

    static int jsonBytes(Value value) {
        return Json.bytes(value).length;
    }

    /** How many objects and arrays are inside each other. */
    static int depth(Value value) {
        if (value instanceof Value.Obj obj) {
            return 1 + deepest(obj.members().values());
        }
        return value instanceof Value.Array array ? 1 + deepest(array.items()) : 0;
    }

    private static int deepest(Collection<Value> values) {
        return List.copyOf(values).stream().mapToInt(Bodies::depth).max().orElse(0);
    }
}
