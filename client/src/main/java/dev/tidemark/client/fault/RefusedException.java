package dev.tidemark.client.fault;

import dev.tidemark.core.merge.NaturalKeys.Proposal;
import dev.tidemark.core.merge.Refusal;
import dev.tidemark.core.record.RecordKey;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A write that was not done, because the sync schema does not allow it: the same verdict that the
 * server would give, given on the device at once. Nothing of the write was kept.
 */
public final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient RecordKey key;
    private final transient Refusal refusal;
    private final transient @Nullable Proposal proposal;

    public RefusedException(RecordKey key, Refusal refusal) {
        this(key, refusal, null);
    }

    /** A refusal of a name that another record has, with one that is free. */
    public RefusedException(RecordKey key, Refusal refusal, @Nullable Proposal proposal) {
        super(key + " was not written: " + refusal.detail());
        this.key = key;
        this.refusal = refusal;
        this.proposal = proposal;
    }

    /** The record that was to be written. */
    public RecordKey key() {
        return key;
    }

    /** Why: a stable code, a sentence, and the places where there are any. */
    public Refusal refusal() {
        return refusal;
    }

    /** A value that would be taken, where another record has the same natural key. */
    public Optional<Proposal> proposal() {
        return Optional.ofNullable(proposal);
    }
}
