package dev.tidemark.core.record;

import java.time.Instant;

/**
 * What decides between concurrent values, fixed when the mutation was accepted and carried with the
 * value ever after, so that every replica decides alike.
 *
 * @param clock the writer's wall clock, at most the server's receive time plus the skew
 * @param seq the mutation's place in the account's log; {@link #PENDING} until it has one
 * @param rank the writer's place in the schema's device priority, 0 the best
 */
public record Stamp(Instant clock, long seq, int rank) {

    /** The seq of a mutation that no server has accepted yet: later than any. */
    public static final long PENDING = Long.MAX_VALUE;
}
