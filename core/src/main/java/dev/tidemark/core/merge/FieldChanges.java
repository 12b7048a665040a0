package dev.tidemark.core.merge;

import dev.tidemark.core.schema.CollectionRules;
import dev.tidemark.core.schema.FieldKind;
import dev.tidemark.core.value.Canonical;
import dev.tidemark.core.value.Decimal;
import dev.tidemark.core.value.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a mutation that leads from a record as shown to a record as wanted. What writes
 * whole records (patches, restores, contracts without fields of their own) is turned into ordinary
 * mutations by it.
 *
 * @param fields with {@code {add, remove}} for a set and {@code {increment}} for a counter
 * @param unset the fields that go
 */
public record FieldChanges(Value.Obj fields, List<String> unset) {

    public FieldChanges {
        unset = List.copyOf(unset);
    }

    /** What differs between two records of a collection, field by field. */
    public static FieldChanges between(CollectionRules rules, Value.Obj shown, Value.Obj wanted) {
        TreeMap<String, Value> fields = new TreeMap<>();
        wanted.members()
                .forEach((name, value) -> {
                    Value before = shown.members().get(name);
                    FieldKind kind = rules.field(name).kind();
                    if (!value.equals(before) && !isSameSet(kind, before, value)) {
                        Value start = before == null ? Value.NULL : before;
                        fields.put(name, change(kind, start, value));
                    }
                });
        List<String> unset = new ArrayList<>(shown.members().keySet());
        unset.removeAll(wanted.members().keySet());
        return new FieldChanges(new Value.Obj(fields), unset);
    }

    /** Whether nothing differs. */
    public boolean isEmpty() {
        return fields.members().isEmpty() && unset.isEmpty();
    }

    /** A set has no order, and no element twice. */
    private static boolean isSameSet(FieldKind kind, @Nullable Value before, Value after) {
        return kind == FieldKind.SET
                && before instanceof Value.Array had
                && after instanceof Value.Array wanted
                && new HashSet<>(had.items()).equals(new HashSet<>(wanted.items()));
    }

    /** A value that its kind cannot take stays as it is, and is refused as such. */
    private static Value change(FieldKind kind, Value before, Value after) {
        if (kind == FieldKind.SET && after instanceof Value.Array wanted) {
            List<Value> had = before instanceof Value.Array array ? array.items() : List.of();
            return Value.Obj.EMPTY
                    .with("add", without(wanted.items(), had))
                    .with("remove", without(had, wanted.items()));
        }
        if (kind == FieldKind.COUNTER && after instanceof Value.Num wanted) {
            Decimal target = Decimal.of(wanted.text());
            Decimal start = Decimal.of(before instanceof Value.Num num ? num.text() : "0");
            if (isCountable(target) && isCountable(start)) {
                String by = target.toBigInteger().subtract(start.toBigInteger()).toString();
                return Value.Obj.EMPTY.with("increment", new Value.Num(by));
            }
        }
        return after;
    }

    private static boolean isCountable(Decimal number) {
        return number.isWhole() && number.point() <= Writes.COUNTER_DIGITS_MAX;
    }

    /** By spelling: an element that was written 1 and shall be 1.0 goes, and comes anew. */
    private static Value without(List<Value> items, List<Value> others) {
        Set<Value> spelled = new HashSet<>(others);
        TreeSet<String> texts = new TreeSet<>();
        return Value.of(
                items.stream()
                        .filter(i -> !spelled.contains(i) && texts.add(Canonical.text(i)))
                        .toList());
    }
}
