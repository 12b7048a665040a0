package dev.tidemark.server.engine;

import dev.tidemark.core.conflict.Conflict;
import dev.tidemark.core.merge.Refusal.Code;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.server.engine.Verdict.Rejected;
import dev.tidemark.server.engine.Verdict.Taken;
import dev.tidemark.server.store.RecordRow;
import dev.tidemark.wire.command.Ack;
import dev.tidemark.wire.command.EncodedEntry;
import dev.tidemark.wire.command.Rejection;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The verdicts on a batch as they are answered: against the records as the batch leaves them.
final class Outcomes {

    private final Draft draft;
    private final Posting posting;
    private final Asking asking;

    Outcomes(Draft draft, Posting posting, Asking asking) {
        this.draft = draft;
        this.posting = posting;
        this.asking = asking;
    }

    /// The accepted ones, in the order of the batch.
    List<Ack> acks(List<Verdict> verdicts) {
        List<Ack> acks = new ArrayList<>(verdicts.size());
        for (Verdict verdict : verdicts) {
            if (verdict instanceof Taken taken) {
                acks.add(
                        new Ack(
                                taken.change().mutation().id(),
                                status(taken),
                                taken.change().seq(),
                                conflictOf(taken.change()),
                                taken.elsewhere() ? taken.change().effect().dot() : null));
            }
        }
        return acks;
    }

    /// The refused ones, in the order of the batch.
    List<Rejection> rejections(List<Verdict> verdicts) {
        List<Rejection> rejections = new ArrayList<>();
        for (Verdict verdict : verdicts) {
            if (verdict instanceof Rejected rejected) {
                rejections.add(rejection(rejected));
            }
        }
        return rejections;
    }

    private static Ack.Status status(Taken taken) {
        if (taken.duplicate()) {
            return Ack.Status.DUPLICATE;
        }
        return taken.merged() ? Ack.Status.MERGED : Ack.Status.APPLIED;
    }

    /// The conflict that a change is a part of now; null where it is in none.
    private @Nullable String conflictOf(Change change) {
        RecordKey key = change.key();
        boolean changed = posting.entries().containsKey(key);
        String stored = draft.storedRow(key).map(RecordRow::conflicts).orElse(null);
        if (!changed && stored == null) {
            return null;
        }
        Standing standing = draft.standing(key);
        for (Conflict conflict :
                RecordConflicts.of(standing, asking.acceptance(key.collection()))) {
            if (RecordConflicts.isPartOf(conflict, change.effect().dot())) {
                return conflict.id();
            }
        }
        return null;
    }

    private Rejection rejection(Rejected rejected) {
        return Rejection.of(
                rejected.id(),
                rejected.refusal(),
                rejected.refusal().code() == Code.CONFLICT ? latest(rejected.key()) : null,
                rejected.conflict());
    }

    /// The record as it is now; null where there is none, or the caller may not see it.
    @Nullable EncodedEntry latest(@Nullable RecordKey key) {
        if (key == null || !asking.principal().mayRead(key.collection())) {
            return null;
        }
        EncodedEntry changed = posting.entries().get(key);
        return changed != null
                ? changed
                : draft.storedRow(key).map(row -> EncodedEntry.of(row.body())).orElse(null);
    }
}
