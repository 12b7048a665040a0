package dev.tidemark.sql;

import org.jspecify.annotations.Nullable;

/**
 * What to do inside one transaction. Returning keeps it, throwing rolls it back.
 *
 * <p>A work runs on a database thread while others wait for it: it must be short, must not wait for
 * anything, and must not hand its {@link Tx} on. It may be run again from its beginning, in another
 * transaction, where others came in between; of that only the last run is kept. So it must find
 * what it captured as it was, or be able to go on from what it made of it.
 *
 * @param <T> what it answers
 */
@FunctionalInterface
public interface Work<T extends @Nullable Object> {

    /** Does it. An unchecked exception rolls back this work alone and reaches its caller. */
    T run(Tx tx);
}
