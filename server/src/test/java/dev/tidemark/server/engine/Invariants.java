package dev.tidemark.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.core.causality.Dot;
import dev.tidemark.core.causality.VersionVector;
import dev.tidemark.core.merge.Acceptance;
import dev.tidemark.core.merge.NaturalKeys;
import dev.tidemark.core.merge.View;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.record.RecordState;
import dev.tidemark.core.schema.CollectionRules.NaturalKey;
import dev.tidemark.core.value.Canonical;
import dev.tidemark.core.value.Checksum;
import dev.tidemark.server.cursor.Cursors;
import dev.tidemark.server.cursor.Position;
import dev.tidemark.server.store.Beginning;
import dev.tidemark.server.store.ChangeRow;
import dev.tidemark.server.store.ChecksumRow;
import dev.tidemark.server.store.CompactedRow;
import dev.tidemark.server.store.ConflictRow;
import dev.tidemark.server.store.Fingerprint;
import dev.tidemark.server.store.Head;
import dev.tidemark.server.store.Milestone;
import dev.tidemark.server.store.RecordRow;
import dev.tidemark.sql.Tx;
import dev.tidemark.wire.command.EncodedEntry;
import dev.tidemark.wire.command.RecordEntry;
import dev.tidemark.wire.schema.AppSchema;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/// What holds of an account's rows after any history whatsoever.
final class Invariants {

    private final Tx tx;
    private final String account;
    private final AppSchema app;
    private final Cursors cursors;

    /// What the log alone says of each record.
    private final Map<RecordKey, RecordState> folded = new TreeMap<>();

    private final Map<RecordKey, Long> lastSeq = new HashMap<>();
    private final Map<RecordKey, Long> revisions = new HashMap<>();

    /// The records whose changes have lost their contents, by the seqs of these.
    private final Map<Long, RecordRow> compacted = new HashMap<>();

    Invariants(Tx tx, String account, AppSchema app, Cursors cursors) {
        this.tx = tx;
        this.account = account;
        this.app = app;
        this.cursors = cursors;
    }

    void check(Acknowledged acknowledged) {
        Head head = Head.find(tx, account).orElseThrow();
        findCompacted();
        the_log_is_a_gapless_chain(head);
        what_was_acknowledged_is_in_the_log(acknowledged);
        each_record_is_what_the_log_makes_of_it();
        checksums_are_those_of_live_records();
        names_are_those_of_live_records();
        open_conflicts_are_those_of_the_records(head);
    }

    private void findCompacted() {
        for (RecordRow row :
                RecordRow.after(tx, account, new RecordKey("", ""), Integer.MAX_VALUE)) {
            long gone = 0;
            for (long seq = row.kept().compactedSeq();
                    seq > 0;
                    seq = ChangeRow.previous(tx, account, seq)) {
                compacted.put(seq, row);
                gone++;
            }
            assertThat(row.kept().compacted()).isEqualTo(gone);
        }
        assertThat(tx.number("SELECT count(*) FROM compacted WHERE account_id = ?", account))
                .isEqualTo(compacted.size());
    }

    private void the_log_is_a_gapless_chain(Head head) {
        Fingerprint chain = new Fingerprint(new byte[Fingerprint.BYTES]);
        byte[] link = new byte[Fingerprint.BYTES];
        Map<Long, Long> jumps = new HashMap<>();
        Beginning.all(tx, account).forEach(each -> jumps.put(each.afterSeq(), each.seq()));
        long changes = 0;
        for (long seq = jumped(0, jumps) + 1; seq <= head.seq(); seq = jumped(seq, jumps) + 1) {
            Optional<CompactedRow> left = CompactedRow.find(tx, account, seq);
            if (left.isPresent()) {
                link = left.get().fingerprint();
                chain = new Fingerprint(link);
                passOver(left.get());
                continue;
            }
            changes++;
            ChangeRow row = ChangeRow.at(tx, account, seq);
            link = chain.next(seq, Fingerprint.digest(row.mutation()), row.writes());
            assertThat(row.fingerprint()).as("fingerprint at %d", seq).isEqualTo(link);
            fold(row);
            Position position = new Position(head.epoch(), seq, row.fingerprint(), 0);
            assertThat(cursors.position(account, cursors.token(account, position)))
                    .isEqualTo(position);
        }
        assertThat(head.fingerprint()).isEqualTo(link);
        assertThat(tx.number("SELECT count(*) FROM change WHERE account_id = ?", account))
                .isEqualTo(changes);
    }

