package dev.tidemark.core.merge;

import dev.tidemark.core.causality.VersionVector;
import dev.tidemark.core.record.RecordState;

/** A record's past, asked for only where a mutation was concurrent with another one. */
@FunctionalInterface
public interface Past {

    /**
     * The record as it was to somebody who had seen just these dots.
     *
     * @param context dots that the record holds
     */
    RecordState at(VersionVector context);
}
