package dev.tidemark.core.record;

import dev.tidemark.core.causality.Dot;
import dev.tidemark.core.causality.VersionVector;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What merges as one: a field, or a group of fields that the schema declares atomic. A unit does
 * not know which dots were seen; the record does, and hands that in.
 */
public sealed interface Unit permits Register, ElementSet, Counter {

    /**
     * Both copies of this unit as one.
     *
     * @param other a unit of the same kind
     * @param seen the version vector of this copy's record
     * @param otherSeen the version vector of the other's
     * @throws IllegalArgumentException if the kinds differ
     */
    Unit join(Unit other, VersionVector seen, VersionVector otherSeen);

    /** What of this lies within a context; null where nothing does. */
    @Nullable Unit within(VersionVector context);

    /** This with clocks behind a time set back to it. */
    Unit noLaterThan(Instant latest);

    /** The dots whose values are still here. */
    List<Dot> dots();

    /** The error of joining two kinds. */
    static IllegalArgumentException kindsDiffer(Unit a, Unit b) {
        return new IllegalArgumentException(
                "cannot join %s with %s: one field has one kind on all replicas"
                        .formatted(a.getClass().getSimpleName(), b.getClass().getSimpleName()));
    }
}
