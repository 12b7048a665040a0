package dev.tidemark.core.record;

import dev.tidemark.core.causality.Dot;
import dev.tidemark.core.value.Canonical;
import dev.tidemark.core.value.Value;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is left in a record of the writes that made it, by where it stands and by which write it is.
 * Two records that both hold a dot can be asked whether they mean the same write by it.
 *
 * @param all in the order of the places
 */
public record Traces(Map<Place, Trace> all) {

    /** Existence is no field, and no field has an empty name. */
    private static final String EXISTENCE = "";

    public Traces {
        all = Collections.unmodifiableMap(all);
    }

    /**
     * Where a trace stands.
     *
     * @param unit empty for the record's existence
     * @param element the canonical text of a set's element; empty for anything else
     */
    public record Place(Dot dot, String unit, String element) implements Comparable<Place> {
        @Override
        public int compareTo(Place other) {
            int byDot = dot.compareTo(other.dot);
            int byUnit = byDot != 0 ? byDot : unit.compareTo(other.unit);
            return byUnit != 0 ? byUnit : element.compareTo(other.element);
        }
    }

    /**
     * What a write left.
     *
     * @param text of the value, canonical; null where it took something away
     * @param clock null where none is kept
     */
    public record Trace(@Nullable String text, @Nullable Instant clock) {}

    /** Everything that is left in a record. */
    public static Traces of(RecordState state) {
        TreeMap<Place, Trace> found = new TreeMap<>();
        add(found, EXISTENCE, state.alive());
        state.units().forEach((name, unit) -> add(found, name, unit));
        return new Traces(found);
    }

    /**
     * Whether what is left of a write in an offered copy proves that it is this one: there is
     * something, and nothing that speaks against it.
     *
     * @param after the record after the write, in the other copy
     */
    public static boolean prove(RecordState offered, Effect effect, RecordState after) {
        Traces here = of(after);
        boolean found = false;
        for (Map.Entry<Place, Trace> trace : of(offered).all.entrySet()) {
            if (trace.getKey().dot().equals(effect.dot())) {
                if (!Objects.equals(trace.getValue(), here.all.get(trace.getKey()))) {
                    return false;
                }
                found = true;
            }
        }
        return found;
    }

    /** Whether nothing that is left of a dot speaks against its being this mutation. */
    public boolean mayBe(Mutation mutation) {
        for (Map.Entry<Place, Trace> trace : all.entrySet()) {
            Place place = trace.getKey();
            if (place.dot().equals(mutation.dot()) && !mayBe(place, trace.getValue(), mutation)) {
                return false;
            }
        }
        return true;
    }

    /** A clock may have been set back when the mutation was accepted, and never forward. */
    private static boolean mayBe(Place place, Trace trace, Mutation mutation) {
        Instant clock = trace.clock();
        if (clock != null && clock.isAfter(mutation.clock())) {
            return false;
        }
        Value asked = mutation.fields().members().get(place.unit());
        boolean sumsUp = asked instanceof Value.Obj || asked instanceof Value.Array;
        return asked == null
                || sumsUp
                || trace.text() == null
                || !place.element().isEmpty()
                || Canonical.text(asked).equals(trace.text());
    }

    private static void add(Map<Place, Trace> found, String name, Unit unit) {
        if (unit instanceof Register register) {
            for (Sibling sibling : register.siblings()) {
                found.put(new Place(sibling.dot(), name, ""), trace(sibling));
            }
        } else if (unit instanceof ElementSet set) {
            add(found, name, set.presence());
            set.elements()
                    .forEach((text, element) ->
                            element.adds()
                                    .keySet()
                                    .forEach(dot ->
                                            found.put(
                                                    new Place(dot, name, text),
                                                    new Trace(text, null))));
        } else if (unit instanceof Counter counter) {
            add(found, name, counter.presence());
            counter.shares()
                    .forEach((device, share) ->
                            found.put(
                                    new Place(new Dot(device, share.counter()), name, "+"),
                                    new Trace(share.sum().toString(), null)));
        }
    }

    private static Trace trace(Sibling sibling) {
        Value value = sibling.value();
        return new Trace(value == null ? null : Canonical.text(value), sibling.stamp().clock());
    }
}
