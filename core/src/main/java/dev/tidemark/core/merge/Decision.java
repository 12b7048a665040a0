package dev.tidemark.core.merge;

import dev.tidemark.core.record.Effect;
import dev.tidemark.core.record.RecordState;

/** What becomes of a mutation. */
public sealed interface Decision {

    /**
     * It takes effect.
     *
     * @param after the record with it
     * @param view what is shown of the record then
     * @param merged whether it was concurrent with something that it did not know
     * @param fits whether the merged record still fits its JSON Schema
     */
    record Accepted(Effect effect, RecordState after, View view, boolean merged, boolean fits)
            implements Decision {}

    /** Its dot is taken: it was accepted before, or another one was in its place. */
    record Covered() implements Decision {}

    /** It takes no effect. */
    record Refused(Refusal refusal) implements Decision {}
}
