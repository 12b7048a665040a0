package dev.tidemark.core.record;

import dev.tidemark.core.causality.Dot;
import dev.tidemark.core.causality.VersionVector;
import java.util.Collections;
import java.util.SortedMap;

/**
 * What an accepted mutation does, stamped and complete. Effects of one record may be applied to
 * copies of it in any order that keeps causes before effects, and as often as one likes.
 *
 * @param dot the mutation's name
 * @param context what the writer had seen, the dot not included
 * @param alive what it says about the record's existence
 * @param writes by unit
 */
public record Effect(
        Dot dot,
        VersionVector context,
        Stamp stamp,
        boolean alive,
        SortedMap<String, UnitWrite> writes) {

    /** Takes over the map, which must not be changed any more. */
    public Effect {
        writes = Collections.unmodifiableSortedMap(writes);
    }
}
