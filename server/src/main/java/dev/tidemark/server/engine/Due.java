package dev.tidemark.server.engine;

import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.schema.CollectionRules.History;
import dev.tidemark.server.store.AgingRow;
import dev.tidemark.server.store.ChangeRow;
import dev.tidemark.server.store.ChangeRow.Link;
import dev.tidemark.server.store.Head;
import dev.tidemark.server.store.Milestone;
import dev.tidemark.sql.Tx;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import org.jspecify.annotations.Nullable;

/// What retention ends of one record's past.
///
/// @param seq of the record's last change, when this was found out
/// @param purges whether what was in the record goes, too
/// @param cut the seq of the newest change whose contents go; 0 for none
/// @param versions how many changes lose their contents
/// @param bytes of these contents
/// @param loose whether states go that were kept for snapshots that are gone
public record Due(
        RecordKey key,
        long seq,
        boolean purges,
        long cut,
        long versions,
        long bytes,
        boolean loose) {

    /// A look at some records.
    ///
    /// @param last the last one that was looked at; null at the end
    public record Page(List<Due> dues, @Nullable RecordKey last) {}

    /// Whether nothing goes.
    boolean isNothing() {
        return !purges && cut == 0 && !loose;
    }

    /// What is left of it to do.
    ///
    /// @param done how many of the versions
    Due without(long done) {
        return new Due(key, seq, purges, cut, versions - done, bytes, loose);
    }

    /// What goes of a record.
    ///
    /// @param snapshots the positions of the account's snapshots
    static Due of(Tx tx, Head head, AgingRow row, Reach reach, NavigableSet<Long> snapshots) {
        boolean purges = isPurged(tx, head, row, reach);
        Cut cut = cut(tx, head.account(), row, purges || row.kept().purged(), reach);
        boolean loose =
                row.kept().compactedSeq() > 0
                        && !loose(
                                        Milestone.places(tx, head.account(), row.key()),
                                        row.kept().compactedSeq(),
                                        snapshots)
                                .isEmpty();
        return new Due(row.key(), row.seq(), purges, cut.seq, cut.versions, cut.bytes, loose);
    }

    private static boolean isPurged(Tx tx, Head head, AgingRow row, Reach reach) {
        return row.deleted()
                && !row.kept().purged()
                && row.seq() <= reach.settled(row.key().collection())
                && !row.isAwaited(tx, head);
    }

    /// @param seq of the newest change that goes; 0 for none
    private record Cut(long seq, long versions, long bytes) {

        static final Cut NONE = new Cut(0, 0, 0);
    }

    /// Goes along the record's changes, the newest first, to the first one that goes: so do all
    /// before it.
    private static Cut cut(Tx tx, String account, AgingRow row, boolean purged, Reach reach) {
        String collection = row.key().collection();
        History history = reach.history(collection);
        long aged = reach.aged(collection);
        long kept = history.versions() == 0 ? Long.MAX_VALUE : purged ? 0 : history.versions();
        if (aged == 0 && row.revision() - row.kept().compacted() <= kept) {
            return Cut.NONE;
        }
        // The change that a record was last changed by is a part of what it is now.
        long latest = Math.min(reach.settled(collection), purged ? row.seq() : row.seq() - 1);
        long first = row.kept().compactedSeq();
        long seq = row.seq();
        for (long index = 0;
                seq > first && (seq > latest || (seq > aged && index < kept));
                index++) {
            seq = ChangeRow.previous(tx, account, seq);
        }
        return seq > first ? counted(tx, account, seq, first) : Cut.NONE;
    }

    private static Cut counted(Tx tx, String account, long newest, long first) {
        long versions = 0;
        long bytes = 0;
        for (long seq = newest; seq > first; versions++) {
            Link link = ChangeRow.link(tx, account, seq);
            bytes += link.bytes();
            seq = link.previous();
        }
        return new Cut(newest, versions, bytes);
    }

    /// The states, among those that are kept where contents are gone, that no snapshot needs.
    static List<Long> loose(
            List<Milestone.Place> places, long compactedSeq, NavigableSet<Long> snapshots) {
        List<Long> loose = new ArrayList<>();
        for (int i = 0; i < places.size() && places.get(i).seq() < compactedSeq; i++) {
            long seq = places.get(i).seq();
            long next = i + 1 < places.size() ? places.get(i + 1).seq() : compactedSeq;
            boolean needed = !snapshots.subSet(seq, Math.min(next, compactedSeq)).isEmpty();
            if (!places.get(i).seenOnly() && !needed) {
                loose.add(seq);
            }
        }
        return loose;
    }
}
