package dev.tidemark.core.merge;

import dev.tidemark.core.causality.VersionVector;
import dev.tidemark.core.record.RecordState;
import org.jspecify.annotations.Nullable;

/**
 * The record as a mutation's context saw it. Looking back is dear, so it is done at most once, and
 * only for a mutation whose fields need it.
 */
final class Seen {

    private final Past past;
    private final VersionVector context;
    private @Nullable RecordState state;

    private Seen(Past past, VersionVector context, @Nullable RecordState state) {
        this.past = past;
        this.context = context;
        this.state = state;
    }

    /** A writer that had seen the record as it is. */
    static Seen all(RecordState state) {
        return new Seen(context -> state, state.vv(), state);
    }

    /** A writer that had seen less. */
    static Seen some(Past past, VersionVector context) {
        return new Seen(past, context, null);
    }

    RecordState state() {
        RecordState seen = state;
        if (seen == null) {
            seen = past.at(context);
            state = seen;
        }
        return seen;
    }
}
