package dev.tidemark.server.engine;

import dev.tidemark.core.merge.Acceptance;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.record.Sibling;
import dev.tidemark.server.engine.Posting.Row;
import dev.tidemark.server.engine.Verdict.Rejected;
import dev.tidemark.server.store.ChangeRow;
import dev.tidemark.server.store.Fingerprint;
import dev.tidemark.server.store.Head;
import dev.tidemark.server.store.Milestone;
import dev.tidemark.server.store.RecordRow;
import dev.tidemark.server.store.RestampedRow;
import dev.tidemark.wire.command.EncodedEntry;
import dev.tidemark.wire.command.RecordEntry;
import dev.tidemark.wire.json.Instants;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// Draws up what a draft has decided: changes, records, conflicts, names, and last of all the
/// account's head. It may read, and writes nothing.
final class Ledger {

    private final Draft draft;
    private final Asking asking;
    private final Map<RecordKey, EncodedEntry> entries = new LinkedHashMap<>();
    private final List<Row> rows = new ArrayList<>();
    private final List<RecordRow> inserted = new ArrayList<>();
    private final List<RecordRow> updated = new ArrayList<>();
    private final Checksums checksums = new Checksums();

    private Ledger(Draft draft, Asking asking) {
        this.draft = draft;
        this.asking = asking;
    }

    /// What a draft comes to.
    ///
    /// @param refused mutations that are kept for a person to decide about
    /// @param edition the account's, once it is written
    static Posting posting(Draft draft, Asking asking, List<Rejected> refused, long edition) {
        return posting(draft, asking, refused, edition, rows -> 0);
    }

    /// What a draft comes to.
    ///
    /// @param refused mutations that are kept for a person to decide about
    /// @param edition the account's, once it is written
    /// @param guard adds its rows; how many more mutations are held with them
    static Posting posting(
            Draft draft,
            Asking asking,
            List<Rejected> refused,
            long edition,
            ToLongFunction<List<Row>> guard) {
        return new Ledger(draft, asking).posting(refused, edition, guard);
    }

    private Posting posting(List<Rejected> refused, long edition, ToLongFunction<List<Row>> guard) {
        byte[] fingerprint = addChanges();
        draft.changed().forEach(this::addRecord);
        addRecordRows();
        draft.milestones().forEach(this::addMilestone);
        checksums.addTo(rows, asking.account());
        draft.claims().addTo(rows);
        draft.parking().addClosed(asking.received().toEpochMilli(), rows);
        long parked = draft.head().parked() + draft.parking().keep(refused, rows);
        long held = guard.applyAsLong(rows);
        if (rows.isEmpty()) {
            return new Posting(draft.head(), entries, rows);
        }
        Head head =
                draft.head().at(draft.nextSeq() - 1, fingerprint, parked, edition).holding(held);
        rows.add(head::save);
        return new Posting(head, entries, rows);
    }

    private byte[] addChanges() {
        byte[] link = draft.head().fingerprint();
        Fingerprint chain = new Fingerprint(link);
        List<Row> restamped = new ArrayList<>();
        for (Change change : draft.changes()) {
            byte[] writes = change.writes();
            link = chain.next(change.seq(), change.incoming().digest(), writes);
            ChangeRow row = row(change, link, writes);
            rows.add(tx -> row.append(tx, asking.account()));
            if (change.mutation().origin() != null) {
                RestampedRow named =
                        new RestampedRow(change.key(), change.mutation().id(), change.seq());
                restamped.add(tx -> named.append(tx, asking.account()));
            }
        }
        rows.addAll(restamped);
        return link;
    }

    private ChangeRow row(Change change, byte[] fingerprint, byte @Nullable [] writes) {
        Instant stamped = change.effect().stamp().clock();
        return new ChangeRow(
                change.seq(),
                change.key(),
                change.previous(),
                change.effect().dot(),
                change.mutation().id(),
                stamped.equals(change.mutation().clock()) ? null : Instants.text(stamped),
                change.effect().stamp().rank(),
                asking.received().toEpochMilli(),
                asking.principal().credentialId(),
                asking.traceId(),
                fingerprint,
                change.incoming().bytes(),
                writes);
    }

    private void addRecord(Standing standing) {
        RecordKey key = standing.key();
        Acceptance acceptance = asking.acceptance(key.collection());
        Optional<RecordRow> before = draft.storedRow(key);
        String conflicts =
                new RecordConflicts(draft.tx(), asking, acceptance, rows)
                        .bringUpToDate(standing, before.map(RecordRow::conflicts).orElse(null));
        RecordEntry shown = shown(standing, acceptance);
        EncodedEntry entry = shown.encoded(acceptance.rules(), acceptance.skew());
        entries.put(key, entry);
        String contentHash = shown.contentHash();
        checksums.changed(key, before.map(RecordRow::contentHash).orElse(null), contentHash);
        RecordRow row =
                new RecordRow(
                        key,
                        standing.seq(),
                        standing.revision(),
                        standing.view(acceptance).deleted(),
                        contentHash,
                        conflicts,
                        standing.marks(),
                        standing.restamped(),
                        standing.kept(),
                        entry.bytes());
        (before.isPresent() ? updated : inserted).add(row);
    }

    /// Rows that are written by the same statement stand together: some databases take them so.
    private void addRecordRows() {
        inserted.forEach(row -> rows.add(tx -> row.insert(tx, asking.account())));
        updated.forEach(row -> rows.add(tx -> row.update(tx, asking.account())));
    }

    private void addMilestone(Standing standing) {
        RecordKey key = standing.key();
        Acceptance acceptance = asking.acceptance(key.collection());
        EncodedEntry entry =
                shown(standing, acceptance).encoded(acceptance.rules(), acceptance.skew());
        Milestone milestone = new Milestone(key, standing.seq(), entry.bytes());
        rows.add(tx -> milestone.keep(tx, asking.account()));
    }

    private static RecordEntry shown(Standing standing, Acceptance acceptance) {
        Sibling last = Shown.lastWrite(standing.state());
        return RecordEntry.of(
                standing.key(),
                standing.seq(),
                standing.state(),
                standing.view(acceptance),
                last.stamp().clock(),
                Shown.asker(last.dot().device()));
    }
}
