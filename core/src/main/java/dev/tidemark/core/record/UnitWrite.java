package dev.tidemark.core.record;

import dev.tidemark.core.value.Value;
import java.math.BigInteger;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** What an accepted mutation does to one unit, complete: it needs nothing but the unit. */
public sealed interface UnitWrite {

    /**
     * Writes a register.
     *
     * @param value null takes the field away
     * @param ancestors of a text, nearest first
     */
    record Assign(@Nullable Value value, List<Ancestor> ancestors) implements UnitWrite {
        public Assign {
            ancestors = List.copyOf(ancestors);
        }
    }

    /** Adds and removes elements of a set; an element in both stays. */
    record Elements(List<Value> added, List<Value> removed) implements UnitWrite {
        public Elements {
            added = List.copyOf(added);
            removed = List.copyOf(removed);
        }
    }

    /** Takes a set away, with every element that the writer had seen. */
    record ClearSet() implements UnitWrite {}

    /** Adds to a counter; by 0, it is there and has not changed. */
    record Increment(BigInteger by) implements UnitWrite {}

    /**
     * Takes a counter away.
     *
     * @param seen what the writer had seen of each device's share
     */
    record ClearCounter(SortedMap<String, Counter.Share> seen) implements UnitWrite {

        /** Takes over the map, which must not be changed any more. */
        public ClearCounter {
            seen = Collections.unmodifiableSortedMap(seen);
        }
    }
}
