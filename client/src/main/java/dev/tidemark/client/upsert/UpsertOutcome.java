package dev.tidemark.client.upsert;

import dev.tidemark.wire.problem.ProblemBody;
import dev.tidemark.wire.upsert.UpsertAnswer;

/** What became of a sync. */
public sealed interface UpsertOutcome {

    /**
     * It was answered. What was accepted waits no more; what came to a conflict is kept aside.
     *
     * @param more whether another sync would bring or take more at once
     */
    record Synced(UpsertAnswer answer, boolean more) implements UpsertOutcome {}

    /** The server refused all of it, and will again: everything waits as before. */
    record Refused(ProblemBody problem) implements UpsertOutcome {}

    /**
     * There was no answer, or none yet. Everything waits; the next sync repeats this one, so that
     * nothing is done twice.
     *
     * @param attempts how often it was sent now
     * @param reason of the last failure, in a sentence
     */
    record Deferred(int attempts, String reason) implements UpsertOutcome {}
}
