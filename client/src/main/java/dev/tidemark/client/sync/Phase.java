package dev.tidemark.client.sync;

import dev.tidemark.client.transport.Answer;
import dev.tidemark.client.transport.Request;
import dev.tidemark.client.transport.TransportException;
import org.jspecify.annotations.Nullable;

/** One part of a round: it asks until it has nothing more to ask. */
interface Phase {

    /** The next request; null where this part is done. */
    @Nullable Request next();

    /**
     * What {@link #next} is going to ask for, where that is known before the work that comes first
     * is done; told once.
     */
    default @Nullable Request ahead() {
        return null;
    }

    /** Takes an answer; what is wrong with it, or null to go on. */
    @Nullable Trouble answered(Answer answer);

    /** There was no answer; null to go on all the same. */
    default @Nullable Trouble failed(TransportException failure) {
        return Troubles.of(failure);
    }
}
