package dev.tidemark.server.engine;

import static dev.tidemark.server.engine.Schemas.collection;
import static dev.tidemark.server.engine.Writer.json;
import static dev.tidemark.server.engine.Writer.note;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tidemark.core.record.Mutation;
import dev.tidemark.core.record.Op;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.schema.CollectionRules.WriteRule;
import dev.tidemark.core.schema.FieldKind;
import dev.tidemark.core.value.Value;
import dev.tidemark.server.problem.Problem;
import dev.tidemark.server.store.SnapshotRow;
import dev.tidemark.wire.command.Ack;
import dev.tidemark.wire.command.RestoreAnswer;
import dev.tidemark.wire.problem.ProblemCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestoringTest {

    private static final RecordKey KEPT = note("kept");
    private static final RecordKey CHANGED = note("changed");
    private static final RecordKey DELETED = note("deleted");
    private static final RecordKey LATER = note("later");

    @TempDir Path folder;
    private Workbench bench;
    private Writer a;

    @BeforeEach
    void open() {
        bench =
                new Workbench(
                        folder,
                        Schemas.app(
                                collection("notes")
                                        .group("x", "y")
                                        .field("tags", FieldKind.SET)
                                        .field("hits", FieldKind.COUNTER)
                                        .field("body", FieldKind.TEXT)
                                        .field("born", FieldKind.IMMUTABLE),
                                collection("events").rule(WriteRule.APPEND),
                                collection("forms").frozenAt("status", "signed"),
                                collection("people").named("name")));
        a = bench.device("a");
        a.pull();
    }

    @AfterEach
    void close() {
        bench.close();
    }

    /// Four records in four fates; where the log ended before the last three.
    private long workedOn() {
        a.push(
                a.create(KEPT, "{'n':0}"),
                a.create(CHANGED, "{'n':1,'m':1}"),
                a.create(DELETED, "{'n':2}"));
        long seq = bench.seq();
        a.push(
                a.update(CHANGED, "{'n':9,'extra':true}"),
                a.delete(DELETED),
                a.create(LATER, "{'n':3}"));
        return seq;
    }

    @Test
    void what_was_is_shown_again_by_ordinary_changes_without_a_gap() {
        long seq = workedOn();
        long before = bench.seq();

        RestoreAnswer answer = bench.restore(seq, Extent.ALL);

        assertThat(bench.shown())
                .isEqualTo(
                        Map.of(
                                KEPT, json("{'n':0}"),
                                CHANGED, json("{'n':1,'m':1}"),
                                DELETED, json("{'n':2}")));
        assertThat(answer.restored()).isEqualTo(3);
        assertThat(answer.version()).isEqualTo(before + 3).isEqualTo(bench.seq());
        assertThat(a.pull().records.get(LATER).deleted()).isTrue();
        assertThat(bench.announced).endsWith(Workbench.ACCOUNT);
    }

    @Test
    void the_snapshot_before_brings_back_what_the_restore_took_away() {
        long seq = workedOn();
        Map<RecordKey, Value.Obj> before = bench.shown();
        RestoreAnswer answer = bench.restore(seq, Extent.ALL);

        SnapshotRow undo =
                bench.lanes()
                        .readNow(tx ->
                                SnapshotRow.find(tx, Workbench.ACCOUNT, answer.snapshotBefore()))
                        .orElseThrow();
        bench.restore(undo.seq(), Extent.ALL);

        assertThat(bench.shown()).isEqualTo(before);
    }

    @Test
    void a_collection_or_a_record_can_go_back_alone() {
        RecordKey person = new RecordKey("people", "p");
        a.accepted(a.create(person, "{'name':'Ada'}"));
        long seq = workedOn();
        a.accepted(a.update(person, "{'name':'Grace'}"));

        assertThat(bench.restore(seq, new Extent("notes", CHANGED.id())).restored()).isEqualTo(1);
        assertThat(bench.shown())
                .containsEntry(CHANGED, json("{'n':1,'m':1}"))
                .containsKey(LATER)
                .containsEntry(person, json("{'name':'Grace'}"));
        assertThat(bench.restore(seq, new Extent("notes", null)).restored()).isEqualTo(2);
        assertThat(bench.shown())
                .doesNotContainKey(LATER)
                .containsEntry(person, json("{'name':'Grace'}"));
    }

    @Test
    void the_beginning_is_a_position_too() {
        workedOn();

        bench.restore(0, Extent.ALL);

        assertThat(bench.shown()).isEmpty();
    }

    @Test
    void rules_that_hold_for_devices_do_not_hold_up_what_was_accepted_once() {
        RecordKey event = new RecordKey("events", "e");
        RecordKey form = new RecordKey("forms", "f");
        a.push(a.create(form, "{'status':'draft','text':'a'}"), a.create(KEPT, "{'n':0}"));
        long seq = bench.seq();
        a.push(
                a.create(event, "{'n':1}"),
                a.update(form, "{'status':'signed'}"),
                a.update(KEPT, "{'born':7}"));
        Map<RecordKey, Value.Obj> before = bench.shown();
        long now = bench.seq();

        bench.restore(seq, Extent.ALL);
        assertThat(bench.shown())
                .isEqualTo(
                        Map.of(form, json("{'status':'draft','text':'a'}"), KEPT, json("{'n':0}")));
        bench.restore(now, Extent.ALL);
        assertThat(bench.shown()).isEqualTo(before);
    }

    @Test
    void a_field_that_is_written_once_can_be_written_again_when_a_restore_took_it_away() {
        a.accepted(a.create(KEPT, "{'n':0}"));
        long seq = bench.seq();
        a.accepted(a.update(KEPT, "{'born':1}"));
        bench.restore(seq, Extent.ALL);

        a.pull();
        a.accepted(a.update(KEPT, "{'born':2}"));

        assertThat(bench.shown()).containsEntry(KEPT, json("{'born':2,'n':0}"));
    }

    @Test
    void every_kind_of_field_comes_back_as_it_was_spelled() {
        a.accepted(
                a.create(
                        KEPT,
                        "{'x':1,'y':1.0,'tags':[1.0,'a'],'hits':{'increment':5},'body':'one\\ntwo','n':null}"));
        Map<RecordKey, Value.Obj> then = bench.shown();
        long seq = bench.seq();
        a.accepted(
                a.update(
                        KEPT,
                        "{'x':2,'tags':{'add':[1,'b'],'remove':['a']},'hits':{'increment':-9},'body':'three','n':1}"));
        assertThat(bench.shown()).isNotEqualTo(then);

        bench.restore(seq, Extent.ALL);

        assertThat(bench.shown()).isEqualTo(then);
    }

    @Test
    void names_that_changed_hands_change_back_whatever_the_order() {
        RecordKey first = new RecordKey("people", "1");
        RecordKey second = new RecordKey("people", "2");
        a.push(a.create(first, "{'name':'Ada'}"), a.create(second, "{'name':'Grace'}"));
        Map<RecordKey, Value.Obj> then = bench.shown();
        long seq = bench.seq();
        a.accepted(a.update(first, "{'name':'Someone'}"));
        a.accepted(a.update(second, "{'name':'Ada'}"));
        a.accepted(a.update(first, "{'name':'Grace'}"));

        assertThat(bench.restore(seq, Extent.ALL).skipped()).isZero();

        assertThat(bench.shown()).isEqualTo(then);
    }

    @Test
    void a_record_whose_name_another_one_has_now_stays_and_is_named() {
        RecordKey first = new RecordKey("people", "1");
        RecordKey second = new RecordKey("people", "2");
        a.accepted(a.create(first, "{'name':'Ada'}"));
        long seq = bench.seq();
        a.accepted(a.update(first, "{'name':'Grace'}"));
        a.accepted(a.create(second, "{'name':'Ada'}"));
        Map<RecordKey, Value.Obj> before = bench.shown();

        RestoreAnswer answer = bench.restore(seq, new Extent("people", "1"));

        assertThat(answer.restored()).isZero();
        assertThat(answer.skipped()).isEqualTo(1);
        assertThat(answer.skippedRecords().getFirst().key()).isEqualTo(first);
        assertThat(answer.skippedRecords().getFirst().detail()).contains("2");
        assertThat(bench.shown()).isEqualTo(before);
    }

    @Test
    void what_was_written_without_knowing_of_the_restore_is_concurrent_with_it() {
        a.accepted(a.create(KEPT, "{'n':0}"));
        long seq = bench.seq();
        a.accepted(a.update(KEPT, "{'n':1}"));
        bench.pass(Duration.ofMinutes(10));
        bench.restore(seq, Extent.ALL);
        bench.pass(Duration.ofMinutes(10));

        Ack ack = a.accepted(a.write(Op.UPDATE, KEPT, "{'n':2}"));

        assertThat(ack.status()).isEqualTo(Ack.Status.MERGED);
        assertThat(bench.shown()).containsEntry(KEPT, json("{'n':2}"));
        assertThat(bench.openConflicts()).hasSize(1);
    }

    @Test
    void one_restore_asked_for_twice_is_one_restore() {
        long seq = workedOn();
        Restore restore = new Restore(bench.newId(), seq, Extent.ALL, "then");
        RestoreAnswer first = bench.restoring().restore(bench.restorer(), restore);
        a.pull();
        a.accepted(a.update(KEPT, "{'n':'newer'}"));

        assertThat(bench.restoring().restore(bench.restorer(), restore)).isEqualTo(first);

        assertThat(bench.shown()).containsEntry(KEPT, json("{'n':'newer'}"));
        Restore other = new Restore(restore.id(), 0, Extent.ALL, "then");
        assertThat(
                        catchThrowableOfType(
                                        Problem.class,
                                        () -> bench.restoring().restore(bench.restorer(), other))
                                .code())
                .isEqualTo(ProblemCode.ALREADY_EXISTS);
    }

    @Test
    void restores_and_writers_at_once_follow_each_other_and_lose_nothing() {
        a.accepted(a.create(KEPT, "{'n':0}"));
        long seq = bench.seq();
        CompletableFuture<?>[] all = new CompletableFuture<?>[6];
        for (int i = 0; i < 3; i++) {
            Writer writer = bench.device("writer-" + i);
            writer.pull();
            all[i] = CompletableFuture.runAsync(() -> writeOften(writer));
        }
        Restoring restoring = bench.restoring();
        for (int i = 3; i < 6; i++) {
            all[i] =
                    CompletableFuture.runAsync(() -> {
                        for (int round = 0; round < 7; round++) {
                            String id = "restore-" + Thread.currentThread().threadId() + round;
                            restoring.restore(
                                    bench.restorer(), new Restore(id, seq, Extent.ALL, "then"));
                        }
                    });
        }
        CompletableFuture.allOf(all).join();

        bench.restore(seq, Extent.ALL);

        assertThat(bench.shown()).isEqualTo(Map.of(KEPT, json("{'n':0}")));
    }

    /// Small batches, and some that are large enough to be decided ahead.
    private static void writeOften(Writer writer) {
        for (int n = 0; n < 40; n++) {
            writer.pull();
            List<Mutation> batch = new ArrayList<>();
            batch.add(writer.update(KEPT, "{'n':" + n + "}"));
            int more = n % 4 == 0 ? Ahead.MUTATIONS_MIN : 1;
            for (int i = 0; i < more; i++) {
                batch.add(writer.create(note(writer.id + n + "-" + i), "{'n':" + n + "}"));
            }
            writer.push(batch.toArray(Mutation[]::new));
        }
    }
}
