package dev.tidemark.server.envelope;

import dev.tidemark.core.merge.Acceptance;
import dev.tidemark.core.merge.FieldChanges;
import dev.tidemark.core.merge.View;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.server.engine.RecordNow;
import dev.tidemark.server.engine.Scribe;
import dev.tidemark.wire.envelope.EnvelopeItem.Sound;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// An item beside the account's record of the same key.
///
/// @param now the record; null where there never was one
record Comparison(Sound item, Relation relation, @Nullable RecordNow now) {

    /// How the two stand to each other.
    enum Relation {
        /// The account has none: never had, or the device knows that it is deleted.
        NEW,
        /// The account still has what the device last synced, and the item is another.
        CHANGED,
        /// Both are the same.
        SAME,
        /// The item is what the device last synced, and the account has gone on since.
        BEHIND,
        /// They differ, and the account's is not known to be known to the device.
        CONFLICT
    }

    /// Compares an item with what the account has.
    static Comparison of(Scribe scribe, Basis basis, Sound item) {
        RecordKey key = item.key();
        RecordNow now = scribe.record(key).orElse(null);
        return new Comparison(
                item, now == null ? Relation.NEW : relation(scribe, basis, item, now.view()), now);
    }

    private static Relation relation(Scribe scribe, Basis basis, Sound item, View now) {
        Acceptance acceptance =
                Objects.requireNonNull(scribe.app().acceptance(item.key().collection()));
        if (isSame(acceptance, now, item)) {
            return Relation.SAME;
        }
        long seen = basis.seen(item.key());
        if (seen >= 0
                && Objects.equals(
                        scribe.viewUpTo(item.key(), seen).contentHash(), now.contentHash())) {
            return now.deleted() ? Relation.NEW : Relation.CHANGED;
        }
        boolean behind =
                basis.places(item.key())
                        .anyMatch(
                                seq -> isSame(acceptance, scribe.viewUpTo(item.key(), seq), item));
        return behind ? Relation.BEHIND : Relation.CONFLICT;
    }

    /// Equal contents have equal hashes, but sets have no order.
    private static boolean isSame(Acceptance acceptance, View shown, Sound item) {
        return !shown.deleted()
                && (item.contentHash().equals(shown.contentHash())
                        || FieldChanges.between(acceptance.rules(), shown.fields(), item.content())
                                .isEmpty());
    }
}