    /// A restored backup goes on far behind its end.
    private static long jumped(long seq, Map<Long, Long> jumps) {
        long next = seq;
        while (jumps.getOrDefault(next, next) > next) {
            next = jumps.get(next);
        }
        return next;
    }

    /// Takes what is left of a change, and what it came to where that is kept.
    private void passOver(CompactedRow left) {
        RecordRow row = compacted.get(left.seq());
        RecordKey key = row.key();
        assertThat(left.previous()).isEqualTo(lastSeq.getOrDefault(key, 0L));
        lastSeq.put(key, left.seq());
        revisions.merge(key, 1L, Long::sum);
        Milestone.find(tx, account, key, left.seq())
                .filter(each -> !each.seenOnly())
                .ifPresent(each -> folded.put(key, EncodedEntry.of(each.body()).decoded().state()));
        if (left.seq() == row.kept().compactedSeq()) {
            assertThat(folded).containsKey(key);
            assertThat(Milestone.at(tx, account, key, left.seq()).seenOnly()).isFalse();
        }
    }

    /// What is left of a record that was purged.
    private static RecordState purged(RecordState state) {
        return new RecordState(state.vv(), state.alive(), new TreeMap<>());
    }

    private void fold(ChangeRow row) {
        RecordKey key = row.key();
        Change change = Change.of(row);
        assertThat(row.previous()).isEqualTo(lastSeq.getOrDefault(key, 0L));
        RecordState before = folded.getOrDefault(key, RecordState.EMPTY);
        if (Milestone.find(tx, account, key, row.previous())
                .filter(each -> EncodedEntry.of(each.body()).decoded().state().units().isEmpty())
                .isPresent()) {
            before = purged(before); // It was purged, and then made anew.
        }
        if (!row.isJoin()) {
            assertThat(before.vv().next(row.dot().device()))
                    .as("%s is next", row.dot())
                    .isEqualTo(row.dot());
            assertThat(before.vv().covers(change.effect().context())).isTrue();
        }
        RecordState after = change.onto(before, row.isJoin() ? joined(change) : before.vv());
        folded.put(key, after);
        lastSeq.put(key, row.seq());
        long revision = revisions.merge(key, 1L, Long::sum);
        if (revision % Milestone.EVERY == 0 || row.isJoin()) {
            Milestone milestone = Milestone.at(tx, account, key, row.seq());
            assertThat(EncodedEntry.of(milestone.body()).decoded().state())
                    .isIn(after, purged(after));
        }
    }

    private static VersionVector joined(Change change) {
        return change.joined().decoded().state().vv();
    }

    private void what_was_acknowledged_is_in_the_log(Acknowledged acknowledged) {
        acknowledged
                .bySeq()
                .forEach((seq, mutation) -> {
                    Optional<CompactedRow> left = CompactedRow.find(tx, account, seq);
                    if (left.isPresent()) {
                        assertThat(left.get().isOf(mutation.id())).isTrue();
                        assertThat(left.get().dot()).isEqualTo(mutation.dot());
                        return;
                    }
                    Change change = Change.of(ChangeRow.at(tx, account, seq));
                    if (change.joined() != null) {
                        return; // It came with a state.
                    }
                    assertThat(change.mutation().fields()).isEqualTo(mutation.fields());
                    assertThat(change.mutation().id()).isEqualTo(mutation.id());
                    assertThat(change.effect().dot()).isEqualTo(mutation.dot());
                });
    }

    private void each_record_is_what_the_log_makes_of_it() {
        assertThat(tx.number("SELECT count(*) FROM record WHERE account_id = ?", account))
                .isEqualTo(folded.size());
        folded.replaceAll((key, state) ->
                RecordRow.find(tx, account, key).orElseThrow().kept().purged()
                        ? purged(state)
                        : state);
        folded.forEach((key, state) -> {
            RecordRow row = RecordRow.find(tx, account, key).orElseThrow();
            RecordEntry entry = EncodedEntry.of(row.body()).decoded();
            Acceptance acceptance = app.acceptance(key.collection());
            View view = View.of(state, acceptance.rules(), acceptance.skew());
            assertThat(entry.state()).isEqualTo(state);
            assertThat(entry.fields()).isEqualTo(view.fields());
            assertThat(entry.contentHash()).isEqualTo(view.contentHash());
            assertThat(row.contentHash()).isEqualTo(view.contentHash());
            assertThat(row.deleted()).isEqualTo(view.deleted()).isEqualTo(entry.deleted());
            assertThat(row.seq()).isEqualTo(lastSeq.get(key)).isEqualTo(entry.version());
            assertThat(row.revision()).isEqualTo(revisions.get(key));
            state.vv()
                    .counters()
                    .forEach((device, counter) -> {
                        boolean joined =
                                row.marks().of(device) == null || device.startsWith("heal");
                        if (joined && row.marks().anyJoin()) {
                            return; // It came with a state, which does not say by what mutation.
                        }
                        if (row.marks().of(device) == null) {
                            assertThat(row.kept().isAll()).isFalse();
                            RecordPast past =
                                    new RecordPast(tx, account, Standing.of(row), List.of());
                            assertThat(past.find(new Dot(device, counter))).isPresent();
                            return;
                        }
                        ChangeRow last = ChangeRow.at(tx, account, row.marks().of(device).seq());
                        assertThat(last.dot().counter()).isEqualTo(counter);
                        assertThat(last.mutationId())
                                .isEqualTo(row.marks().of(device).mutationId());
                    });
        });
    }

