package dev.tidemark.server.engine;

import dev.tidemark.core.merge.Acceptance;
import dev.tidemark.core.merge.View;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.record.RecordState;
import dev.tidemark.core.record.Sibling;
import dev.tidemark.server.store.ChangeRow;
import dev.tidemark.server.store.CompactedRow;
import dev.tidemark.server.store.Kept;
import dev.tidemark.server.store.Marks;
import dev.tidemark.server.store.Milestone;
import dev.tidemark.server.store.RecordRow;
import dev.tidemark.sql.Tx;
import dev.tidemark.wire.command.EncodedEntry;
import dev.tidemark.wire.command.RecordEntry;
import dev.tidemark.wire.schema.AppSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Takes out what retention ends of one record, in one transaction.
///
/// What the record is, what it had seen, and every state that a snapshot needs are the same
/// afterwards.
final class Compaction {

    /// Most milestones whose changes lose their contents in one step: some thousand changes.
    private static final int STEP_MILESTONES = 24;

    private final Tx tx;
    private final String account;
    private final AppSchema app;
    private final NavigableSet<Long> snapshots;
    private RecordRow row;

    Compaction(Tx tx, String account, AppSchema app, NavigableSet<Long> snapshots, RecordRow row) {
        this.tx = tx;
        this.account = account;
        this.app = app;
        this.snapshots = snapshots;
        this.row = row;
    }

    /// Leaves nothing of a deleted record but its id and its version vector.
    void purge() {
        RecordState state = EncodedEntry.of(row.body()).decoded().state();
        RecordState left = new RecordState(state.vv(), state.alive(), new TreeMap<>());
        save(Marks.NONE, row.kept().purged(true), entry(row.seq(), left));
    }

    /// Takes the contents of changes out, or of some of them where there are many.
    ///
    /// @param cut the seq of the newest one
    /// @return how many
    long compact(long cut) {
        Kept kept = row.kept();
        List<Milestone.Place> places = Milestone.places(tx, account, row.key());
        long upTo = step(places, kept.compactedSeq(), cut);
        List<ChangeRow> rows = rows(kept.compactedSeq(), upTo);
        keepStates(places, rows, upTo);
        rows.forEach(each -> CompactedRow.of(each).replace(tx, account));
        save(
                row.marks().behind(upTo),
                kept.compact(rows.size(), upTo),
                EncodedEntry.of(row.body()));
        dropLoose();
        return rows.size();
    }

    /// Leaves of states that no snapshot needs only what the record had seen.
    void dropLoose() {
        List<Milestone.Place> places = Milestone.places(tx, account, row.key());
        for (long seq : Due.loose(places, row.kept().compactedSeq(), snapshots)) {
            byte[] body = Milestone.at(tx, account, row.key(), seq).body();
            RecordState state = EncodedEntry.of(body).decoded().state();
            Milestone.seen(row.key(), seq, state.vv()).keep(tx, account);
        }
    }

    /// The newest change of a step that is not too long.
    private static long step(List<Milestone.Place> places, long from, long cut) {
        return places.stream()
                .mapToLong(Milestone.Place::seq)
                .filter(seq -> seq > from && seq < cut)
                .skip(STEP_MILESTONES)
                .findFirst()
                .orElse(cut);
    }

    /// The changes behind one up to another, oldest first.
    private List<ChangeRow> rows(long from, long upTo) {
        List<ChangeRow> rows = new ArrayList<>();
        for (long seq = upTo; seq > from; ) {
            ChangeRow change = ChangeRow.at(tx, account, seq);
            rows.add(change);
            seq = change.previous();
        }
        return rows.reversed();
    }

    /// Keeps the states that are needed once the changes are gone: that at which the rest goes on,
    /// and those of snapshots.
    private void keepStates(List<Milestone.Place> places, List<ChangeRow> rows, long upTo) {
        TreeSet<Long> there = new TreeSet<>();
        places.stream().filter(each -> !each.seenOnly()).forEach(each -> there.add(each.seq()));
        RecordPast past = new RecordPast(tx, account, Standing.of(row), List.of());
        for (int i = 0; i < rows.size(); i++) {
            long seq = rows.get(i).seq();
            boolean isNeeded =
                    seq == upTo || !snapshots.subSet(seq, rows.get(i + 1).seq()).isEmpty();
            if (seq == row.seq()) { // Of a purged record: nothing is left of what it was in the
                // end.
                new Milestone(row.key(), seq, row.body()).keep(tx, account);
            } else if (isNeeded && !there.contains(seq)) {
                byte[] body = entry(seq, past.upTo(seq)).bytes();
                new Milestone(row.key(), seq, body).keep(tx, account);
            }
        }
    }

    private EncodedEntry entry(long seq, RecordState state) {
        Acceptance acceptance = Asking.acceptance(app, row.key().collection());
        Sibling last = Shown.lastWrite(state);
        return RecordEntry.of(
                        row.key(),
                        seq,
                        state,
                        View.of(state, acceptance.rules(), acceptance.skew()),
                        last.stamp().clock(),
                        Shown.asker(last.dot().device()))
                .encoded(acceptance.rules(), acceptance.skew());
    }

    private void save(Marks marks, Kept kept, EncodedEntry entry) {
        RecordKey key = row.key();
        row =
                new RecordRow(
                        key,
                        row.seq(),
                        row.revision(),
                        row.deleted(),
                        row.contentHash(),
                        row.conflicts(),
                        marks,
                        row.restamped(),
                        kept,
                        entry.bytes());
        row.update(tx, account);
    }
}
