package dev.tidemark.server.engine;

import dev.tidemark.core.conflict.Conflict;
import dev.tidemark.core.merge.Acceptance;
import dev.tidemark.core.merge.Decision.Accepted;
import dev.tidemark.core.merge.View;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.record.RecordState;
import dev.tidemark.server.store.Kept;
import dev.tidemark.server.store.Marks;
import dev.tidemark.server.store.RecordRow;
import dev.tidemark.wire.command.EncodedEntry;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One record as it stands while a batch is decided. Immutable but for what it remembers of its own
/// making.
///
/// @see Draft
final class Standing {

    private final RecordKey key;
    private final RecordState state;
    private final long seq;
    private final long revision;
    private final Marks marks;
    private final boolean restamped;
    private final Kept kept;
    private final long bytesAtMost;
    private final boolean fits;
    private @Nullable View view;

    private Standing(
            RecordKey key,
            RecordState state,
            long seq,
            long revision,
            Marks marks,
            boolean restamped,
            Kept kept,
            long bytesAtMost,
            boolean fits,
            @Nullable View view) {
        this.key = key;
        this.state = state;
        this.seq = seq;
        this.revision = revision;
        this.marks = marks;
        this.restamped = restamped;
        this.kept = kept;
        this.bytesAtMost = bytesAtMost;
        this.fits = fits;
        this.view = view;
    }

    /// A record that never was.
    static Standing none(RecordKey key) {
        return new Standing(
                key, RecordState.EMPTY, 0, 0, Marks.NONE, false, Kept.ALL, 0, true, null);
    }

    /// A record as it is stored.
    static Standing of(RecordRow row) {
        return new Standing(
                row.key(),
                EncodedEntry.of(row.body()).decoded().state(),
                row.seq(),
                row.revision(),
                row.marks(),
                row.restamped(),
                row.kept(),
                row.body().length,
                !OpenConflicts.of(row.conflicts()).has(Conflict.Type.RULE),
                null);
    }

    /// The record after a change.
    Standing after(Change change, Accepted accepted) {
        String device = change.effect().dot().device();
        return new Standing(
                key,
                accepted.after(),
                change.seq(),
                revision + 1,
                marks.with(device, new Marks.Mark(change.seq(), change.mutation().id())),
                restamped || change.mutation().origin() != null,
                kept.purged(false),
                bytesAtMost + change.incoming().bytes().length,
                accepted.fits(),
                accepted.view());
    }

    /// The record after a change that joined a state. What a device had written last is not known
    /// any more where the state had something newer of it.
    Standing joined(Change change, RecordState after, boolean fits, View shown) {
        List<String> newer =
                after.vv().counters().entrySet().stream()
                        .filter(each -> each.getValue() > state.vv().counter(each.getKey()))
                        .map(Map.Entry::getKey)
                        .toList();
        String writer = change.effect().dot().device();
        return new Standing(
                key,
                after,
                change.seq(),
                revision + 1,
                marks.without(newer)
                        .with(writer, new Marks.Mark(change.seq(), change.mutation().id())),
                restamped,
                kept.purged(false),
                bytesAtMost + Objects.requireNonNull(change.joined()).bytes().length,
                fits,
                shown);
    }

    RecordKey key() {
        return key;
    }

    RecordState state() {
        return state;
    }

    /// Of its last change; 0 where it never was.
    long seq() {
        return seq;
    }

    /// How many changes it has had.
    long revision() {
        return revision;
    }

    Marks marks() {
        return marks;
    }

    /// Whether some of its changes came under another dot than the one they were made with.
    boolean restamped() {
        return restamped;
    }

    /// What retention has left of its past.
    Kept kept() {
        return kept;
    }

    /// The same record with all that was in it, as its history still has it.
    ///
    /// @param whole its state
    /// @param bytes a length that its shown fields do not exceed
    Standing unpurged(RecordState whole, long bytes) {
        return new Standing(
                key, whole, seq, revision, marks, restamped, kept.purged(false), bytes, fits, null);
    }

    /// A length that the record's shown fields do not exceed, in bytes of JSON.
    long bytesAtMost() {
        return bytesAtMost;
    }

    /// Whether it fits its JSON Schema; a merge may not.
    boolean fits() {
        return fits;
    }

    /// What is shown of it.
    View view(Acceptance acceptance) {
        View shown = view;
        if (shown == null) {
            shown = View.of(state, acceptance.rules(), acceptance.skew());
            view = shown;
        }
        return shown;
    }

    /// What of it a person has to decide.
    List<Conflict> conflicts(Acceptance acceptance) {
        return RecordConflicts.of(this, acceptance);
    }
}
