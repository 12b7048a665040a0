package dev.tidemark.core.conflict;

import dev.tidemark.core.conflict.Conflict.DisputedField;
import dev.tidemark.core.conflict.Conflict.Type;
import dev.tidemark.core.merge.Refusal;
import dev.tidemark.core.record.Mutation;
import dev.tidemark.core.record.Op;
import dev.tidemark.core.record.RecordState;
import dev.tidemark.core.record.Sibling;
import dev.tidemark.core.value.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
        RENAME;

        /** Whether the person says the values. */
        boolean bringsFields() {
            return this == VALUE || this == RENAME;
        }

        private boolean settles(Type type) {
            return switch (type) {
                case UPDATE_UPDATE -> this != RESTORE && this != ACCEPT_DELETE && this != RENAME;
                case DELETE_UPDATE -> this != RENAME;
                case NATURAL_KEY, RULE -> true;
            };
        }
    }

    /** What is wrong with this decision about that conflict; null for nothing. */
    public @Nullable Refusal refusal(Conflict conflict) {
        String name = choice.name().toLowerCase(Locale.ROOT);
        if (!choice.settles(conflict.type())) {
            return Refusal.invalid(
                    "/choice",
                    "%s does not settle a conflict of type %s; %s"
                            .formatted(
                                    name,
                                    conflict.type().name().toLowerCase(Locale.ROOT),
                                    conflict.type() == Type.DELETE_UPDATE
                                            ? "choose restore or accept_delete"
                                            : "choose mine, theirs, suggested or value"));
        }
        if (choice.bringsFields() == fields.members().isEmpty()) {
            return Refusal.invalid(
                    "/fields",
                    choice.bringsFields()
                            ? name + " needs the fields with their values"
                            : name + " takes no fields; choose value to say your own");
        }
        return null;
    }

    /**
     * The mutation that settles a conflict within a record.
     *
     * @param conflict one that has no {@link #refusal}
     * @param state as it is: all of its siblings are covered
     * @param device that decides; the dot is taken under {@code writer}
     * @param writer the name under which the server stamps for that device
     */
    public Mutation settle(
            Conflict conflict, RecordState state, @Nullable String device, String writer) {
        Op op = op(conflict, device);
        TreeMap<String, Value> values = new TreeMap<>();
        List<String> unset = new ArrayList<>();
        if (op != Op.DELETE) {
            values.putAll(fields.members());
            for (DisputedField field : conflict.fields()) {
                Value chosen = chosen(field, device).value();
                if (chosen != null) {
                    values.putIfAbsent(field.name(), chosen);
                } else if (!values.containsKey(field.name())) {
                    unset.add(field.name());
                }
            }
        }
        return new Mutation(
                id,
                conflict.key(),
                op,
                state.vv().next(writer),
                state.vv(),
                new Value.Obj(values),
                unset,
                clock,
                null,
                null);
    }

    private Op op(Conflict conflict, @Nullable String device) {
        DisputedField existence = conflict.existence();
        return switch (choice) {
            case ACCEPT_DELETE -> Op.DELETE;
            case RESTORE -> Op.RESTORE;
            case VALUE, RENAME -> Op.UPDATE;
            case MINE, THEIRS, SUGGESTED -> {
                if (existence == null) {
                    yield Op.UPDATE;
                }
                yield Value.TRUE.equals(chosen(existence, device).value()) ? Op.RESTORE : Op.DELETE;
            }
        };
    }

    private Sibling chosen(DisputedField field, @Nullable String device) {
        return switch (choice) {
            case MINE -> field.mine(device);
            case THEIRS -> field.theirs(device);
            case SUGGESTED, VALUE, RESTORE, ACCEPT_DELETE, RENAME -> field.siblings().get(0);
        };
    }
}
