package dev.tidemark.core.merge;

import dev.tidemark.core.record.Counter;
import dev.tidemark.core.record.ElementSet;
import dev.tidemark.core.record.RecordState;
import dev.tidemark.core.record.Register;
import dev.tidemark.core.record.Unit;
import dev.tidemark.core.schema.CollectionRules;
import dev.tidemark.core.schema.CollectionRules.DeleteUpdate;
import dev.tidemark.core.schema.FieldKind;
import dev.tidemark.core.schema.FieldRules;
import dev.tidemark.core.value.Canonical;
import dev.tidemark.core.value.Value;
import java.time.Duration;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a person is shown of a record: one value a field, and where replicas disagree.
 *
 * @param deleted whether the record counts as deleted
 * @param fields as they would be shown, also of a deleted record
 * @param disputed the units whose siblings differ and cannot be merged
 * @param existenceDisputed whether one device deleted what another one wrote
 */
public record View(
        boolean deleted, Value.Obj fields, SortedSet<String> disputed, boolean existenceDisputed) {

    /** What is shown of a record under the rules of its collection. */
    public static View of(RecordState state, CollectionRules rules, Duration skew) {
        TreeMap<String, Value> fields = new TreeMap<>();
        TreeSet<String> disputed = new TreeSet<>();
        for (Map.Entry<String, Unit> entry : state.units().entrySet()) {
            String name = entry.getKey();
            if (!show(name, entry.getValue(), rules, skew, fields)) {
                disputed.add(name);
            }
        }
        return new View(
                isDeleted(state.alive(), rules, skew),
                new Value.Obj(fields),
                disputed,
                !state.alive().agrees());
    }

    /** {@code sha256:…} over the fields as shown; null for a deleted record. */
    public @Nullable String contentHash() {
        return deleted ? null : Canonical.hash(fields);
    }

    /** Whether anything of the record needs a person. */
    public boolean inConflict() {
        return existenceDisputed || !disputed.isEmpty();
    }

    /**
     * A register as shown.
     *
     * @param value the winner's, or the merged text; null for none
     * @param agreed whether nobody has to decide
     */
    record Shown(@Nullable Value value, boolean agreed) {}

    /** What is shown of a register that somebody has written. */
    static Shown shown(String unit, Register register, CollectionRules rules, Duration skew) {
        FieldRules field = rules.field(unit);
        Value winner = Winner.of(register.siblings(), field.order(), skew).value();
        if (register.agrees()) {
            return new Shown(winner, true);
        }
        String merged = field.kind() == FieldKind.TEXT ? TextMerge.merge(register) : null;
        return merged == null ? new Shown(winner, false) : new Shown(Value.of(merged), true);
    }

    /** Shows one unit; false where its siblings differ and cannot be merged. */
    private static boolean show(
            String name,
            Unit unit,
            CollectionRules rules,
            Duration skew,
            Map<String, Value> fields) {
        if (unit instanceof Register register) {
            Shown shown = shown(name, register, rules, skew);
            Value value = shown.value();
            if (rules.group(name) != null && value instanceof Value.Obj members) {
                fields.putAll(members.members());
            } else if (value != null) {
                fields.put(name, value);
            }
            return shown.agreed();
        }
        if (unit instanceof ElementSet set && set.isShown()) {
            fields.put(
                    name,
                    Value.of(
                            set.elements().values().stream()
                                    .map(ElementSet.Element::value)
                                    .toList()));
        } else if (unit instanceof Counter counter && counter.isShown()) {
            fields.put(name, new Value.Num(counter.sum().toString()));
        }
        return true;
    }

    private static boolean isDeleted(Register alive, CollectionRules rules, Duration skew) {
        if (alive.siblings().isEmpty()) {
            return true;
        }
        if (alive.agrees()) {
            return Value.FALSE.equals(alive.siblings().get(0).value());
        }
        return rules.deleteUpdate() == DeleteUpdate.CLOCK
                ? Value.FALSE.equals(
                        Winner.of(alive.siblings(), FieldRules.Order.CLIENT, skew).value())
                : rules.deleteUpdate() == DeleteUpdate.DELETE;
    }
}
