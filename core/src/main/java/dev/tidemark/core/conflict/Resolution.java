package dev.tidemark.core.conflict;

import dev.tidemark.core.conflict.Conflict.DisputedField;
import dev.tidemark.core.record.Mutation;
import dev.tidemark.core.record.Op;
import dev.tidemark.core.record.RecordState;
import dev.tidemark.core.value.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A person's decision. Resolving is a write whose context covers every sibling; there is no second
 * mechanism.
 *
 * @param id names the decision: made twice, it counts once
 * @param fields the values of {@link Choice#VALUE} and {@link Choice#RENAME}; else empty
 */
public record Resolution(
        String id, String conflictId, Choice choice, Value.Obj fields, Instant clock) {

    /** What a person can decide. */
    public enum Choice {
        MINE,
        THEIRS,
        SUGGESTED,
        VALUE,
        RESTORE,
        ACCEPT_DELETE,
        RENAME
    }

    /**
     * The mutation that settles a conflict within a record.
     *
     * @param device that decides; the dot is taken under {@code writer}
     * @param writer the name under which the server stamps for that device
     */
    public Mutation settle(
            Conflict conflict, RecordState state, @Nullable String device, String writer) {
        TreeMap<String, Value> values = new TreeMap<>(fields.members());
        List<String> unset = new ArrayList<>();
        for (DisputedField field : conflict.fields()) {
            Value chosen = chosen(field, device);
            if (chosen != null) {
                values.putIfAbsent(field.name(), chosen);
            } else if (!values.containsKey(field.name())) {
                unset.add(field.name());
            }
        }
        return new Mutation(
                id,
                conflict.key(),
                op(),
                state.vv().next(writer),
                state.vv(),
                choice == Choice.ACCEPT_DELETE ? Value.Obj.EMPTY : new Value.Obj(values),
                choice == Choice.ACCEPT_DELETE ? List.of() : unset,
                clock,
                null,
                null);
    }

    private Op op() {
        return switch (choice) {
            case ACCEPT_DELETE -> Op.DELETE;
            case RESTORE -> Op.RESTORE;
            case MINE, THEIRS, SUGGESTED, VALUE, RENAME -> Op.UPDATE;
        };
    }

    private @Nullable Value chosen(DisputedField field, @Nullable String device) {
        return switch (choice) {
            case MINE -> field.mine(device).value();
            case THEIRS -> field.theirs(device).value();
            case SUGGESTED, VALUE, RESTORE, ACCEPT_DELETE, RENAME -> field.suggested();
        };
    }
}
