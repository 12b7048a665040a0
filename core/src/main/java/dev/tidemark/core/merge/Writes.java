package dev.tidemark.core.merge;

import dev.tidemark.core.record.Ancestor;
import dev.tidemark.core.record.Counter;
import dev.tidemark.core.record.Mutation;
import dev.tidemark.core.record.Register;
import dev.tidemark.core.record.Sibling;
import dev.tidemark.core.record.UnitWrite;
import dev.tidemark.core.record.UnitWrite.Assign;
import dev.tidemark.core.record.UnitWrite.ClearCounter;
import dev.tidemark.core.record.UnitWrite.ClearSet;
import dev.tidemark.core.record.UnitWrite.Elements;
import dev.tidemark.core.record.UnitWrite.Increment;
import dev.tidemark.core.schema.CollectionRules;
import dev.tidemark.core.schema.FieldKind;
import dev.tidemark.core.value.Decimal;
import dev.tidemark.core.value.Storable;
import dev.tidemark.core.value.Value;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Turns the fields that a mutation names into writes that are complete: the members of an atomic
 * group that it does not name keep what its writer saw, and a text brings its ancestors.
 */
final class Writes {

    /** Longest whole number that a counter takes, in digits. */
    static final int COUNTER_DIGITS_MAX = 30;

    private final CollectionRules rules;
    private final Duration skew;
    private final Seen seen;
    private final Mutation mutation;
    private final boolean bound;
    private final TreeMap<String, UnitWrite> writes = new TreeMap<>();
    private @Nullable Refusal refusal;

    private Writes(
            CollectionRules rules, Duration skew, Seen seen, Mutation mutation, boolean bound) {
        this.rules = rules;
        this.skew = skew;
        this.seen = seen;
        this.mutation = mutation;
        this.bound = bound;
    }

    /**
     * The writes of a device, which a field that is written once binds.
     *
     * @param seen the record as the mutation's context saw it
     */
    static Writes bound(CollectionRules rules, Duration skew, Seen seen, Mutation mutation) {
        return new Writes(rules, skew, seen, mutation, true);
    }

    /** The writes of the server itself, which brings back what was accepted once. */
    static Writes unbound(CollectionRules rules, Duration skew, Seen seen, Mutation mutation) {
        return new Writes(rules, skew, seen, mutation, false);
    }

    /** The writes by unit; worth nothing where there is a {@link #refusal}. */
    SortedMap<String, UnitWrite> complete() {
        mutation.fields().members().forEach(this::write);
        for (String name : mutation.unset()) {
            write(name, null);
        }
        return writes;
    }

    /** The first thing that was wrong; null for nothing. */
    @Nullable Refusal refusal() {
        return refusal;
    }

    /** Writes one field; a null value takes it away. */
    private void write(String name, @Nullable Value value) {
        List<String> group = rules.group(name);
        if (group != null) {
            writeMember(group, name, value);
            return;
        }
        FieldKind kind = rules.field(name).kind();
        switch (kind == FieldKind.IMMUTABLE && !bound ? FieldKind.LWW : kind) {
            case LWW, MANUAL -> writes.put(name, new Assign(value, List.of()));
            case TEXT -> writes.put(name, new Assign(value, ancestors(name, value)));
            case IMMUTABLE -> writeOnce(name, value);
            case SET -> writeSet(name, value);
            case COUNTER -> writeCounter(name, value);
        }
    }

    private void writeMember(List<String> group, String name, @Nullable Value value) {
        String unit = group.get(0);
        UnitWrite earlier = writes.get(unit);
        Value whole = null;
        if (earlier instanceof Assign assign) {
            whole = assign.value();
        } else {
            Register register = register(unit);
            whole = register == null ? null : View.shown(unit, register, rules, skew).value();
        }
        Value.Obj before = whole instanceof Value.Obj obj ? obj : Value.Obj.EMPTY;
        Value.Obj after = value == null ? before.without(List.of(name)) : before.with(name, value);
        writes.put(unit, new Assign(after, List.of()));
    }

