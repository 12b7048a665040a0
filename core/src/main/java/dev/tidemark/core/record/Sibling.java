package dev.tidemark.core.record;

import dev.tidemark.core.causality.Dot;
import dev.tidemark.core.value.Value;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One value of a register, with the write that put it there.
 *
 * @param value null where that write took the field away; JSON null is {@link Value#NULL}
 * @param ancestors nearest first; empty but for fields of kind text
 */
public record Sibling(Dot dot, @Nullable Value value, Stamp stamp, List<Ancestor> ancestors) {

    public Sibling {
        ancestors = List.copyOf(ancestors);
    }

    public Sibling(Dot dot, @Nullable Value value, Stamp stamp) {
        this(dot, value, stamp, List.of());
    }

    Sibling noLaterThan(Instant latest) {
        return stamp.clock().isAfter(latest)
                ? new Sibling(dot, value, new Stamp(latest, stamp.seq(), stamp.rank()), ancestors)
                : this;
    }

    /** Whether the other has a value that means the same, or neither has one. */
    public boolean agreesWith(Sibling other) {
        return Value.same(value, other.value);
    }
}
