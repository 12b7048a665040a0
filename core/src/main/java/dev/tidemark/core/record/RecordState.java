package dev.tidemark.core.record;

import dev.tidemark.core.causality.VersionVector;
import dev.tidemark.core.value.Value;
import java.time.Instant;
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
     *
     * @throws IllegalArgumentException if an earlier mutation of its device is missing here
     */
    public RecordState apply(Effect effect) {
        if (vv.covers(effect.dot())) {
            return this;
        }
        if (!vv.next(effect.dot().device()).equals(effect.dot())) {
            throw new IllegalArgumentException(
                    "%s cannot be applied to a record at %s: a device's mutations have no gaps"
                            .formatted(effect.dot(), vv));
        }
        TreeMap<String, Unit> changed = new TreeMap<>(units);
        for (Map.Entry<String, UnitWrite> write : effect.writes().entrySet()) {
            String unit = write.getKey();
            changed.put(unit, written(units.get(unit), write.getValue(), effect));
        }
        Register existence =
                alive.write(effect.alive() ? there(effect) : gone(effect), effect.context());
        return new RecordState(vv.with(effect.dot()), existence, changed);
    }

    /** Joins two copies of one record. */
    public RecordState join(RecordState other) {
        if (equals(other)) {
            return this;
        }
        TreeMap<String, Unit> joined = new TreeMap<>(units);
        // A copy that lacks a unit has seen no write of it: a unit that was written once stays.
        other.units.forEach(
                (name, theirs) -> joined.merge(name, theirs, (a, b) -> a.join(b, vv, other.vv)));
        return new RecordState(vv.join(other.vv), alive.join(other.alive, vv, other.vv), joined);
    }

    /**
     * This copy with as much of another as somebody had seen. Exact where all of the other was
     * seen. Else a unit of which the other has only later writes stays as it is here: what those
     * wrote over is not known.
     *
     * @param context what was seen
     */
    public RecordState joinWithin(RecordState other, VersionVector context) {
        return join(context.covers(other.vv) ? other : other.within(context, alive));
    }

    /** This copy, with clocks behind a time set back to it. */
    public RecordState noLaterThan(Instant latest) {
        TreeMap<String, Unit> checked = new TreeMap<>();
        units.forEach((name, unit) -> checked.put(name, unit.noLaterThan(latest)));
        return new RecordState(vv, alive.noLaterThan(latest), checked);
    }

    private RecordState within(VersionVector context, Register orElse) {
        TreeMap<String, Long> counters = new TreeMap<>();
        vv.counters()
                .forEach((device, counter) -> {
                    long seen = Math.min(counter, context.counter(device));
                    if (seen > 0) {
                        counters.put(device, seen);
                    }
                });
        TreeMap<String, Unit> seen = new TreeMap<>();
        units.forEach((name, unit) -> {
            Unit part = unit.within(context);
            if (part != null) {
                seen.put(name, part);
            }
        });
        Register existence = alive.within(context);
        return new RecordState(
                new VersionVector(counters), existence == null ? orElse : existence, seen);
    }

    private static Unit written(@Nullable Unit before, UnitWrite write, Effect effect) {
        VersionVector context = effect.context();
        if (write instanceof UnitWrite.Assign assign) {
            return as(Register.class, before, Register.EMPTY)
                    .write(
                            new Sibling(
                                    effect.dot(),
                                    assign.value(),
                                    effect.stamp(),
                                    assign.ancestors()),
                            context);
        }
        if (write instanceof UnitWrite.Elements elements) {
            return as(ElementSet.class, before, ElementSet.EMPTY)
                    .write(elements.added(), elements.removed(), there(effect), context);
        }
        if (write instanceof UnitWrite.Increment increment) {
            return as(Counter.class, before, Counter.EMPTY)
                    .add(increment.by(), there(effect), context);
        }
        if (write instanceof UnitWrite.ClearCounter clear) {
            return as(Counter.class, before, Counter.EMPTY)
                    .clear(clear.seen(), gone(effect), context);
        }
        return as(ElementSet.class, before, ElementSet.EMPTY).clear(gone(effect), context);
    }

    private static <T extends Unit> T as(Class<T> kind, @Nullable Unit unit, T empty) {
        if (unit != null && !kind.isInstance(unit)) {
            throw Unit.kindsDiffer(unit, empty);
        }
        return unit == null ? empty : kind.cast(unit);
    }

    private static Sibling there(Effect effect) {
        return new Sibling(effect.dot(), Value.TRUE, effect.stamp());
    }

    private static Sibling gone(Effect effect) {
        return new Sibling(effect.dot(), Value.FALSE, effect.stamp());
    }
}
