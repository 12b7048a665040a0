package dev.tidemark.server.engine;

import static dev.tidemark.server.engine.Schemas.collection;
import static dev.tidemark.server.engine.Writer.json;
import static dev.tidemark.server.engine.Writer.note;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.core.conflict.Conflict;
import dev.tidemark.core.record.Mutation;
import dev.tidemark.core.record.Op;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.schema.FieldKind;
import dev.tidemark.core.value.Value;
import dev.tidemark.server.access.Role;
import dev.tidemark.server.access.Scopes;
import dev.tidemark.server.history.History;
import dev.tidemark.server.problem.Problem;
import dev.tidemark.wire.command.Ack;
import dev.tidemark.wire.command.EncodedEntry;
import dev.tidemark.wire.command.HealAnswer;
import dev.tidemark.wire.command.HistoryPage.Version;
import dev.tidemark.wire.command.RecordEntry;
import dev.tidemark.wire.problem.ProblemCode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server whose file was put back to an earlier one, and the devices that know better.
class HealingTest {

    private static final RecordKey NOTE = note("n-1");
    private static final RecordKey COUNT = new RecordKey("counts", "1");

    @TempDir Path folder;
    private Workbench bench;
    private Writer a;
    private Writer b;

    @BeforeEach
    void open() {
        bench =
                new Workbench(
                        folder,
                        Schemas.app(
                                collection("notes").field("tags", FieldKind.SET),
                                collection("counts").field("n", FieldKind.COUNTER),
                                collection("people").named("name")));
        a = bench.device("a");
        b = bench.device("b");
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private static HealAnswer only(List<HealAnswer> answers) {
        assertThat(answers).hasSize(1);
        return answers.getFirst();
    }

    @Test
    void what_was_accepted_after_the_backup_comes_back() {
        a.accepted(a.create(NOTE, "{'x':1,'tags':['t']}"));
        Path backup = bench.keep();
        a.accepted(a.update(NOTE, "{'x':2,'tags':{'add':['u'],'remove':['t']}}"));
        a.accepted(a.create(note("n-2"), "{'y':1}"));
        bench.putBack(backup);

        HealAnswer answer = only(a.heal(100));

        assertThat(answer.joined()).isEqualTo(2);
        assertThat(answer.refused()).isEmpty();
        assertThat(a.onServer(NOTE).fields()).isEqualTo(json("{'tags':['u'],'x':2}"));
        assertThat(a.onServer(note("n-2")).fields()).isEqualTo(json("{'y':1}"));
        assertThat(bench.openConflicts()).isEmpty();
    }

    @Test
    void a_second_device_has_nothing_to_add_and_repeats_change_nothing() {
        a.accepted(a.create(NOTE, "{'x':1}"));
        Path backup = bench.keep();
        a.accepted(a.update(NOTE, "{'x':2}"));
        b.pull();
        bench.putBack(backup);
        List<EncodedEntry> offered = a.records.values().stream().map(a::encoded).toList();

        assertThat(a.offer(offered).joined()).isEqualTo(1);
        assertThat(a.offer(offered).joined()).isZero();
        assertThat(only(b.heal(100)).joined()).isZero();
    }

    @Test
    void a_deletion_stays_one_and_what_was_written_since_stays_newer() {
        a.accepted(a.create(NOTE, "{'x':1}"));
        a.accepted(a.create(note("n-2"), "{'x':1}"));
        b.pull();
        Path backup = bench.keep();
        a.accepted(a.delete(NOTE));
        bench.putBack(backup);
        Writer raw = bench.device("raw").pull();
        raw.accepted(raw.delete(note("n-2")));

        b.pull();
        a.heal(1);

        assertThat(a.records.get(NOTE).deleted()).isTrue();
        assertThat(a.records.get(note("n-2")).deleted()).isTrue();
    }

    @Test
    void newer_writes_of_other_devices_become_siblings_and_older_ones_go() {
        a.accepted(a.create(NOTE, "{'x':1,'y':1}"));
        Path backup = bench.keep();
        a.accepted(a.update(NOTE, "{'x':2}"));
        bench.putBack(backup);
        bench.pass(Duration.ofHours(1));
        Writer raw = bench.device("raw").pull();
        raw.accepted(raw.update(NOTE, "{'x':3}"));

        a.heal(100);

        assertThat(a.records.get(NOTE).fields()).isEqualTo(json("{'x':3,'y':1}"));
        assertThat(bench.openConflicts()).hasSize(1);
    }

    @Test
    void a_dot_that_was_used_twice_keeps_both_writes() {
        a.accepted(a.create(NOTE, "{'x':1,'y':1}"));
        Path backup = bench.keep();
        a.accepted(a.update(NOTE, "{'y':'lost'}"));
        a.accepted(a.update(NOTE, "{'z':'lost too'}"));
        b.pull();
        bench.putBack(backup);
        Writer reused = bench.device("a").pull();
        reused.accepted(reused.update(NOTE, "{'x':'newer'}"));

        a.heal(100);
        HealAnswer second = only(b.heal(100));

        assertThat(a.records.get(NOTE).fields())
                .isEqualTo(json("{'x':'newer','y':'lost','z':'lost too'}"));
        assertThat(a.records.get(NOTE).state().vv().counters())
                .containsEntry("a", 2L)
                .containsEntry("heal:a", 2L);
        assertThat(second.joined()).isZero();
        assertThat(bench.openConflicts()).isEmpty();
    }

    @Test
    void increments_under_a_dot_that_was_used_twice_all_count_once() {
        a.accepted(a.create(COUNT, "{'n':{'increment':1}}"));
        Path backup = bench.keep();
        a.accepted(a.update(COUNT, "{'n':{'increment':10}}"));
        a.accepted(a.update(COUNT, "{'n':{'increment':100}}"));
        b.pull();
        bench.putBack(backup);
        Writer reused = bench.device("a").pull();
        reused.accepted(reused.update(COUNT, "{'n':{'increment':1000}}"));

        a.heal(100);
        b.heal(100);

        assertThat(a.fields(COUNT)).isEqualTo("{\"n\":1111}");
    }

    @Test
    void a_mutation_that_was_answered_before_and_is_sent_again_is_one() {
        a.accepted(a.create(COUNT, "{'n':{'increment':1}}"));
        String since = a.cursor;
        Path backup = bench.keep();
        Mutation lost = a.update(COUNT, "{'n':{'increment':10}}");
        a.send(a.batch(since, lost)); // The answer never came.
        b.pull();
        bench.putBack(backup);

        b.heal(100);
        Ack again = a.send(a.batch(since, lost)).acked().getFirst();

        assertThat(again.status()).isEqualTo(Ack.Status.DUPLICATE);
        assertThat(again.id()).isEqualTo(lost.id());
        assertThat(a.fields(COUNT)).isEqualTo("{\"n\":11}");
    }

    @Test
    void one_that_was_accepted_again_before_the_healing_is_one_too() {
        a.accepted(a.create(COUNT, "{'n':{'increment':1}}"));
        String since = a.cursor;
        Path backup = bench.keep();
        Mutation lost = a.update(COUNT, "{'n':{'increment':10}}");
        a.send(a.batch(since, lost));
        b.pull();
        bench.putBack(backup);

        Writer raw = bench.device("raw").pull();
        raw.accepted(raw.create(NOTE, "{}"));
        a.send(a.batch(since, lost));
        b.heal(100);

        assertThat(b.fields(COUNT)).isEqualTo("{\"n\":11}");
    }

    @Test
    void what_builds_on_what_came_back_is_accepted() {
        a.accepted(a.create(NOTE, "{'x':1}"));
        Path backup = bench.keep();
        a.accepted(a.update(NOTE, "{'x':2}"));
        Mutation queued = a.update(NOTE, "{'x':3}");
        bench.putBack(backup);
        Writer raw = bench.device("raw").pull();
        raw.accepted(raw.update(NOTE, "{'y':1}"));

        a.heal(100);
        Ack ack = a.send(a.batch(a.cursor, queued)).acked().getFirst();

        assertThat(ack.status()).isEqualTo(Ack.Status.MERGED);
        assertThat(a.fields(NOTE)).isEqualTo("{\"x\":3,\"y\":1}");
    }

    @Test
    void a_name_that_another_record_has_now_is_a_conflict_and_the_value_is_kept() {
        RecordKey ada = new RecordKey("people", "1");
        RecordKey other = new RecordKey("people", "2");
        a.accepted(a.create(note("n"), "{}"));
        Path backup = bench.keep();
        a.accepted(a.create(ada, "{'name':'Ada'}"));
        bench.putBack(backup);
        Writer raw = bench.device("raw").pull();
        raw.accepted(raw.create(other, "{'name':'ada'}"));

        a.heal(100);

        assertThat(a.records.get(ada).fields()).isEqualTo(json("{'name':'Ada'}"));
        assertThat(a.records.get(other).fields()).isEqualTo(json("{'name':'ada'}"));
        assertThat(bench.openConflicts())
                .extracting(conflict -> conflict.type())
                .containsExactly(Conflict.Type.NATURAL_KEY);
    }

    @Test
    void nobody_heals_a_server_that_did_not_go_back() {
        a.accepted(a.create(NOTE, "{'x':1}"));
        List<EncodedEntry> offered = a.records.values().stream().map(a::encoded).toList();
        a.accepted(a.update(NOTE, "{'x':2}"));

        assertThatThrownBy(() -> a.offer(offered))
                .isInstanceOfSatisfying(
                        Problem.class, e -> assertThat(e.code()).isEqualTo(ProblemCode.NOT_BEHIND));
    }

    @Test
    void what_is_no_record_or_not_the_devices_to_write_is_refused_alone() {
        a.accepted(a.create(NOTE, "{'x':1}"));
        Path backup = bench.keep();
        a.accepted(a.create(note("good"), "{'x':1,'tags':['t']}"));
        a.accepted(a.create(COUNT, "{'n':{'increment':1}}"));
        bench.putBack(backup);
        RecordEntry good = a.records.get(note("good"));
        Value.Obj body = a.encoded(good).document();
        a.principal = bench.principal(Role.EDITOR, Scopes.of(List.of("notes:edit")));

        HealAnswer answer =
                a.offer(
                        List.of(
                                EncodedEntry.of(Value.Obj.EMPTY),
                                EncodedEntry.of(body.with("vv", json("{'b':1}"))),
                                EncodedEntry.of(body.with("entity", Value.of("planets"))),
                                EncodedEntry.of(body.with("state", json("{'alive':[]}"))),
                                a.encoded(a.records.get(COUNT)),
                                a.encoded(good)));

        assertThat(answer.refused())
                .extracting(HealAnswer.Refused::code)
                .containsExactly(
                        "VALIDATION", "VALIDATION", "VALIDATION", "VALIDATION", "FORBIDDEN");
        assertThat(answer.joined()).isEqualTo(1);
    }

    @Test
    void a_clock_from_the_future_counts_as_the_servers_plus_the_skew() {
        a.accepted(a.create(NOTE, "{'x':1}"));
        Path backup = bench.keep();
        bench.pass(Duration.ofDays(100));
        a.accepted(a.update(NOTE, "{'x':2}"));
        bench.putBack(backup);
        bench.now = Workbench.NOON;

        a.heal(100);

        Instant stamped = a.records.get(NOTE).state().alive().siblings().getFirst().stamp().clock();
        assertThat(stamped).isEqualTo(Workbench.NOON.plus(Duration.ofMinutes(2)));
    }

    @Test
    void a_record_that_came_back_says_in_its_history_what_that_changed() {
        a.accepted(a.create(NOTE, "{'x':1}"));
        Path backup = bench.keep();
        a.accepted(a.update(NOTE, "{'x':2}"));
        bench.putBack(backup);

        a.heal(100);

        List<Version> versions =
                new History(bench.lanes()).page(bench.owner(), NOTE, null, 10).versions();
        Version last = versions.getFirst();
        assertThat(last.op()).isEqualTo(Op.UPDATE);
        assertThat(last.fields()).isEqualTo(json("{'x':2}"));
        assertThat(last.deviceId()).isEqualTo("a");
        assertThat(last.superseded()).isFalse();
        assertThat(versions.getLast().superseded()).isTrue();
    }
}
