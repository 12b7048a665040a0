package dev.tidemark.server.engine;

import dev.tidemark.core.conflict.Conflict;
import dev.tidemark.core.merge.View;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.record.RecordState;
import dev.tidemark.core.value.Value;
import java.util.List;

/// A record as a [Scribe] finds it, what was written just now included.
///
/// @param seq of its last change, from 1
/// @param state all that is known of it
/// @param view what is shown of it; it may be deleted
/// @param conflicts what of it a person has to decide
public record RecordNow(
        RecordKey key, long seq, RecordState state, View view, List<Conflict> conflicts) {

    public RecordNow {
        conflicts = List.copyOf(conflicts);
    }

    /// Whether it is deleted, as shown.
    public boolean deleted() {
        return view.deleted();
    }

    /// Its fields, as shown; of a deleted one what they were.
    public Value.Obj fields() {
        return view.fields();
    }
}
