package dev.tidemark.server.engine;

import static dev.tidemark.server.engine.Schemas.collection;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tidemark.core.conflict.Conflict.Type;
import dev.tidemark.core.merge.Refusal.Code;
import dev.tidemark.core.record.Mutation;
import dev.tidemark.core.record.Op;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.schema.CollectionRules.WriteRule;
import dev.tidemark.core.schema.FieldKind;
import dev.tidemark.server.access.Role;
import dev.tidemark.server.access.Scopes;
import dev.tidemark.server.problem.Problem;
import dev.tidemark.wire.command.Ack;
import dev.tidemark.wire.command.BatchAnswer;
import dev.tidemark.wire.command.ListedConflict;
import dev.tidemark.wire.command.Rejection;
import dev.tidemark.wire.problem.ProblemCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Refusals, and what is refused because of other records.
class RulesTest {

    @TempDir Path folder;
    private Workbench bench;
    private Writer a;
    private Writer b;

    @BeforeEach
    void open() {
        bench =
                new Workbench(
                        folder,
                        Schemas.wanting(
                                Schemas.schema(
                                        List.of("tablet", "phone"),
                                        collection("notes"),
                                        collection("people").named("name"),
                                        collection("sheets").rule(WriteRule.OCC),
                                        collection("entries").rule(WriteRule.APPEND),
                                        collection("papers").frozenAt("stage", "signed"),
                                        collection("plans").field("plan", FieldKind.MANUAL),
                                        collection("books"),
                                        collection("patches")
                                                .rule(WriteRule.APPEND)
                                                .patches("books"),
                                        collection("shaped")),
                                Map.of("shaped", "name")));
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

    /// A record that both have seen.
    private RecordKey shared(String collection, String fields) {
        RecordKey key = key(collection, "shared");
        a.accepted(a.create(key, fields));
        b.pull();
        return key;
    }

    // Permissions

    @Test
    void a_viewer_is_told_that_it_may_not_and_changes_nothing() {
        RecordKey key = shared("notes", "{'n':1}");
        b.principal = bench.principal(Role.VIEWER, Scopes.ALL);

        assertThat(b.refused(b.update(key, "{'n':2}")).known()).isEqualTo(Code.FORBIDDEN);
        assertThat(a.fields(key)).isEqualTo("{\"n\":1}");
    }

    @Test
    void a_scope_narrows_command_by_command() {
        a.principal = bench.principal(Role.EDITOR, Scopes.of(List.of("notes:edit")));
        BatchAnswer answer =
                a.push(
                        a.create(key("people", "1"), "{'name':'x'}"),
                        a.create(key("notes", "1"), "{'n':1}"));

        assertThat(answer.rejections())
                .extracting(Rejection::known)
                .containsExactly(Code.FORBIDDEN);
        assertThat(answer.acked()).hasSize(1);
    }

    @Test
    void a_refusal_shows_no_record_to_whom_it_is_hidden() {
        shared("people", "{'name':'x'}");
        b.principal = bench.principal(Role.EDITOR, Scopes.of(List.of("notes:edit")));
        Rejection rejection = b.refused(b.update(key("people", "shared"), "{'name':'y'}"));

        assertThat(rejection.latest()).isNull();
        assertThat(rejection.conflict()).isNull();
    }

    // Gaps and what is queued behind a refusal

    @Test
    void a_missing_counter_is_a_gap_and_closes_when_it_arrives() {
        RecordKey key = shared("notes", "{'n':1}");
        Mutation second = a.update(key, "{'n':2}");
        Mutation third = a.update(key, "{'n':3}");

        BatchAnswer answer = a.send(a.batch(a.cursor, third));
        assertThat(answer.rejections().getFirst().known()).isEqualTo(Code.CAUSAL_GAP);
        assertThat(a.send(a.batch(a.cursor, second, third)).acked()).hasSize(2);
    }

    @Test
    void what_follows_a_gap_is_a_gap_and_need_not_be_stamped_anew() {
        RecordKey key = shared("notes", "{'n':1}");
        a.update(key, "{'n':2}");
        BatchAnswer answer =
                a.send(a.batch(a.cursor, a.update(key, "{'n':3}"), a.update(key, "{'n':4}")));

        assertThat(answer.rejections()).extracting(Rejection::known).containsOnly(Code.CAUSAL_GAP);
    }

    @Test
    void a_mended_mutation_in_the_place_of_a_refused_one_lets_the_rest_go_on() {
        RecordKey key = shared("notes", "{'n':1}");
        Mutation bad = a.update(key, "{'n':'\\u0000'}");
        a.seen.put(key, bad.context());
        BatchAnswer answer =
                a.send(a.batch(a.cursor, bad, a.update(key, "{'n':2}"), a.update(key, "{'n':3}")));

        assertThat(answer.rejections()).hasSize(1);
        assertThat(answer.acked()).hasSize(2);
    }

    @Test
    void an_update_of_what_never_was_is_not_found_and_its_followers_depend_on_it() {
        RecordKey key = key("notes", "never");
        BatchAnswer answer = a.push(a.update(key, "{'n':1}"), a.update(key, "{'n':2}"));

        assertThat(answer.rejections())
                .extracting(Rejection::known)
                .containsExactly(Code.NOT_FOUND, Code.DEPENDS_ON_REJECTED);
    }

    // Rules

    @Test
    void a_stale_write_under_occ_is_refused_with_the_latest_state_and_listed() {
        RecordKey key = shared("sheets", "{'x':0,'y':0}");
        a.accepted(a.update(key, "{'x':1}"));
        Rejection rejection = b.refused(b.update(key, "{'y':1}"));

        assertThat(rejection.known()).isEqualTo(Code.CONFLICT);
        assertThat(rejection.latest().fields()).hasToString("{\"x\":1,\"y\":0}");
        ListedConflict conflict = rejection.conflict();
        assertThat(conflict.type()).isEqualTo(Type.RULE);
        assertThat(conflict.fields().getFirst().mine()).hasToString("1");
        assertThat(conflict.fields().getFirst().theirs()).hasToString("0");
    }

    @Test
    void a_refused_mutation_that_is_sent_again_is_refused_again_whatever_has_happened() {
        RecordKey key = shared("sheets", "{'x':0}");
        a.accepted(a.update(key, "{'x':1}"));
        Mutation stale = b.update(key, "{'x':2}");
        Rejection first = b.send(b.batch(b.cursor, stale)).rejections().getFirst();
        bench.restart();
        Rejection again = b.send(b.batch(b.cursor, stale)).rejections().getFirst();

        assertThat(again.detail()).isEqualTo(first.detail());
        assertThat(again.conflict().conflictId()).isEqualTo(first.conflict().conflictId());
    }

    @Test
    void a_refused_mutation_that_is_stamped_anew_is_decided_anew_and_closes_its_conflict() {
        RecordKey key = shared("sheets", "{'x':0}");
        a.accepted(a.update(key, "{'x':1}"));
        Mutation stale = b.update(key, "{'x':2}");
        b.push(stale);
        b.pull();
        Mutation anew = stale.restamped(b.seen.get(key).next("b"), b.seen.get(key));

        assertThat(b.accepted(anew).status()).isEqualTo(Ack.Status.APPLIED);
        assertThat(bench.openConflicts()).isEmpty();
    }

    @Test
    void a_first_batch_with_a_refused_mutation_may_come_again() {
        RecordKey key = key("people", "1");
        Mutation good = a.create(key, "{'name':'Ann'}");
        Mutation bad = a.create(key("people", "2"), "{'name':' ann '}");
        BatchAnswer first = a.send(a.batch(null, good, bad));
        BatchAnswer again = a.send(a.batch(null, good, bad));

        assertThat(again.acked()).extracting(Ack::status).containsOnly(Ack.Status.DUPLICATE);
        assertThat(again.rejections().getFirst().conflict().conflictId())
                .isEqualTo(first.rejections().getFirst().conflict().conflictId());
    }

    @Test
    void an_append_collection_is_written_once() {
        RecordKey key = shared("entries", "{'n':1}");

        assertThat(a.refused(a.update(key, "{'n':2}")).known()).isEqualTo(Code.CONFLICT);
        assertThat(b.refused(b.delete(key)).known()).isEqualTo(Code.CONFLICT);
    }

    @Test
    void a_frozen_record_is_corrected_or_left_alone() {
        RecordKey key = shared("papers", "{'stage':'draft','n':1}");
        a.accepted(a.update(key, "{'stage':'signed'}"));

        assertThat(a.refused(a.update(key, "{'n':2}")).known()).isEqualTo(Code.CONFLICT);
        a.accepted(
                new Mutation(
                        bench.newId(),
                        key,
                        Op.CORRECT,
                        a.seen.get(key).next("a"),
                        a.seen.get(key),
                        Writer.json("{'n':3}"),
                        List.of(),
                        bench.now,
                        null,
                        new Mutation.Correction("typo", "a")));
    }

    @Test
    void a_field_decided_by_hand_refuses_what_is_concurrent_and_takes_the_rest() {
        RecordKey key = shared("plans", "{'plan':'0'}");
        a.accepted(a.update(key, "{'plan':'1'}"));

        assertThat(b.refused(b.update(key, "{'plan':'2'}")).known()).isEqualTo(Code.CONFLICT);
        b.seen.put(key, a.records.get(key).state().vv().upTo("a", 1));
        assertThat(b.accepted(b.update(key, "{'other':1}")).status()).isEqualTo(Ack.Status.MERGED);
    }

    @Test
    void a_merge_that_no_longer_fits_its_schema_is_accepted_and_listed_until_it_fits() {
        RecordKey key = shared("shaped", "{'name':'x'}");
        a.accepted(a.update(key, "{'a':1}"));
        Ack merged = b.accepted(b.update(key, "{'b':1}"));

        assertThat(merged.status()).isEqualTo(Ack.Status.MERGED);
        assertThat(bench.openConflicts())
                .extracting(ListedConflict::type)
                .containsExactly(Type.RULE);
        a.pull();
        Mutation mending =
                new Mutation(
                        "mending",
                        key,
                        Op.UPDATE,
                        a.seen.get(key).next("a"),
                        a.seen.get(key),
                        Writer.json("{}"),
                        List.of("b"),
                        bench.now,
                        null,
                        null);
        a.accepted(mending);
        assertThat(bench.openConflicts()).isEmpty();
    }

    @Test
    void a_mutation_that_does_not_fit_its_schema_is_refused_and_says_where() {
        Rejection rejection = a.refused(a.create(key("shaped", "1"), "{'n':1}"));

        assertThat(rejection.known()).isEqualTo(Code.VALIDATION);
        assertThat(rejection.errors()).isNotEmpty();
    }

    @Test
    void a_clock_in_the_future_counts_as_now_and_a_little() {
        RecordKey key = key("notes", "1");
        a.accepted(a.write(Op.CREATE, key, "{'n':1}", bench.now.plus(Duration.ofDays(3_650))));

        assertThat(a.records.get(key).updatedAt()).isEqualTo(bench.now.plus(Duration.ofMinutes(2)));
    }

    @Test
    void the_rank_of_the_platform_decides_within_the_skew() {
        Writer tablet = bench.device("t", "tablet");
        Writer phone = bench.device("p", "phone");
        RecordKey key = shared("notes", "{'n':0}");
        tablet.pull();
        phone.pull();
        tablet.accepted(tablet.update(key, "{'n':1}"));
        bench.pass(Duration.ofMinutes(1));
        phone.accepted(phone.update(key, "{'n':2}"));

        assertThat(a.fields(key)).isEqualTo("{\"n\":1}");
    }

    // Size

    @Test
    void a_record_over_the_limit_refuses_the_batch_and_names_the_command() {
        Mutation small = a.create(key("notes", "1"), "{'n':1}");
        Mutation large = a.create(key("notes", "2"), "{'t':'" + "x".repeat(2_000) + "'}");
        Problem problem = catchThrowableOfType(Problem.class, () -> a.push(small, large));

        assertThat(problem.code()).isEqualTo(ProblemCode.RECORD_TOO_LARGE);
        assertThat(problem.detail()).contains(large.id(), "2000");
        assertThat(b.pull().records).isEmpty();
    }

    @Test
    void a_record_may_not_grow_over_the_limit_bit_by_bit() {
        RecordKey key = shared("notes", "{'a0':'" + "x".repeat(900) + "'}");
        a.accepted(a.update(key, "{'a1':'" + "x".repeat(900) + "'}"));
        Mutation last = a.update(key, "{'a2':'" + "x".repeat(900) + "'}");

        assertThat(catchThrowableOfType(Problem.class, () -> a.push(last)).code())
                .isEqualTo(ProblemCode.RECORD_TOO_LARGE);
    }

    @Test
    void writing_a_large_record_over_and_over_does_not_make_it_larger() {
        RecordKey key = shared("notes", "{'a':'" + "x".repeat(1_500) + "'}");
        for (int i = 0; i < 5; i++) {
            a.accepted(a.update(key, "{'a':'" + "y".repeat(1_500 + i) + "'}"));
        }
        assertThat(a.onServer(key).version()).isEqualTo(6);
    }

    // Natural keys

    @Test
    void a_taken_name_is_refused_with_one_that_is_free() {
        a.accepted(a.create(key("people", "1"), "{'name':'Ann'}"));
        a.accepted(a.create(key("people", "2"), "{'name':'Ann (2)'}"));
        Rejection rejection = a.refused(a.create(key("people", "3"), "{'name':' ANN '}"));

        ListedConflict conflict = rejection.conflict();
        assertThat(conflict.type()).isEqualTo(Type.NATURAL_KEY);
        assertThat(conflict.suggestion().choice()).isEqualTo("rename");
        assertThat(conflict.suggestion().fields()).hasToString("{\"name\":\"ANN (3)\"}");
        assertThat(conflict.fields().getFirst().theirs()).hasToString("\"Ann\"");
        assertThat(rejection.latest()).isNull();
    }

    @Test
    void names_are_for_live_records_only() {
        RecordKey first = key("people", "1");
        a.accepted(a.create(first, "{'name':'Ann'}"));
        a.accepted(a.delete(first));
        a.accepted(a.create(key("people", "2"), "{'name':'Ann'}"));
        Rejection rejection = a.refused(a.write(Op.RESTORE, first, "{}"));

        assertThat(rejection.conflict().type()).isEqualTo(Type.NATURAL_KEY);
        assertThat(a.onServer(key("people", "2")).deleted()).isFalse();
    }

    @Test
    void a_record_that_a_stale_edit_would_bring_back_into_a_taken_name_stays_dead() {
        RecordKey first = shared("people", "{'name':'Ann'}");
        a.accepted(a.delete(first));
        a.accepted(a.create(key("people", "2"), "{'name':'Ann'}"));

        assertThat(b.refused(b.update(first, "{'age':3}")).conflict().type())
                .isEqualTo(Type.NATURAL_KEY);
    }

    @Test
    void a_record_may_be_renamed_to_its_own_name_and_frees_its_old_one() {
        RecordKey first = key("people", "1");
        a.accepted(a.create(first, "{'name':'Ann'}"));
        a.accepted(a.update(first, "{'name':'ann'}"));
        a.accepted(a.update(first, "{'name':'Bea'}"));
        a.accepted(a.create(key("people", "2"), "{'name':'Ann'}"));
    }

    @Test
    void a_name_given_up_in_a_batch_is_free_for_the_rest_of_it() {
        RecordKey first = key("people", "1");
        a.accepted(a.create(first, "{'name':'Ann'}"));
        BatchAnswer answer =
                a.push(
                        a.update(first, "{'name':'Bea'}"),
                        a.create(key("people", "2"), "{'name':'Ann'}"),
                        a.create(key("people", "3"), "{'name':'Bea'}"));

        assertThat(answer.acked()).hasSize(2);
        assertThat(answer.rejections()).hasSize(1);
    }

    @Test
    void a_name_taken_by_a_refused_group_is_free() {
        BatchAnswer answer =
                a.push(
                        a.write(Op.CREATE, key("people", "1"), "{'name':'Ann'}", bench.now, "g"),
                        a.write(Op.CREATE, key("people", "2"), "{'name':'ann'}", bench.now, "g"),
                        a.create(key("people", "3"), "{'name':'Ann'}"));

        assertThat(answer.acked()).hasSize(1);
        assertThat(answer.rejections())
                .extracting(Rejection::known)
                .containsExactly(Code.DEPENDS_ON_REJECTED, Code.CONFLICT);
    }

    // Patches of a base

    private Mutation patch(String id, int base, String operations) {
        return a.create(
                key("patches", id),
                "{'targetId':'book','baseVersion':%d,'patch':%s}".formatted(base, operations));
    }

    @Test
    void a_patch_moves_its_target_to_the_next_version_right_behind_itself() {
        RecordKey book = key("books", "book");
        Ack first = a.accepted(patch("1", 0, "[{'op':'add','path':'/title','value':'T'}]"));
        a.accepted(patch("2", 1, "[{'op':'remove','path':'/title'}]"));

        assertThat(first.version()).isEqualTo(1);
        assertThat(a.records.get(book).fields()).hasToString("{\"version\":2}");
        assertThat(a.records.get(book).state().vv()).hasToString("{patch:a=2}");
        assertThat(a.records.get(book).updatedBy()).isEqualTo("a");
        assertThat(a.records.get(book).version()).isEqualTo(4);
    }

    @Test
    void a_patch_for_a_version_that_has_passed_changes_nothing() {
        a.accepted(patch("1", 0, "[]"));
        Rejection rejection = a.refused(patch("2", 0, "[]"));

        assertThat(rejection.known()).isEqualTo(Code.CONFLICT);
        assertThat(a.fields(key("books", "book"))).isEqualTo("{\"version\":1}");
    }

    @Test
    void the_same_patch_again_has_no_effect() {
        Mutation patch = patch("1", 0, "[]");
        a.accepted(patch);

        assertThat(a.accepted(patch).status()).isEqualTo(Ack.Status.DUPLICATE);
        assertThat(a.fields(key("books", "book"))).isEqualTo("{\"version\":1}");
    }

    @Test
    void a_patch_wants_leave_to_change_its_target() {
        a.principal = bench.principal(Role.EDITOR, Scopes.of(List.of("patches:edit")));

        assertThat(a.refused(patch("1", 0, "[]")).known()).isEqualTo(Code.FORBIDDEN);
    }

    @Test
    void a_patch_that_does_not_apply_is_refused() {
        Rejection rejection = a.refused(patch("1", 0, "[{'op':'remove','path':'/no'}]"));

        assertThat(rejection.known()).isEqualTo(Code.VALIDATION);
        assertThat(b.pull().records).isEmpty();
    }
}
