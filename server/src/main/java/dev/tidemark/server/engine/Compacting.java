package dev.tidemark.server.engine;

import dev.tidemark.core.record.RecordKey;
import dev.tidemark.server.store.AgingRow;
import dev.tidemark.server.store.Head;
import dev.tidemark.server.store.RecordRow;
import dev.tidemark.server.store.SnapshotRow;
import dev.tidemark.sql.Tx;
import dev.tidemark.wire.schema.AppSchema;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;

/// Ends what retention says: deleted records that nobody has to be told of any more are purged, and
/// old changes lose their contents.
///
/// No record shows anything else afterwards, no version vector is another, no snapshot is less
/// restorable, and no mutation that is sent again is taken for a new one. What goes is found by a
/// reader, and taken out in steps so short that nobody waits for them.
///
/// @param app the schema that holds
public record Compacting(AppSchema app, RetentionRules rules) {

    private static final int LOOKED_AT_MAX = 2_000;

    /// Most records, and about most changes, in one step.
    private static final int STEP_RECORDS = 100;

    private static final int STEP_VERSIONS = 500;

    /// What a step has done.
    ///
    /// @param horizon of the account, afterwards
    /// @param left what is still to be done
    public record Done(long purged, long versions, long horizon, List<Due> left) {}

    /// What goes of some records.
    ///
    /// @param after the last one before them
    public Due.Page due(Tx tx, String account, RecordKey after, Instant now) {
        Optional<Head> head = Head.find(tx, account);
        if (head.isEmpty()) {
            return new Due.Page(List.of(), null);
        }
        Reach reach = new Reach(tx, account, app, rules, now);
        NavigableSet<Long> snapshots = SnapshotRow.positions(tx, account);
        List<AgingRow> rows = AgingRow.after(tx, account, after, LOOKED_AT_MAX);
        List<Due> dues = new ArrayList<>();
        for (AgingRow row : rows) {
            Due due = Due.of(tx, head.get(), row, reach, snapshots);
            if (!due.isNothing()) {
                dues.add(due);
            }
        }
        return new Due.Page(dues, rows.isEmpty() ? null : rows.getLast().key());
    }

    /// Does the first of what is due. What has changed since it was found is left as it is.
    ///
    /// @param edition the account's afterwards
    public Done step(Tx tx, String account, List<Due> dues, long edition) {
        Optional<Head> found = Head.find(tx, account);
        if (found.isEmpty()) {
            return new Done(0, 0, 0, List.of());
        }
        Head head = found.get();
        NavigableSet<Long> snapshots = SnapshotRow.positions(tx, account);
        List<Due> left = new ArrayList<>(dues);
        long purged = 0;
        long versions = 0;
        for (int done = 0;
                !left.isEmpty() && done < STEP_RECORDS && versions < STEP_VERSIONS;
                done++) {
            Due due = left.removeFirst();
            RecordRow row = RecordRow.find(tx, account, due.key()).orElse(null);
            if (row == null || row.seq() != due.seq()) {
                continue;
            }
            Compaction compaction = new Compaction(tx, account, app, snapshots, row);
            boolean purges = due.purges() && !row.kept().purged() && row.conflicts() == null;
            if (purges) {
                compaction.purge();
                head = head.expiring(row.seq());
                purged++;
            }
            boolean isPurged = row.kept().purged() || purges;
            if (due.cut() > row.kept().compactedSeq() && (due.cut() < row.seq() || isPurged)) {
                long some = compaction.compact(due.cut());
                versions += some;
                if (some < due.versions()) {
                    left.addFirst(due.without(some));
                }
            } else if (due.loose()) {
                compaction.dropLoose();
            }
        }
        head.edited(edition).save(tx);
        return new Done(purged, versions, head.horizon(), left);
    }
}
