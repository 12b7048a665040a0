package dev.tidemark.server.engine;

import static dev.tidemark.server.engine.Schemas.collection;
import static dev.tidemark.server.engine.Writer.note;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.core.merge.Refusal.Code;
import dev.tidemark.core.record.Mutation;
import dev.tidemark.core.record.Op;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.schema.CollectionRules.History;
import dev.tidemark.core.schema.FieldKind;
import dev.tidemark.core.value.Value;
import dev.tidemark.server.problem.Problem;
import dev.tidemark.server.store.ChangeRow;
import dev.tidemark.server.store.DeviceRow;
import dev.tidemark.server.store.RecordRow;
import dev.tidemark.server.store.SnapshotRow;
import dev.tidemark.wire.command.Ack;
import dev.tidemark.wire.command.BatchAnswer;
import dev.tidemark.wire.command.HistoryPage;
import dev.tidemark.wire.command.RecordEntry;
import dev.tidemark.wire.problem.ProblemCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompactingTest {

    private static final RecordKey NOTE = note("n");
    private static final RecordKey OTHER = note("other");
    private static final RetentionRules RULES = RetentionRules.DEFAULTS;
    private static final Duration LONG = Duration.ofDays(400);

    @TempDir Path folder;

    private Workbench bench(int versions, int days) {
        return new Workbench(
                folder,
                Schemas.app(
                        collection("notes")
                                .keeping(versions, days)
                                .group("x", "y")
                                .field("tags", FieldKind.SET)
                                .field("hits", FieldKind.COUNTER)
                                .field("body", FieldKind.TEXT)));
    }

    private static Writer written(Workbench bench, int edits) {
        Writer a = bench.device("a");
        a.pull();
        a.accepted(a.create(NOTE, "{'n':0,'body':'one\\ntwo','hits':{'increment':1}}"));
        for (int n = 1; n <= edits; n++) {
            bench.pass(Duration.ofMinutes(1));
            a.accepted(a.update(NOTE, "{'n':" + n + ",'hits':{'increment':1}}"));
        }
        return a;
    }

    private static HistoryPage history(Workbench bench, RecordKey key, @Nullable Long before) {
        return new dev.tidemark.server.history.History(bench.lanes())
                .page(bench.owner(), key, before, 100);
    }

    private static Value.Obj then(Workbench bench, RecordKey key, long seq) {
        return bench.lanes()
                .readNow(tx -> {
                    RecordRow row = RecordRow.find(tx, Workbench.ACCOUNT, key).orElseThrow();
                    return LookBack.at(tx, Workbench.ACCOUNT, bench.app, row, seq);
                })
                .map(at -> {
                    TreeMap<String, Value> fields = new TreeMap<>();
                    at.fields().forEach((name, field) -> fields.put(name, field.value()));
                    return new Value.Obj(fields);
                })
                .orElse(Value.Obj.EMPTY);
    }

    private static void snapshot(Workbench bench, String id) {
        long seq = bench.seq();
        bench.lanes()
                .writeNow(
                        Workbench.ACCOUNT,
                        tx -> {
                            new SnapshotRow(
                                            id,
                                            seq,
                                            id,
                                            SnapshotRow.Kind.NAMED,
                                            bench.now.toEpochMilli(),
                                            "",
                                            null)
                                    .keep(tx, Workbench.ACCOUNT);
                            return seq;
                        });
    }

    private static void enrol(Workbench bench, String device, long seenSeq) {
        long now = bench.now.toEpochMilli();
        bench.lanes()
                .writeNow(
                        Workbench.ACCOUNT,
                        tx -> {
                            new DeviceRow(
                                            Workbench.ACCOUNT,
                                            device,
                                            device,
                                            null,
                                            null,
                                            now,
                                            null,
                                            0,
                                            null)
                                    .insert(tx);
                            DeviceRow.seen(tx, Workbench.ACCOUNT, device, now, seenSeq);
                            return seenSeq;
                        });
    }

    private static void assertCompacted(Runnable work) {
        assertThatThrownBy(work::run)
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem ->
                                assertThat(problem.code())
                                        .isEqualTo(ProblemCode.HISTORY_COMPACTED));
    }

    @Test
    void nothing_of_history_goes_unless_the_operator_says_so() {
        try (Workbench bench = bench(0, 0)) {
            Writer a = written(bench, 50);
            a.accepted(a.delete(NOTE));
            bench.pass(LONG);

            assertThat(bench.compact(RULES).versions()).isZero();

            HistoryPage page = history(bench, NOTE, null);
            assertThat(page.versions()).hasSize(52);
            assertThat(page.compacted()).isNull();
            assertThat(then(bench, NOTE, 40).toString()).contains("\"n\":39", "\"hits\":40");
        }
    }

    @Test
    void the_last_versions_of_a_record_stay_and_history_says_how_many_are_gone() {
        try (Workbench bench = bench(10, 0)) {
            written(bench, 99);
            bench.pass(LONG);

            assertThat(bench.compact(RULES).versions()).isEqualTo(90);

            HistoryPage page = history(bench, NOTE, null);
            assertThat(page.versions()).hasSize(10);
            assertThat(page.versions().getLast().replaced()).containsKey("n");
            assertThat(page.hasMore()).isFalse();
            assertThat(page.compacted()).isEqualTo(new HistoryPage.Compacted(90, 90));
            assertThat(history(bench, NOTE, 91L).versions()).isEmpty();
            assertThat(then(bench, NOTE, 95).toString()).contains("\"n\":94", "\"hits\":95");
            assertThat(then(bench, NOTE, 90).toString()).contains("\"n\":89", "\"hits\":90");
            assertCompacted(() -> then(bench, NOTE, 89));
            assertThat(bench.compact(RULES).versions()).isZero();
        }
    }

    @Test
    void versions_go_with_their_age_but_for_the_one_that_is_shown() {
        try (Workbench bench = bench(0, 60)) {
            Writer a = written(bench, 5);
            bench.pass(Duration.ofDays(59));
            assertThat(bench.compact(RULES).versions()).isZero();
            bench.pass(Duration.ofDays(2));
            a.accepted(a.update(NOTE, "{'n':'new'}"));

            assertThat(bench.compact(RULES).versions()).isEqualTo(6);
            bench.pass(LONG);
            assertThat(bench.compact(RULES).versions()).isZero();
            assertThat(history(bench, NOTE, null).versions()).hasSize(1);
        }
    }

    @Test
    void what_a_collection_does_not_say_the_server_says() {
        try (Workbench bench = bench(0, 0)) {
            written(bench, 9);
            bench.pass(LONG);
            RetentionRules two = new RetentionRules(new History(2, 0), Duration.ofDays(30));
            assertThat(bench.compact(two).versions()).isEqualTo(8);
        }
    }

    @Test
    void nothing_young_goes_whatever_a_schema_says() {
        try (Workbench bench = bench(1, 1)) {
            Writer a = written(bench, 9);
            a.accepted(a.delete(NOTE));
            enrol(bench, "a", bench.seq());
            bench.pass(Duration.ofDays(29));
            assertThat(bench.compact(RULES)).isEqualTo(done(0, 0, 0));
            bench.pass(Duration.ofDays(2));
            assertThat(bench.compact(RULES)).isEqualTo(done(1, 11, 11));
        }
    }

    private static Compacting.Done done(long purged, long versions, long horizon) {
        return new Compacting.Done(purged, versions, horizon, List.of());
    }

    @Test
    void a_device_that_was_seen_lately_is_waited_for_and_one_that_is_long_gone_or_revoked_is_not() {
        try (Workbench bench = bench(1, 0)) {
            Writer a = written(bench, 9);
            a.accepted(a.delete(NOTE));
            enrol(bench, "a", bench.seq());
            enrol(bench, "slow", 4);
            bench.pass(Duration.ofDays(40));
            assertThat(bench.compact(RULES)).isEqualTo(done(0, 4, 0));

            bench.lanes()
                    .writeNow(
                            Workbench.ACCOUNT,
                            tx -> {
                                DeviceRow.revoke(
                                        tx, Workbench.ACCOUNT, "slow", bench.now.toEpochMilli());
                                return true;
                            });
            assertThat(bench.compact(RULES)).isEqualTo(done(1, 7, 11));
        }
    }

    @Test
    void a_silent_device_is_not_waited_for_beyond_the_age_of_tombstones() {
        try (Workbench bench = bench(0, 0)) {
            Writer a = written(bench, 1);
            a.accepted(a.delete(NOTE));
            enrol(bench, "a", bench.seq());
            enrol(bench, "slow", 1);
            bench.pass(Duration.ofDays(89));
            assertThat(bench.compact(RULES).purged()).isZero();
            bench.pass(Duration.ofDays(2));
            assertThat(bench.compact(RULES).purged()).isEqualTo(1);
        }
    }

    @Test
    void a_mutation_that_is_sent_again_after_years_is_known() {
        try (Workbench bench = bench(2, 0)) {
            Writer a = bench.device("a");
            a.pull();
            Mutation[] mutations = new Mutation[80];
            for (int i = 0; i < mutations.length; i++) {
                mutations[i] =
                        i == 0
                                ? a.create(NOTE, "{'hits':{'increment':1}}")
                                : a.update(NOTE, "{'hits':{'increment':1}}");
            }
            a.push(mutations);
            bench.pass(LONG);
            bench.compact(RULES);

            BatchAnswer again = a.send(a.batch(a.cursor, mutations));
            assertThat(again.acked())
                    .hasSize(80)
                    .extracting(Ack::status)
                    .containsOnly(Ack.Status.DUPLICATE);
            Mutation other = a.create(NOTE, "{'hits':{'increment':1}}");
            Mutation forked =
                    new Mutation(
                            other.id(),
                            NOTE,
                            Op.UPDATE,
                            mutations[5].dot(),
                            mutations[5].context(),
                            other.fields(),
                            List.of(),
                            bench.now,
                            null,
                            null);
            assertThat(a.send(a.batch(a.cursor, forked)).rejections().getFirst().code())
                    .isEqualTo(Code.DEVICE_FORKED.name());
            assertThat(a.fields(NOTE)).isEqualTo("{\"hits\":80}");
        }
    }

    @Test
    void a_snapshot_stays_restorable_and_what_lies_between_is_refused() {
        try (Workbench bench = bench(3, 0)) {
            Writer a = written(bench, 40);
            snapshot(bench, "s-1");
            Map<RecordKey, Value.Obj> first = bench.shown();
            for (int n = 0; n < 70; n++) {
                a.accepted(a.update(NOTE, "{'n':'later " + n + "','tags':{'add':['" + n + "']}}"));
            }
            a.accepted(a.create(OTHER, "{'n':1}"));
            snapshot(bench, "s-2");
            Map<RecordKey, Value.Obj> second = bench.shown();
            for (int n = 0; n < 20; n++) {
                a.accepted(a.update(NOTE, "{'n':'last " + n + "','hits':{'increment':5}}"));
            }
            bench.pass(LONG);
            assertThat(bench.compact(RULES).versions()).isGreaterThan(100);

            assertCompacted(() -> bench.restore(60, Extent.ALL));
            assertCompacted(() -> bench.restore(5, Extent.ALL));
            assertThat(bench.restore(60, new Extent("notes", "other")).restored()).isEqualTo(1);
            bench.restore(41, Extent.ALL);
            assertThat(bench.shown()).isEqualTo(first);
            bench.restore(112, Extent.ALL);
            assertThat(bench.shown()).isEqualTo(second);
        }
    }

    @Test
    void once_a_snapshot_is_gone_so_is_what_it_kept() {
        try (Workbench bench = bench(3, 0)) {
            Writer a = written(bench, 40);
            snapshot(bench, "s-1");
            for (int n = 0; n < 40; n++) {
                a.accepted(a.update(NOTE, "{'n':'later " + n + "'}"));
            }
            bench.pass(LONG);
            bench.compact(RULES);
            assertThat(then(bench, NOTE, 41).toString()).contains("\"n\":40");

            bench.lanes()
                    .writeNow(
                            Workbench.ACCOUNT,
                            tx -> SnapshotRow.delete(tx, Workbench.ACCOUNT, "s-1"));
            bench.compact(RULES);
            assertCompacted(() -> then(bench, NOTE, 41));
        }
    }

    @Test
    void a_device_that_wrote_before_what_is_kept_merges_all_the_same() {
        try (Workbench bench = bench(2, 0)) {
            Writer a = written(bench, 3);
            Writer late = bench.device("late");
            late.pull();
            Mutation queued =
                    late.update(NOTE, "{'x':7,'body':'ONE\\ntwo','hits':{'increment':100}}");
            for (int n = 0; n < 60; n++) {
                a.accepted(a.update(NOTE, "{'n':'" + n + "','y':" + n + "}"));
            }
            bench.pass(LONG);
            bench.compact(RULES);

            late.accepted(queued);
            assertThat(late.fields(NOTE))
                    .contains("\"n\":\"59\"", "ONE\\ntwo", "\"hits\":104", "\"x\":7");
        }
    }

    @Test
    void of_a_purged_record_only_its_name_and_what_it_had_seen_is_left() {
        try (Workbench bench = bench(5, 0)) {
            Writer a = written(bench, 3);
            a.accepted(a.create(OTHER, "{'n':1}"));
            a.accepted(a.delete(NOTE));
            bench.pass(LONG);
            assertThat(bench.compact(RULES)).isEqualTo(done(1, 5, 6));

            RecordRow row =
                    bench.lanes()
                            .readNow(tx -> RecordRow.find(tx, Workbench.ACCOUNT, NOTE))
                            .orElseThrow();
            assertThat(row.kept().purged()).isTrue();
            assertThat(row.body().length).isLessThan(400);
            HistoryPage page = history(bench, NOTE, null);
            assertThat(page.versions()).isEmpty();
            assertThat(page.compacted()).isEqualTo(new HistoryPage.Compacted(5, 6));
            assertCompacted(() -> bench.restore(3, Extent.ALL));
        }
    }

    @Test
    void a_restore_brings_a_purged_record_back_as_long_as_its_history_is_kept() {
        try (Workbench bench = bench(0, 0)) {
            Writer a = written(bench, 33);
            long seq = bench.seq();
            Map<RecordKey, Value.Obj> then = bench.shown();
            a.accepted(a.delete(NOTE));
            bench.pass(LONG);
            assertThat(bench.compact(RULES).purged()).isEqualTo(1);

            bench.restore(seq, Extent.ALL);
            assertThat(bench.shown()).isEqualTo(then);
            a.pull();
            a.accepted(a.update(NOTE, "{'n':'after'}"));
            assertThat(then(bench, NOTE, seq)).isEqualTo(then.get(NOTE));
        }
    }

    @Test
    void who_has_seen_a_purged_record_end_can_restore_it_as_long_as_its_history_is_kept() {
        try (Workbench bench = keeping(0)) {
            Writer a = written(bench, 3);
            a.accepted(a.delete(NOTE));
            bench.pass(LONG);
            bench.compact(RULES);
            a.accepted(a.write(Op.RESTORE, NOTE, "{}"));
            assertThat(a.fields(NOTE)).contains("\"n\":3", "\"hits\":4");
        }
        try (Workbench bench = keeping(1)) {
            Writer a = written(bench, 3);
            a.accepted(a.delete(NOTE));
            bench.pass(LONG);
            bench.compact(RULES);
            assertThat(a.refused(a.write(Op.RESTORE, NOTE, "{}")).code())
                    .isEqualTo(Code.RECORD_PURGED.name());
        }
    }

    @Test
    void an_edit_by_a_device_that_did_not_know_of_the_end_does_not_bring_a_record_back() {
        for (int versions : new int[] {0, 1}) {
            try (Workbench bench = keeping(versions)) {
                Writer a = written(bench, 3);
                Writer late = bench.device("late").pull();
                a.accepted(a.delete(NOTE));
                bench.pass(LONG);
                bench.compact(RULES);
                assertThat(late.send(late.batch(a.cursor, late.update(NOTE, "{'n':'late'}"))))
                        .satisfies(answer ->
                                assertThat(answer.rejections().getFirst().code())
                                        .isEqualTo(Code.RECORD_PURGED.name()));
                assertThat(bench.shown()).isEmpty();
            }
        }
    }

    /// One of several in a test.
    private Workbench keeping(int versions) {
        try {
            return new Workbench(
                    Files.createDirectory(folder.resolve("keeping-" + versions)),
                    Schemas.app(
                            collection("notes")
                                    .keeping(versions, 0)
                                    .field("hits", FieldKind.COUNTER)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void a_record_that_is_made_anew_has_nothing_of_the_purged_one_and_no_conflict() {
        for (int versions : new int[] {0, 1}) {
            try (Workbench bench = keeping(versions)) {
                Writer a = written(bench, 40);
                long before = bench.seq();
                a.accepted(a.delete(NOTE));
                bench.pass(LONG);
                bench.compact(RULES);

                Writer fresh = bench.device("fresh").pull();
                assertThat(fresh.seen).isEmpty();
                fresh.accepted(fresh.create(NOTE, "{'title':'new'}"));
                fresh.accepted(fresh.update(NOTE, "{'hits':{'increment':2}}"));
                assertThat(fresh.fields(NOTE)).isEqualTo("{\"hits\":2,\"title\":\"new\"}");
                assertThat(bench.openConflicts()).isEmpty();
                assertThat(then(bench, NOTE, before + 2).toString())
                        .isEqualTo("{\"title\":\"new\"}");
                a.pull();
                a.accepted(a.update(NOTE, "{'title':'newer'}"));
                assertThat(a.records.get(NOTE).fields()).isEqualTo(a.onServer(NOTE).fields());
            }
        }
    }

    @Test
    void a_creation_whose_answer_was_lost_does_not_come_back_after_its_record_was_purged() {
        try (Workbench bench = bench(1, 0)) {
            Writer a = bench.device("a").pull();
            Mutation create = a.create(NOTE, "{'n':1}");
            a.send(a.batch(null, create));
            Writer b = bench.device("b").pull();
            b.accepted(b.delete(NOTE));
            bench.pass(LONG);
            bench.compact(RULES);

            Writer anew = bench.device("a").pull();
            BatchAnswer answer = anew.push(create);
            assertThat(answer.acked().getFirst().status()).isEqualTo(Ack.Status.DUPLICATE);
            RecordEntry told = answer.page().changes().getFirst().decoded();
            assertThat(told.key()).isEqualTo(NOTE);
            assertThat(told.deleted()).isTrue();
            assertThat(bench.shown()).isEmpty();
        }
    }

    @Test
    void a_cursor_before_the_horizon_is_refused_and_one_behind_it_is_answered() {
        try (Workbench bench = bench(1, 0)) {
            Writer a = written(bench, 3);
            String old = a.cursor;
            a.accepted(a.create(OTHER, "{'n':1}"));
            a.accepted(a.delete(NOTE));
            String good = a.cursor;
            bench.pass(LONG);
            bench.compact(RULES);

            assertThatThrownBy(() -> a.page(old, 10))
                    .isInstanceOfSatisfying(
                            Problem.class,
                            problem ->
                                    assertThat(problem.code())
                                            .isEqualTo(ProblemCode.CURSOR_EXPIRED));
            assertThat(a.page(good, 10).changes()).isEmpty();
        }
    }

    @Test
    void a_first_pull_goes_on_while_what_was_deleted_before_it_is_purged() {
        try (Workbench bench = bench(1, 0)) {
            Writer a = bench.device("a").pull();
            a.push(a.create(note("1"), "{}"), a.create(note("2"), "{}"), a.create(NOTE, "{}"));
            a.accepted(a.delete(NOTE));
            a.accepted(a.update(note("1"), "{'n':2}"));
            bench.pass(LONG);
            Writer slow = bench.device("slow");
            slow.take(slow.page(null, 1));
            bench.compact(RULES);
            slow.pull();
            assertThat(slow.records.keySet()).containsExactly(note("1"), note("2"));
        }
    }

    @Test
    void a_cursor_at_a_change_without_contents_is_still_answered() {
        try (Workbench bench = bench(1, 0)) {
            Writer a = written(bench, 3);
            String cursor = a.cursor;
            Writer b = bench.device("b").pull();
            for (int n = 0; n < 5; n++) {
                b.accepted(b.update(NOTE, "{'n':'b" + n + "'}"));
            }
            bench.pass(LONG);
            assertThat(bench.compact(RULES).versions()).isEqualTo(8);
            assertThat(a.page(cursor, 10).changes()).hasSize(1);
        }
    }

    @Test
    void a_point_in_time_among_changes_without_contents_is_the_right_one() {
        try (Workbench bench = bench(1, 0)) {
            Writer a = written(bench, 20);
            Instant last = bench.now;
            bench.pass(Duration.ofHours(1));
            a.accepted(a.update(NOTE, "{'n':'later'}"));
            bench.pass(LONG);
            bench.compact(RULES);
            long seq =
                    bench.lanes()
                            .readNow(tx ->
                                    ChangeRow.lastAcceptedBy(
                                            tx, Workbench.ACCOUNT, last.toEpochMilli()));
            assertThat(seq).isEqualTo(21);
            assertThat(then(bench, NOTE, seq).toString()).contains("\"n\":20");
        }
    }

    @Test
    void a_record_that_a_person_has_to_decide_about_is_not_purged() {
        try (Workbench bench = bench(1, 0)) {
            Writer a = written(bench, 1);
            Writer b = bench.device("b").pull();
            a.accepted(a.update(NOTE, "{'n':'a'}"));
            b.accepted(b.update(NOTE, "{'n':'b'}"));
            a.pull();
            long before = bench.seq();
            a.accepted(a.delete(NOTE));
            bench.pass(LONG);
            Optional<String> open =
                    bench.lanes()
                            .readNow(tx -> RecordRow.find(tx, Workbench.ACCOUNT, NOTE))
                            .map(RecordRow::conflicts);
            assertThat(bench.compact(RULES).purged()).isEqualTo(open.isPresent() ? 0 : 1);
            assertThat(before).isPositive();
        }
    }
}