    /**
     * Judged by what the writer saw: a first write is a first write, also beside another one that
     * it could not know of; they are siblings, in whatever order they come. What a restore has
     * taken away was never written.
     */
    private void writeOnce(String name, @Nullable Value value) {
        Register register = register(name);
        if (register == null || register.siblings().stream().allMatch(s -> s.value() == null)) {
            if (value != null) {
                writes.put(name, new Assign(value, List.of()));
            }
        } else if (register.siblings().stream().noneMatch(s -> Value.same(s.value(), value))) {
            refuse(name, "this field is written once and has another value; leave it out");
        } else if (!register.agrees()) {
            writes.put(name, new Assign(value, List.of()));
        } // Else it says again what is there: nothing changes, not even the stamp.
    }

    private void writeSet(String name, @Nullable Value value) {
        if (value == null) {
            writes.put(name, new ClearSet());
        } else if (value instanceof Value.Array array) {
            writes.put(name, new Elements(array.items(), List.of()));
        } else if (value instanceof Value.Obj obj
                && obj.members().keySet().stream().allMatch(Writes::isSetMember)
                && obj.members().values().stream().allMatch(Value.Array.class::isInstance)) {
            writes.put(name, new Elements(items(obj, "add"), items(obj, "remove")));
        } else {
            refuse(name, "a set takes {\"add\": [...], \"remove\": [...]}, or an array that adds");
        }
    }

    private static boolean isSetMember(String name) {
        return name.equals("add") || name.equals("remove");
    }

    private static List<Value> items(Value.Obj obj, String name) {
        return obj.members().get(name) instanceof Value.Array array ? array.items() : List.of();
    }

    private void writeCounter(String name, @Nullable Value value) {
        if (value == null) {
            writes.put(
                    name,
                    new ClearCounter(
                            seen.state().units().get(name) instanceof Counter counter
                                    ? counter.shares()
                                    : Collections.emptySortedMap()));
            return;
        }
        BigInteger by = increment(value);
        if (by == null) {
            refuse(name, "a counter takes {\"increment\": n} with a whole number n");
        } else {
            writes.put(name, new Increment(by));
        }
    }

    private static @Nullable BigInteger increment(Value value) {
        if (!(value instanceof Value.Obj obj)
                || obj.members().size() != 1
                || !(obj.members().get("increment") instanceof Value.Num number)) {
            return null;
        }
        Decimal decimal = Decimal.of(number.text());
        if (decimal.digits().isEmpty()) {
            return BigInteger
                    .ZERO; // Whatever its exponent, which may be more than BigDecimal reads.
        }
        return decimal.isWhole() && decimal.point() <= COUNTER_DIGITS_MAX
                ? decimal.toBigInteger()
                : null;
    }

    /** What the writer of a text started from, and what that had started from. */
    private List<Ancestor> ancestors(String name, @Nullable Value value) {
        Register register = register(name);
        if (register == null
                || !(value instanceof Value.Text text)
                || !(View.shown(name, register, rules, skew).value() instanceof Value.Text shown)) {
            return List.of();
        }
        List<Ancestor> chain = new ArrayList<>();
        chain.add(new Ancestor(register.dots(), LineEdits.between(text.value(), shown.value())));
        Sibling winner = Winner.of(register.siblings(), rules.field(name).order(), skew);
        long weight = 0;
        for (Ancestor older : TextMerge.ancestors(winner, shown.value())) {
            weight += older.weight();
            if (chain.size() == Ancestor.COUNT_MAX || weight > Ancestor.WEIGHT_MAX) {
                break;
            }
            chain.add(older);
        }
        return chain;
    }

    /** The register as the writer saw it; null where there was none. */
    private @Nullable Register register(String unit) {
        return seen.state().units().get(unit) instanceof Register register ? register : null;
    }

    private void refuse(String name, String message) {
        if (refusal == null) {
            refusal = Refusal.invalid("/fields/" + Storable.escaped(name), message);
        }
    }
}
