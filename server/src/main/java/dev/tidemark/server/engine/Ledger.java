package dev.tidemark.server.engine;

import dev.tidemark.core.merge.Acceptance;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.record.Sibling;
import dev.tidemark.server.engine.Verdict.Rejected;
import dev.tidemark.server.store.ChangeRow;
import dev.tidemark.server.store.Fingerprint;
import dev.tidemark.server.store.Head;
import dev.tidemark.server.store.Milestone;
import dev.tidemark.server.store.RecordRow;
import dev.tidemark.server.store.RestampedRow;
import dev.tidemark.sql.Tx;
import dev.tidemark.wire.command.EffectCodec;
import dev.tidemark.wire.command.EncodedEntry;
import dev.tidemark.wire.command.RecordEntry;
import dev.tidemark.wire.json.Instants;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Writes what a draft has decided, in one go: changes, records, conflicts, names, and last of all
/// the account's head.
final class Ledger {

    private final Tx tx;
    private final Draft draft;
    private final Asking asking;
    private final Map<RecordKey, EncodedEntry> entries = new LinkedHashMap<>();

    private Ledger(Draft draft, Asking asking) {
        this.tx = draft.tx();
        this.draft = draft;
        this.asking = asking;
    }

    /// What was written.
    ///
    /// @param entries of the changed records, in the order of their seqs
    record Written(Head head, Map<RecordKey, EncodedEntry> entries) {}

    /// Writes a draft.
    ///
    /// @param refused mutations that are kept for a person to decide about
    static Written write(Draft draft, Asking asking, List<Rejected> refused) {
        return new Ledger(draft, asking).write(refused);
    }

    private Written write(List<Rejected> refused) {
        byte[] fingerprint = writeChanges();
        draft.changed().forEach(this::writeRecord);
        draft.milestones().forEach(this::writeMilestone);
        draft.claims().write();
        draft.parking().writeClosed(asking.received().toEpochMilli());
        long parked = draft.head().parked() + draft.parking().keep(refused);
        Head head = draft.head().at(draft.nextSeq() - 1, fingerprint, parked);
        if (head.seq() != draft.head().seq() || parked != draft.head().parked()) {
            head.save(tx);
        }
        return new Written(head, entries);
    }

    private byte[] writeChanges() {
        byte[] link = draft.head().fingerprint();
        Fingerprint chain = new Fingerprint(link);
        for (Change change : draft.changes()) {
            byte[] writes = EffectCodec.completion(change.mutation(), change.effect());
            link = chain.next(change.seq(), change.incoming().digest(), writes);
            row(change, link, writes).append(tx, asking.account());
            if (change.mutation().origin() != null) {
                new RestampedRow(change.key(), change.mutation().id(), change.seq())
                        .append(tx, asking.account());
            }
        }
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

    private void writeRecord(Standing standing) {
        RecordKey key = standing.key();
        Acceptance acceptance = asking.acceptance(key.collection());
        Optional<RecordRow> before = draft.storedRow(key);
        String conflicts =
                RecordConflicts.write(
                        tx,
                        asking,
                        standing,
                        before.map(RecordRow::conflicts).orElse(null),
                        acceptance);
        EncodedEntry entry = entry(standing, acceptance);
        entries.put(key, entry);
        RecordRow row =
                new RecordRow(
                        key,
                        standing.seq(),
                        standing.revision(),
                        standing.view(acceptance).deleted(),
                        conflicts,
                        standing.marks(),
                        standing.restamped(),
                        entry.bytes());
        if (before.isPresent()) {
            row.update(tx, asking.account());
        } else {
            row.insert(tx, asking.account());
        }
    }

    private void writeMilestone(Standing standing) {
        RecordKey key = standing.key();
        EncodedEntry entry = entry(standing, asking.acceptance(key.collection()));
        new Milestone(key, standing.seq(), entry.bytes()).append(tx, asking.account());
    }

    private static EncodedEntry entry(Standing standing, Acceptance acceptance) {
        Sibling last = Shown.lastWrite(standing.state());
        return RecordEntry.of(
                        standing.key(),
                        standing.seq(),
                        standing.state(),
                        standing.view(acceptance),
                        last.stamp().clock(),
                        Shown.asker(last.dot().device()))
                .encoded(acceptance.rules(), acceptance.skew());
    }
}
