/**
 * One record as a join-semilattice value: {@link dev.tidemark.core.record.RecordState} holds its
 * version vector, its existence and its units of merge; {@link dev.tidemark.core.record.Mutation}
 * is what a device asks for, {@link dev.tidemark.core.record.Effect} what an accepted one does.
 * What a person is shown of it is decided in {@code dev.tidemark.core.merge}.
 */
@NullMarked
package dev.tidemark.core.record;

import org.jspecify.annotations.NullMarked;