    private void checksums_are_those_of_live_records() {
        Map<String, Checksum> expected = new TreeMap<>();
        folded.forEach((key, state) -> {
            Acceptance acceptance = app.acceptance(key.collection());
            View view = View.of(state, acceptance.rules(), acceptance.skew());
            if (!view.deleted()) {
                Checksum one = Checksum.of(key.id(), view.contentHash());
                expected.merge(key.collection(), one, Checksum::plus);
            }
        });
        Map<String, Checksum> actual = ChecksumRow.all(tx, account);
        actual.values().removeIf(Checksum::isEmpty);
        assertThat(actual).isEqualTo(expected);
    }

    private void names_are_those_of_live_records() {
        Map<String, String> expected = new TreeMap<>();
        folded.forEach((key, state) -> {
            Acceptance acceptance = app.acceptance(key.collection());
            NaturalKey rule = acceptance.rules().naturalKey();
            View view = View.of(state, acceptance.rules(), acceptance.skew());
            String text = rule == null ? null : NaturalKeys.of(rule, view);
            if (text != null) {
                byte[] hash = Canonical.sha256().digest(text.getBytes(StandardCharsets.UTF_8));
                String place = key.collection() + "/" + HexFormat.of().formatHex(hash);
                String other = expected.putIfAbsent(place, key.id());
                assertThat(other == null || clashes(key) || clashes(key, other))
                        .as("one holder of " + text)
                        .isTrue();
                if (other != null && clashes(key, other)) {
                    expected.put(place, key.id());
                }
            }
        });
        Map<String, String> actual = new TreeMap<>();
        tx.each(
                "SELECT collection, key_hash, record_id FROM natural_key WHERE account_id = ?",
                row ->
                        actual.put(
                                row.getText(1) + "/" + HexFormat.of().formatHex(row.getBytes(2)),
                                row.getText(3)),
                account);
        assertThat(actual).isEqualTo(expected);
    }

    /// Whether a record has the name of another one since a join.
    private boolean clashes(RecordKey key) {
        return tx.number(
                        "SELECT count(*) FROM refused WHERE account_id = ? AND collection = ?"
                                + " AND record_id = ?",
                        account,
                        key.collection(),
                        key.id())
                > 0;
    }

    private boolean clashes(RecordKey key, String other) {
        return clashes(new RecordKey(key.collection(), other));
    }

    private void open_conflicts_are_those_of_the_records(Head head) {
        TreeSet<String> expected = new TreeSet<>();
        for (RecordKey key : folded.keySet()) {
            RecordRow row = RecordRow.find(tx, account, key).orElseThrow();
            Standing standing = Standing.of(row);
            OpenConflicts open =
                    OpenConflicts.of(standing.conflicts(app.acceptance(key.collection())));
            assertThat(row.conflicts()).as("conflicts of %s", key).isEqualTo(open.text());
            expected.addAll(open.byType().values());
        }
        TreeSet<String> refused = new TreeSet<>();
        tx.each(
                "SELECT conflict_id FROM refused WHERE account_id = ?",
                row -> refused.add(row.getText(1)),
                account);
        assertThat(head.parked()).isEqualTo(refused.size());
        List<ConflictRow> open =
                ConflictRow.page(tx, account, ConflictRow.Which.OPEN, -1, "", 100_000);
        TreeSet<String> listed = new TreeSet<>();
        open.forEach(row -> listed.add(row.id()));
        listed.removeAll(refused);
        assertThat(listed).isEqualTo(expected);
    }
}
