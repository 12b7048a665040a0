package dev.tidemark.server.engine;

import dev.tidemark.core.merge.Refusal;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.wire.command.ListedConflict;
import org.jspecify.annotations.Nullable;

/// What became of one command of a batch.
sealed interface Verdict {

    /// It took effect, now or when it was sent before.
    ///
    /// @param merged whether it was concurrent with something that it did not know
    /// @param duplicate whether it had been accepted before
    /// @param elsewhere whether that was under another dot, so that the one it has now is still
    ///   free
    record Taken(Change change, boolean merged, boolean duplicate, boolean elsewhere)
            implements Verdict {

        /// One that is new.
        static Taken now(Change change, boolean merged) {
            return new Taken(change, merged, false, false);
        }

        /// One that was accepted before, under this dot.
        static Taken before(Change change) {
            return new Taken(change, false, true, false);
        }

        /// One that was accepted before, under another dot.
        static Taken elsewhere(Change change) {
            return new Taken(change, false, true, true);
        }
    }

    /// It took no effect.
    ///
    /// @param id null where it could not be read
    /// @param key of its record; null where that could not be read
    /// @param conflict what a person has to decide about it; null for nothing
    /// @param kept the mutation, where it is kept with the conflict from now on
    record Rejected(
            @Nullable String id,
            @Nullable RecordKey key,
            Refusal refusal,
            @Nullable ListedConflict conflict,
            @Nullable Incoming kept)
            implements Verdict {

        /// One that nobody has to decide about.
        static Rejected of(@Nullable String id, @Nullable RecordKey key, Refusal refusal) {
            return new Rejected(id, key, refusal, null, null);
        }
    }
}
