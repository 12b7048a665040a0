package dev.tidemark.server.engine;

import dev.tidemark.core.merge.Refusal;
import dev.tidemark.wire.command.ListedConflict;
import org.jspecify.annotations.Nullable;

/// What became of a [Wish].
public sealed interface Scribed {

    /// It is written.
    ///
    /// @param seq of its change
    /// @param merged whether it was concurrent with something that the client did not know
    record Taken(long seq, boolean merged) implements Scribed {}

    /// It is not, and has left no trace but the conflict.
    ///
    /// @param conflict what a person has to decide about it, the wish being kept with it; null for
    ///   nothing
    record Refused(Refusal refusal, @Nullable ListedConflict conflict) implements Scribed {}
}
