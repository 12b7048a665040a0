package dev.tidemark.core.record;

import dev.tidemark.core.causality.VersionVector;
import dev.tidemark.core.value.Value;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One record as every replica keeps it: a value of a join-semilattice, so joining copies is
 * associative, commutative and idempotent. Immutable.
 *
 * @param vv the dots whose mutations this copy holds
 * @param alive what was written about the record's existence
 * @param units by the name of the unit: a field's name, or the first one of an atomic group
 */
public record RecordState(VersionVector vv, Register alive, SortedMap<String, Unit> units) {

    /** A record that nobody has written. */
    public static final RecordState EMPTY =
            new RecordState(VersionVector.EMPTY, Register.EMPTY, new TreeMap<>());

    /** Takes over the map, which must not be changed any more. */
    public RecordState {
        units = Collections.unmodifiableSortedMap(units);
    }

    /** Whether nobody has written it. */
    public boolean isEmpty() {
        return vv.counters().isEmpty();
    }

    /**
     * Applies a mutation. One that this copy already holds changes nothing, which is all that
     * idempotence needs.
     */
    public RecordState apply(Effect effect) {
        if (vv.covers(effect.dot())) {
            return this;
        }
        TreeMap<String, Unit> changed = new TreeMap<>(units);
        for (Map.Entry<String, UnitWrite> write : effect.writes().entrySet()) {
            String unit = write.getKey();
            changed.put(unit, written(units.get(unit), write.getValue(), effect));
        }
        Register existence =
                alive.write(sibling(effect, Value.of(effect.alive())), effect.context());
        return new RecordState(vv.with(effect.dot()), existence, changed);
    }

    /** Joins two copies of one record. */
    public RecordState join(RecordState other) {
        if (equals(other)) {
            return this;
        }
        TreeMap<String, Unit> joined = new TreeMap<>();
        for (Map.Entry<String, Unit> mine : units.entrySet()) {
            Unit theirs = other.units.get(mine.getKey());
            Unit both =
                    theirs == null
                            ? mine.getValue().without(other.vv)
                            : mine.getValue().join(theirs, vv, other.vv);
            put(joined, mine.getKey(), both);
        }
        for (Map.Entry<String, Unit> theirs : other.units.entrySet()) {
            if (!units.containsKey(theirs.getKey())) {
                put(joined, theirs.getKey(), theirs.getValue().without(vv));
            }
        }
        return new RecordState(vv.join(other.vv), alive.join(other.alive, vv, other.vv), joined);
    }

    private static void put(Map<String, Unit> units, String name, @Nullable Unit unit) {
        if (unit != null) {
            units.put(name, unit);
        }
    }

    private static Unit written(@Nullable Unit before, UnitWrite write, Effect effect) {
        VersionVector context = effect.context();
        if (write instanceof UnitWrite.Assign assign) {
            Register register = before == null ? Register.EMPTY : (Register) before;
            return register.write(
                    new Sibling(effect.dot(), assign.value(), effect.stamp(), assign.ancestors()),
                    context);
        }
        if (write instanceof UnitWrite.Increment increment) {
            Counter counter = before == null ? Counter.EMPTY : (Counter) before;
            Sibling shown = sibling(effect, Value.of(increment.shown()));
            return counter.add(increment.by(), shown, context);
        }
        ElementSet set = before == null ? ElementSet.EMPTY : (ElementSet) before;
        return write instanceof UnitWrite.Elements elements
                ? set.write(
                        elements.added(), elements.removed(), sibling(effect, Value.TRUE), context)
                : set.clear(sibling(effect, Value.FALSE), context);
    }

    private static Sibling sibling(Effect effect, Value value) {
        return new Sibling(effect.dot(), value, effect.stamp());
    }
}
