package dev.tidemark.server.engine;

import static dev.tidemark.server.engine.Schemas.collection;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.core.conflict.Conflict.Type;
import dev.tidemark.core.conflict.Resolution;
import dev.tidemark.core.conflict.Resolution.Choice;
import dev.tidemark.core.merge.Refusal.Code;
import dev.tidemark.core.record.Mutation;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.schema.CollectionRules.DeleteUpdate;
import dev.tidemark.core.schema.CollectionRules.WriteRule;
import dev.tidemark.server.access.Role;
import dev.tidemark.server.access.Scopes;
import dev.tidemark.server.conflict.ConflictList;
import dev.tidemark.server.store.ConflictRow.Which;
import dev.tidemark.wire.command.Ack;
import dev.tidemark.wire.command.ListedConflict;
import dev.tidemark.wire.command.ListedConflict.Field;
import dev.tidemark.wire.command.Rejection;
import dev.tidemark.wire.command.Resolve;
import dev.tidemark.wire.command.Resolve.Decision;
import dev.tidemark.wire.command.ResolveAnswer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResolvingTest {

    private static final RecordKey NOTE = Writer.note("n");

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
                                collection("notes"),
                                collection("places").group("lat", "lon"),
                                collection("sheets").rule(WriteRule.OCC),
                                collection("papers").frozenAt("stage", "signed"),
                                collection("gone").deleteUpdate(DeleteUpdate.DELETE),
                                collection("people").named("name")));
        a = bench.device("a");
        b = bench.device("b");
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private static RecordKey key(String collection, String id) {
        return new RecordKey(collection, id);
    }

    private void shared(RecordKey key, String fields) {
        a.accepted(a.create(key, fields));
        b.pull();
    }

    /// Left by a, right by b and ten minutes later.
    private ListedConflict disputed() {
        shared(NOTE, "{'text':'base','other':1}");
        a.accepted(a.update(NOTE, "{'text':'left'}"));
        bench.pass(Duration.ofMinutes(10));
        b.accepted(b.update(NOTE, "{'text':'right'}"));
        return onlyConflict();
    }

    private ListedConflict onlyConflict() {
        List<ListedConflict> open = bench.openConflicts();
        assertThat(open).hasSize(1);
        return open.getFirst();
    }

    private Resolution resolution(
            String id, ListedConflict conflict, Choice choice, String fields) {
        return new Resolution(id, conflict.conflictId(), choice, Writer.json(fields), bench.now);
    }

    private ResolveAnswer resolve(Writer device, Resolution... resolutions) {
        return bench.resolving()
                .resolve(
                        device.asking(),
                        new Resolve(
                                device.id,
                                Stream.of(resolutions)
                                        .<Decision>map(Decision.Readable::new)
                                        .toList()));
    }

    private ResolveAnswer resolve(Writer device, ListedConflict conflict, Choice choice) {
        return resolve(device, resolution(bench.newId(), conflict, choice, "{}"));
    }

    private List<ListedConflict> listed(Which which, String device) {
        return new ConflictList(bench.lanes()).page(bench.owner(), which, device, null, 100);
    }

    @Test
    void each_device_sees_its_own_value_as_mine() {
        disputed();
        Field mine = listed(Which.OPEN, "a").getFirst().fields().getFirst();
        Field theirs = listed(Which.OPEN, "b").getFirst().fields().getFirst();
        Field third = listed(Which.OPEN, "c").getFirst().fields().getFirst();

        assertThat(List.of(mine.mine(), mine.theirs(), mine.suggested()).toString())
                .isEqualTo("[\"left\", \"right\", \"right\"]");
        assertThat(List.of(theirs.mine(), theirs.theirs()).toString())
                .isEqualTo("[\"right\", \"left\"]");
        assertThat(List.of(third.mine(), third.theirs()).toString())
                .isEqualTo("[\"right\", \"left\"]");
    }

    @Test
    void each_choice_does_what_it_says() {
        ListedConflict conflict = disputed();
        assertThat(resolve(a, conflict, Choice.MINE).resolved()).hasSize(1);
        assertThat(a.fields(NOTE)).isEqualTo("{\"other\":1,\"text\":\"left\"}");

        assertThat(bench.openConflicts()).isEmpty();
        assertThat(listed(Which.RESOLVED, null))
                .extracting(ListedConflict::conflictId)
                .containsExactly(conflict.conflictId());
    }

    @Test
    void theirs_and_a_value_of_ones_own() {
        ListedConflict conflict = disputed();
        resolve(b, conflict, Choice.THEIRS);
        assertThat(a.fields(NOTE)).contains("left");
        a.pull();
        b.pull();
        a.accepted(a.update(NOTE, "{'text':'1'}"));
        b.accepted(b.update(NOTE, "{'text':'2'}"));
        resolve(a, resolution("own", onlyConflict(), Choice.VALUE, "{'text':'both'}"));

        assertThat(a.fields(NOTE)).isEqualTo("{\"other\":1,\"text\":\"both\"}");
        assertThat(a.onServer(NOTE).updatedBy()).isEqualTo("a");
        assertThat(a.onServer(NOTE).state().vv().counter("resolve:a")).isEqualTo(1);
    }

    @Test
    void a_resolution_takes_no_counter_of_the_device_that_queues_on() {
        ListedConflict conflict = disputed();
        Mutation queued = a.update(NOTE, "{'other':2}");
        resolve(a, conflict, Choice.MINE);

        assertThat(a.accepted(queued).status()).isEqualTo(Ack.Status.MERGED);
    }

    @Test
    void a_resolution_sent_twice_is_one_whatever_happened_since() {
        ListedConflict conflict = disputed();
        Resolution resolution = resolution("once", conflict, Choice.MINE, "{}");
        ResolveAnswer first = resolve(a, resolution);
        b.pull();
        b.accepted(b.update(NOTE, "{'text':'later'}"));
        bench.restart();
        ResolveAnswer again = resolve(a, resolution, resolution);

        assertThat(again.resolved())
                .containsExactly(first.resolved().getFirst(), first.resolved().getFirst());
        assertThat(a.fields(NOTE)).contains("later");
    }

    @Test
    void another_decision_under_the_same_id_is_refused() {
        ListedConflict conflict = disputed();
        resolve(a, resolution("once", conflict, Choice.MINE, "{}"));
        ResolveAnswer other = resolve(a, resolution("once", conflict, Choice.THEIRS, "{}"));

        assertThat(code(other)).isEqualTo(Code.VALIDATION);
    }

    @Test
    void a_conflict_that_grew_since_it_was_read_is_refused_with_what_it_is_now() {
        Writer c = bench.device("c");
        shared(NOTE, "{'text':'base'}");
        c.pull();
        Mutation late = c.update(NOTE, "{'text':'third'}");
        a.accepted(a.update(NOTE, "{'text':'left'}"));
        b.accepted(b.update(NOTE, "{'text':'right'}"));
        ListedConflict conflict = onlyConflict();
        Instant opened = conflict.openedAt();
        bench.pass(Duration.ofHours(1));
        c.accepted(late);
        ResolveAnswer answer = resolve(a, conflict, Choice.MINE);

        assertThat(code(answer)).isEqualTo(Code.CONFLICT);
        Rejection rejection = answer.rejections().getFirst().rejection();
        assertThat(rejection.latest().fields()).hasToString("{\"text\":\"third\"}");
        assertThat(rejection.conflict().conflictId())
                .isEqualTo(onlyConflict().conflictId())
                .isNotEqualTo(conflict.conflictId());
        assertThat(rejection.conflict().fields().getFirst().siblings()).hasSize(3);
        assertThat(onlyConflict().openedAt()).isEqualTo(opened);
        assertThat(listed(Which.ALL, null)).hasSize(1);
    }

    @Test
    void a_conflict_is_resolved_once() {
        ListedConflict conflict = disputed();
        ResolveAnswer answer =
                resolve(
                        a,
                        resolution("1", conflict, Choice.MINE, "{}"),
                        resolution("2", conflict, Choice.THEIRS, "{}"));

        assertThat(answer.resolved()).hasSize(1);
        assertThat(code(answer)).isEqualTo(Code.CONFLICT);
    }

    @Test
    void a_resolution_of_nothing_is_refused_and_the_others_go_on() {
        ListedConflict conflict = disputed();
        Resolution nothing =
                new Resolution("x", "no-such", Choice.MINE, Writer.json("{}"), bench.now);
        ResolveAnswer answer = resolve(a, nothing, resolution("y", conflict, Choice.THEIRS, "{}"));

        assertThat(answer.resolved()).hasSize(1);
        assertThat(code(answer)).isEqualTo(Code.NOT_FOUND);
    }

    @Test
    void who_may_not_write_decides_nothing_and_who_may_not_read_knows_of_nothing() {
        ListedConflict conflict = disputed();
        a.principal = bench.principal(Role.VIEWER, Scopes.ALL);
        assertThat(code(resolve(a, conflict, Choice.MINE))).isEqualTo(Code.FORBIDDEN);

        a.principal = bench.principal(Role.EDITOR, Scopes.of(List.of("people:edit")));
        assertThat(code(resolve(a, conflict, Choice.MINE))).isEqualTo(Code.NOT_FOUND);
        assertThat(new ConflictList(bench.lanes()).page(a.principal, Which.ALL, "a", null, 10))
                .isEmpty();
    }

    @Test
    void a_write_that_has_seen_every_sibling_closes_the_conflict_too() {
        disputed();
        a.pull();
        a.accepted(a.update(NOTE, "{'text':'settled'}"));

        assertThat(bench.openConflicts()).isEmpty();
        assertThat(listed(Which.RESOLVED, null)).hasSize(1);
    }

    @Test
    void a_deletion_conflict_is_settled_either_way() {
        for (String id : List.of("1", "2")) {
            RecordKey key = key("notes", id);
            shared(key, "{'text':'base'}");
            a.accepted(a.delete(key));
            Ack ack = b.accepted(b.update(key, "{'text':'edited'}"));
            ListedConflict conflict = onlyConflict();

            assertThat(ack.conflictId()).isEqualTo(conflict.conflictId());
            assertThat(conflict.type()).isEqualTo(Type.DELETE_UPDATE);
            assertThat(a.onServer(key).deleted()).isFalse();
            resolve(b, conflict, id.equals("1") ? Choice.ACCEPT_DELETE : Choice.RESTORE);
            assertThat(bench.openConflicts()).isEmpty();
            assertThat(b.pull().records.get(key).deleted()).isEqualTo(id.equals("1"));
        }
    }

    @Test
    void where_the_deletion_wins_the_data_can_be_had_back() {
        RecordKey key = key("gone", "1");
        shared(key, "{'text':'base'}");
        a.accepted(a.delete(key));
        b.accepted(b.update(key, "{'text':'edited'}"));
        assertThat(b.pull().records.get(key).deleted()).isTrue();
        resolve(b, onlyConflict(), Choice.RESTORE);

        assertThat(a.fields(key)).isEqualTo("{\"text\":\"edited\"}");
    }

    @Test
    void a_group_is_settled_as_one() {
        RecordKey key = key("places", "1");
        shared(key, "{'lat':1,'lon':1}");
        a.accepted(a.update(key, "{'lat':2}"));
        bench.pass(Duration.ofMinutes(10));
        b.accepted(b.update(key, "{'lon':3}"));
        assertThat(a.fields(key)).isEqualTo("{\"lat\":1,\"lon\":3}");
        resolve(a, onlyConflict(), Choice.MINE);

        assertThat(a.fields(key)).isEqualTo("{\"lat\":2,\"lon\":1}");
    }

    // Refused mutations

    private ListedConflict nameTaken() {
        a.accepted(a.create(key("people", "1"), "{'name':'Ann','age':1}"));
        b.pull();
        b.refused(b.create(key("people", "2"), "{'name':'ann','age':2}"));
        return onlyConflict();
    }

    @Test
    void a_refused_name_is_resolved_by_another_one() {
        ListedConflict conflict = nameTaken();
        ResolveAnswer answer =
                resolve(b, resolution("r", conflict, Choice.RENAME, "{'name':'Bea'}"));

        assertThat(answer.resolved()).hasSize(1);
        assertThat(b.fields(key("people", "2"))).isEqualTo("{\"age\":2,\"name\":\"Bea\"}");
        assertThat(bench.openConflicts()).isEmpty();
    }

    @Test
    void renaming_to_a_second_taken_name_is_refused_and_the_conflict_stays() {
        ListedConflict conflict = nameTaken();
        a.accepted(a.create(key("people", "3"), "{'name':'Bea'}"));
        ResolveAnswer answer =
                resolve(b, resolution("r", conflict, Choice.RENAME, "{'name':'BEA'}"));

        assertThat(code(answer)).isEqualTo(Code.CONFLICT);
        assertThat(onlyConflict().conflictId()).isEqualTo(conflict.conflictId());
        assertThat(answer.rejections().getFirst().rejection().conflict().conflictId())
                .isEqualTo(conflict.conflictId());
    }

    @Test
    void the_suggested_name_can_be_taken_as_it_is() {
        resolve(b, nameTaken(), Choice.SUGGESTED);

        assertThat(b.fields(key("people", "2"))).isEqualTo("{\"age\":2,\"name\":\"ann (2)\"}");
    }

    @Test
    void a_refused_mutation_can_be_given_up() {
        ListedConflict conflict = nameTaken();
        assertThat(resolve(b, conflict, Choice.THEIRS).resolved()).hasSize(1);

        assertThat(bench.openConflicts()).isEmpty();
        assertThat(a.pull().records).hasSize(1);
        assertThat(code(resolve(b, conflict, Choice.MINE))).isEqualTo(Code.CONFLICT);
    }

    @Test
    void a_stale_write_can_be_applied_after_all() {
        RecordKey key = key("sheets", "1");
        shared(key, "{'x':0,'y':0}");
        a.accepted(a.update(key, "{'x':1}"));
        b.refused(b.update(key, "{'y':2}"));
        resolve(b, onlyConflict(), Choice.MINE);

        assertThat(a.fields(key)).isEqualTo("{\"x\":1,\"y\":2}");
        assertThat(bench.openConflicts()).isEmpty();
    }

    @Test
    void what_the_rule_still_refuses_stays_a_conflict() {
        RecordKey key = key("papers", "1");
        shared(key, "{'stage':'signed','n':1}");
        b.refused(b.update(key, "{'n':2}"));
        ListedConflict conflict = onlyConflict();

        assertThat(code(resolve(b, conflict, Choice.MINE))).isEqualTo(Code.CONFLICT);
        assertThat(onlyConflict().conflictId()).isEqualTo(conflict.conflictId());
    }

    @Test
    void a_choice_that_does_not_fit_is_refused() {
        ListedConflict conflict = disputed();

        assertThat(code(resolve(a, conflict, Choice.RESTORE))).isEqualTo(Code.VALIDATION);
        assertThat(code(resolve(a, resolution("v", conflict, Choice.VALUE, "{}"))))
                .isEqualTo(Code.VALIDATION);
        assertThat(bench.openConflicts()).hasSize(1);
    }

    @Test
    void the_list_is_paged() {
        for (int i = 0; i < 5; i++) {
            RecordKey key = key("notes", "p" + i);
            shared(key, "{'t':0}");
            a.accepted(a.update(key, "{'t':1}"));
            b.accepted(b.update(key, "{'t':2}"));
        }
        ConflictList list = new ConflictList(bench.lanes());
        List<ListedConflict> first = list.page(bench.owner(), Which.OPEN, null, null, 3);
        List<ListedConflict> rest =
                list.page(bench.owner(), Which.OPEN, null, first.getLast().conflictId(), 3);

        assertThat(first).hasSize(3);
        assertThat(rest).hasSize(2).doesNotContainAnyElementsOf(first);
    }

    private static Code code(ResolveAnswer answer) {
        return answer.rejections().getFirst().rejection().known();
    }
}
