package dev.tidemark.core.record;

import dev.tidemark.core.value.Value;
import java.math.BigInteger;
import java.util.List;
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

    /**
     * Adds to a counter.
     *
     * @param shown false where the write takes the field away (it then adds the seen sum negated)
     */
    record Increment(BigInteger by, boolean shown) implements UnitWrite {}
}
