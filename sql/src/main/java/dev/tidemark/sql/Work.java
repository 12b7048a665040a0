package dev.tidemark.sql;

import org.jspecify.annotations.Nullable;

/**
 * What to do inside one transaction. Returning keeps it, throwing rolls it back.
 *
 * <p>A work runs on a database thread while others wait for it: it must be short, must not wait for
 * anything, and must not hand its {@link Tx} on. It is run exactly once.
 *
 * @param <T> what it answers
 */
@FunctionalInterface
public interface Work<T extends @Nullable Object> {

    /** Does it. An unchecked exception rolls back this work alone and reaches its caller. */
    T run(Tx tx);
}
