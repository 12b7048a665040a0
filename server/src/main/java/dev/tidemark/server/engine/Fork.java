package dev.tidemark.server.engine;

import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.record.Sibling;
import dev.tidemark.server.cursor.Position;
import dev.tidemark.server.store.Beginning;
import dev.tidemark.server.store.ChangeRow;
import dev.tidemark.server.store.CompactedRow;
import dev.tidemark.server.store.Head;
import dev.tidemark.server.store.Milestone;
import dev.tidemark.sql.Tx;
import dev.tidemark.wire.command.EncodedEntry;
import dev.tidemark.wire.command.RecordEntry;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// Where a device's history of an account parted from the server's: what lies before is one log.
///
/// Where a backup was restored by the command, that is known. Else it is one of the places at which
/// a server has started, and what the device holds narrows that down: of each record it knows the
/// last change by its seq, and either the log has that very change, or it lies behind the fork. And
/// whatever lies behind it was written before the server started there.
final class Fork {

    private Fork() {}

    /// A seq up to which everything is common; it is the last one, unless a doubt is left.
    ///
    /// @param claimed by a cursor that the log does not have
    /// @param offered what the device holds, or some of it
    /// @param skew by how much a clock may have been fast
    static long of(
            Tx tx, Head head, Position claimed, Collection<RecordEntry> offered, Duration skew) {
        String account = head.account();
        List<Beginning> beginnings = Beginning.all(tx, account);
        Optional<Beginning> end = endOf(claimed.epoch(), beginnings);
        long low = isCommon(tx, account, claimed) ? claimed.seq() : 0;
        long high = Math.min(claimed.seq(), end.map(Beginning::afterSeq).orElse(head.seq()));
        for (RecordEntry entry : offered) {
            boolean tells = entry.version() > low && entry.version() <= high;
            Optional<ChangeRow> there =
                    tells ? ChangeRow.find(tx, account, entry.version()) : Optional.empty();
            // A join says nothing: it makes records of two logs the same, at whatever seq. Nor does
            // a change whose contents are gone.
            boolean says =
                    there.isPresent()
                            ? !there.get().isJoin()
                            : tells && CompactedRow.find(tx, account, entry.version()).isEmpty();
            if (says) {
                if (there.filter(row -> isLast(row, entry)).isPresent()) {
                    low = entry.version();
                } else {
                    high = entry.version() - 1;
                }
            }
        }
        boolean told = end.isPresent() && high == end.get().afterSeq();
        if (told || low >= high) {
            return high;
        }
        long lastLost = lastWritten(offered, high) - skew.toMillis();
        return first(beginnings, low, high, lastLost);
    }

    /// When the last of the records was written that the log has lost, by the writers' clocks.
    private static long lastWritten(Collection<RecordEntry> offered, long high) {
        return offered.stream()
                .filter(entry -> entry.version() > high)
                .flatMap(entry -> entry.state().alive().siblings().stream())
                .mapToLong(sibling -> sibling.stamp().clock().toEpochMilli())
                .max()
                .orElse(Long.MIN_VALUE / 2);
    }

    private static long first(List<Beginning> beginnings, long low, long high, long notBefore) {
        return beginnings.stream()
                .filter(each -> each.at() >= notBefore)
                .mapToLong(Beginning::afterSeq)
                .filter(seq -> seq >= low && seq <= high)
                .findFirst()
                .orElse(low);
    }

    /// The restore that ended an epoch; empty where none is known of.
    private static Optional<Beginning> endOf(byte[] epoch, List<Beginning> beginnings) {
        return beginnings.reversed().stream()
                .filter(each -> each.seq() > each.afterSeq())
                .filter(each -> Arrays.equals(each.before(), epoch))
                .findFirst();
    }

    private static boolean isCommon(Tx tx, String account, Position claimed) {
        return ChangeRow.fingerprint(tx, account, claimed.seq())
                .filter(link -> Arrays.equals(link, claimed.fingerprint()))
                .isPresent();
    }

    /// Whether an offered record is what the log once made of it.
    static boolean isCommon(Tx tx, String account, RecordEntry entry) {
        return ChangeRow.find(tx, account, entry.version())
                .filter(row -> row.key().equals(entry.key()))
                .filter(row ->
                        row.isJoin() ? isMadeBy(tx, account, row, entry) : isLast(row, entry))
                .isPresent();
    }

    /// Whether an entry is what a join made of its record. The state alone says so: what two joins
    /// at one seq of two logs have in common may be nearly all.
    private static boolean isMadeBy(Tx tx, String account, ChangeRow join, RecordEntry entry) {
        RecordKey key = entry.key();
        return Milestone.find(tx, account, key, join.seq())
                .filter(each -> !each.seenOnly())
                .map(each -> EncodedEntry.of(each.body()).decoded().state())
                .filter(entry.state()::equals)
                .isPresent();
    }

    /// Whether a change is the one that an entry was last changed by: nothing came after it, so it
    /// is among what was written about the record's existence.
    private static boolean isLast(ChangeRow row, RecordEntry entry) {
        if (!row.key().equals(entry.key())) {
            return false;
        }
        for (Sibling sibling : entry.state().alive().siblings()) {
            if (sibling.stamp().seq() == row.seq()) {
                Change change = Change.of(row);
                return sibling.dot().equals(row.dot())
                        && sibling.stamp().equals(change.effect().stamp());
            }
        }
        return false;
    }
}
