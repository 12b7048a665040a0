package dev.tidemark.core.merge;

import static dev.tidemark.core.value.Json.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.core.Ledger;
import dev.tidemark.core.Rules;
import dev.tidemark.core.Writer;
import dev.tidemark.core.causality.Dot;
import dev.tidemark.core.causality.VersionVector;
import dev.tidemark.core.merge.Refusal.Code;
import dev.tidemark.core.record.Mutation;
import dev.tidemark.core.record.Op;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.record.RecordState;
import dev.tidemark.core.record.Stamp;
import dev.tidemark.core.schema.CollectionRules;
import dev.tidemark.core.schema.CollectionRules.WriteRule;
import dev.tidemark.core.schema.FieldKind;
import dev.tidemark.core.value.Storable.Flaw;
import dev.tidemark.core.value.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every rule by which a mutation is taken or refused, from both sides. */
class AcceptanceTest {

    private final Ledger ledger = new Ledger(Rules.everyKind());
    private final Writer a = ledger.device("a");
    private final Writer b = ledger.device("b");

    // What was seen.

    @Test
    void the_next_mutation_of_a_device_is_taken_and_the_record_has_its_dot() {
        assertThat(ledger.accept(a.create("{'t':1}")).merged()).isFalse();
        assertThat(ledger.accept(a.update("{'t':2}")).after().vv())
                .isEqualTo(VersionVector.of(Map.of("a", 2L)));
        assertThat(ledger.view().fields()).isEqualTo(object("{'t':2}"));
    }

    @Test
    void a_mutation_whose_dot_is_there_is_covered_and_changes_nothing() {
        Mutation creation = a.create("{'t':1}");
        ledger.accept(creation);
        RecordState state = ledger.state();

        assertThat(ledger.send(creation)).isEqualTo(new Decision.Covered());
        assertThat(ledger.send(ledger.device("a").create("{'t':9}")))
                .isEqualTo(new Decision.Covered());
        assertThat(ledger.state()).isSameAs(state);
    }

    @Test
    void a_mutation_that_comes_before_an_earlier_one_is_a_gap() {
        Mutation first = a.create("{'t':1}");
        Mutation second = a.update("{'t':2}");

        Refusal refusal = ledger.refuse(second);
        assertThat(refusal.code()).isEqualTo(Code.CAUSAL_GAP);
        assertThat(refusal.code().retryable()).isTrue();
        assertThat(refusal.detail()).contains("notes/n1", "1 is missing", "send it first");
        ledger.accept(first);
        ledger.accept(second);
    }

    @Test
    void a_mutation_that_has_seen_what_is_not_here_is_a_gap() {
        ledger.accept(a.create("{'t':1}"));
        Ledger other = new Ledger(Rules.everyKind());
        other.accept(other.device("a").create("{'t':1}"));
        Writer elsewhere = other.device("c").pull();
        other.accept(elsewhere.update("{'t':2}"));
        Mutation unknown = other.device("b").pull().update("{'t':3}");

        Refusal refusal = ledger.refuse(unknown);
        assertThat(refusal.code()).isEqualTo(Code.CAUSAL_GAP);
        assertThat(refusal.detail()).contains("notes/n1", "{a=1, b=1, c=1}", "{a=1}");
    }

    @Test
    void what_changes_a_record_that_never_was_is_not_found() {
        for (Op op : List.of(Op.UPDATE, Op.DELETE, Op.RESTORE, Op.CORRECT)) {
            Refusal refusal = ledger.refuse(ledger.device("a").write(op, "{}", List.of(), null));

            assertThat(refusal.code()).isEqualTo(Code.NOT_FOUND);
            assertThat(refusal.detail()).contains("notes/n1", "create it first");
        }
    }

    @Test
    void a_refused_mutation_uses_up_no_dot() {
        ledger.accept(a.create("{'once':1}"));
        assertThat(ledger.refuse(a.update("{'once':2}")).code()).isEqualTo(Code.VALIDATION);
        Mutation queuedBehind = a.update("{'t':2}");

        assertThat(ledger.refuse(queuedBehind).code()).isEqualTo(Code.CAUSAL_GAP);
        Mutation restamped =
                queuedBehind.restamped(ledger.state().vv().next("a"), ledger.state().vv());
        assertThat(ledger.accept(restamped).effect().dot()).isEqualTo(new Dot("a", 2));
        assertThat(restamped.id()).isEqualTo(queuedBehind.id());
    }

    @Test
    void a_mutation_that_has_not_seen_all_is_merged_also_where_nothing_is_in_conflict() {
        ledger.accept(a.create("{'x':0,'y':0}"));
        b.pull();
        ledger.accept(a.update("{'x':1}"));

        Decision.Accepted accepted = ledger.accept(b.update("{'y':1}"));
        assertThat(accepted.merged()).isTrue();
        assertThat(accepted.view().fields()).isEqualTo(object("{'x':1,'y':1}"));
        assertThat(accepted.view().inConflict()).isFalse();
    }

    @Test
    void a_mutation_that_forgot_the_own_ones_before_it_cannot_be_written_down() {
        Dot second = new Dot("a", 2);
        for (VersionVector context :
                List.of(VersionVector.EMPTY, VersionVector.of(Map.of("a", 2L)))) {
            assertThatThrownBy(() ->
                            new Mutation(
                                    "m",
                                    Ledger.KEY,
                                    Op.UPDATE,
                                    second,
                                    context,
                                    Value.Obj.EMPTY,
                                    List.of(),
                                    Writer.NINE,
                                    null,
                                    null))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("a:2");
        }
    }

    // What is written.

    @Test
    void what_storage_cannot_hold_is_refused_with_its_place() {
        Map<String, String> places =
                Map.of(
                        "{'t':'a\\u0000'}", "/fields/t",
                        "{'t':['ok','\\ud800']}", "/fields/t/1",
                        "{'a/b':{'c':'\\udc00'}}", "/fields/a~1b/c",
                        "{'n':1e9999999999999999}", "/fields/n");
        places.forEach((fields, place) -> {
            Refusal refusal = ledger.refuse(ledger.device("a").create(fields));
            assertThat(refusal.code()).isEqualTo(Code.VALIDATION);
            assertThat(refusal.errors().get(0).pointer()).isEqualTo(place);
        });
        ledger.accept(a.create("{'t':'\\ud83d\\ude80','n':1e400}"));
        assertThat(ledger.refuse(a.unset("\0")).errors().get(0).pointer()).isEqualTo("/unset");
    }

    @Test
    void a_record_whose_name_storage_cannot_hold_is_refused() {
        Mutation named =
                new Mutation(
                        "m",
                        new RecordKey("notes", "a\0"),
                        Op.CREATE,
                        new Dot("a", 1),
                        VersionVector.EMPTY,
                        Value.Obj.EMPTY,
                        List.of(),
                        Writer.NINE,
                        null,
                        null);

        assertThat(ledger.refuse(named).errors().get(0).pointer()).isEqualTo("/entityId");
    }

    @Test
    void a_deletion_writes_no_fields() {
        ledger.accept(a.create("{'t':1}"));
        Writer c = ledger.device("c").pull();
        Refusal refusal = ledger.refuse(c.write(Op.DELETE, "{'t':2}", List.of(), null));
        assertThat(refusal.code()).isEqualTo(Code.VALIDATION);
        assertThat(refusal.detail()).contains("notes/n1", "update it first");
        assertThat(ledger.refuse(b.pull().write(Op.DELETE, "{}", List.of("t"), null)).code())
                .isEqualTo(Code.VALIDATION);
        ledger.accept(a.delete());
        assertThat(ledger.view().deleted()).isTrue();
        assertThat(ledger.view().fields())
                .as("kept for who restores it")
                .isEqualTo(object("{'t':1}"));
    }

    @Test
    void a_field_is_not_set_and_taken_away_at_once() {
        Refusal refusal = ledger.refuse(a.write(Op.CREATE, "{'t':1}", List.of("t"), null));

        assertThat(refusal.code()).isEqualTo(Code.VALIDATION);
        assertThat(refusal.errors().get(0).pointer()).isEqualTo("/unset");
    }

    @Test
    void a_field_that_is_taken_away_is_not_shown_and_null_is() {
        ledger.accept(a.create("{'gone':1,'null':1,'tags':['x'],'hits':{'increment':2},'lat':1}"));
        ledger.accept(a.update("{'null':null}"));
        ledger.accept(a.unset("gone", "tags", "hits", "lat", "never"));

        assertThat(ledger.view().fields()).isEqualTo(object("{'null':null}"));
        ledger.accept(a.update("{'gone':3,'tags':[],'hits':{'increment':1}}"));
        assertThat(ledger.view().fields())
                .isEqualTo(object("{'null':null,'gone':3,'tags':[],'hits':1}"));
    }

    @Test
    void a_set_takes_additions_and_removals_or_an_array_that_adds() {
        ledger.accept(a.create("{'tags':['x','y','x']}"));
        ledger.accept(a.update("{'tags':['z']}"));
        ledger.accept(a.update("{'tags':{'remove':['x','none'],'add':['w']}}"));
        assertThat(ledger.view().fields()).isEqualTo(object("{'tags':['w','y','z']}"));
        ledger.accept(a.update("{'tags':{'add':['y'],'remove':['y']}}"));
        assertThat(ledger.view().fields()).isEqualTo(object("{'tags':['w','y','z']}"));
        for (String wrong : List.of("1", "null", "{'put':[]}", "{'add':1}", "'x'")) {
            Refusal refusal =
                    ledger.refuse(ledger.device("c").pull().update("{'tags':" + wrong + "}"));
            assertThat(refusal.code()).isEqualTo(Code.VALIDATION);
            assertThat(refusal.errors().get(0).pointer()).isEqualTo("/fields/tags");
        }
    }

    @Test
    void two_spellings_of_a_number_are_one_element_on_every_replica() {
        ledger.accept(a.create("{'tags':[]}"));
        b.pull();
        ledger.accept(a.update("{'tags':[1.0]}"));
        ledger.accept(b.update("{'tags':[1]}"));
        assertThat(ledger.view().fields())
                .as("the least spelling, whoever came first")
                .isEqualTo(object("{'tags':[1]}"));
        ledger.accept(a.pull().update("{'tags':{'remove':[1e0]}}"));
        assertThat(ledger.view().fields()).isEqualTo(object("{'tags':[]}"));
    }

    @Test
    void a_counter_takes_whole_increments() {
        ledger.accept(a.create("{'hits':{'increment':5}}"));
        ledger.accept(a.update("{'hits':{'increment':-1.5e1}}"));
        ledger.accept(a.update("{'hits':{'increment':0e99999999999}}"));
        assertThat(ledger.view().fields()).isEqualTo(object("{'hits':-10}"));
        for (String wrong :
                List.of(
                        "1",
                        "null",
                        "{'increment':1.5}",
                        "{'increment':'1'}",
                        "{'increment':1,'by':2}",
                        "{'increment':1e31}")) {
            Refusal refusal =
                    ledger.refuse(ledger.device("c").pull().update("{'hits':" + wrong + "}"));
            assertThat(refusal.code()).isEqualTo(Code.VALIDATION);
            assertThat(refusal.errors().get(0).pointer()).isEqualTo("/fields/hits");
        }
    }

    @Test
    void a_counter_that_two_take_away_at_once_starts_again_from_nothing() {
        ledger.accept(a.create("{'hits':{'increment':5}}"));
        Writer c = ledger.device("c").pull();
        b.pull();
        ledger.accept(a.unset("hits"));
        ledger.accept(b.unset("hits"));
        assertThat(ledger.view().fields()).isEqualTo(object("{}"));
        ledger.accept(c.update("{'hits':{'increment':2}}"));
        assertThat(ledger.view().fields())
                .as("an increment that the removals had not seen")
                .isEqualTo(object("{'hits':2}"));
        ledger.accept(a.pull().unset("hits"));
        ledger.accept(a.update("{'hits':{'increment':1}}"));
        assertThat(ledger.view().fields()).isEqualTo(object("{'hits':1}"));
    }

    @Test
    void an_immutable_field_is_written_once_and_may_be_said_again() {
        ledger.accept(a.create("{'once':1}"));
        RecordState before = ledger.state();
        ledger.accept(a.update("{'once':1.0}"));
        assertThat(ledger.state().units()).as("not even its stamp").isEqualTo(before.units());

        Refusal refusal = ledger.refuse(a.update("{'once':2}"));
        assertThat(refusal.code()).isEqualTo(Code.VALIDATION);
        assertThat(refusal.errors().get(0).pointer()).isEqualTo("/fields/once");
        assertThat(refusal.detail()).contains("leave it out");
        assertThat(ledger.refuse(b.pull().unset("once")).code()).isEqualTo(Code.VALIDATION);
    }

    @Test
    void an_immutable_field_can_be_written_later_and_taken_away_before_it_was() {
        ledger.accept(a.create("{}"));
        ledger.accept(a.unset("once"));
        ledger.accept(a.update("{'once':1}"));
        assertThat(ledger.view().fields()).isEqualTo(object("{'once':1}"));
    }

    @Test
    void two_first_writes_of_an_immutable_field_are_siblings_and_one_of_them_settles_it() {
        ledger.accept(a.at(0).create("{'once':1}"));
        ledger.accept(b.at(9).create("{'once':2}"));
        assertThat(ledger.view().disputed()).containsExactly("once");
        assertThat(ledger.view().fields()).isEqualTo(object("{'once':2}"));

        assertThat(ledger.refuse(ledger.device("c").pull().update("{'once':3}")).code())
                .isEqualTo(Code.VALIDATION);
        ledger.accept(ledger.device("c").pull().update("{'once':1}"));
        assertThat(ledger.view().inConflict()).isFalse();
        assertThat(ledger.view().fields()).isEqualTo(object("{'once':1}"));
    }

    @Test
    void a_group_keeps_of_its_unnamed_members_what_the_writer_saw() {
        ledger.accept(a.create("{'lat':1,'lon':1}"));
        b.pull();
        ledger.accept(a.at(0).update("{'lat':2}"));
        ledger.accept(b.at(300).update("{'lon':3}"));

        assertThat(ledger.view().fields())
                .as("what b wrote, whole")
                .isEqualTo(object("{'lat':1,'lon':3}"));
        assertThat(ledger.view().disputed()).containsExactly("lat");
        ledger.accept(a.pull().update("{'lat':9}"));
        assertThat(ledger.view().fields()).isEqualTo(object("{'lat':9,'lon':3}"));
        ledger.accept(a.unset("lon"));
        assertThat(ledger.view().fields()).isEqualTo(object("{'lat':9}"));
    }

    // The rules of the collection.

    @Test
    void an_occ_collection_takes_only_who_has_seen_the_record_as_it_is() {
        Ledger occ = new Ledger(Rules.of(WriteRule.OCC).end());
        Writer one = occ.device("a");
        Writer two = occ.device("b");
        occ.accept(one.create("{'x':0}"));
        two.pull();
        occ.accept(one.update("{'x':1}"));

        Refusal refusal = occ.refuse(two.update("{'y':1}"));
        assertThat(refusal.code()).isEqualTo(Code.CONFLICT);
        assertThat(refusal.code().retryable()).isFalse();
        assertThat(refusal.detail()).contains("notes/n1", "pull, then write again");
        assertThat(occ.refuse(occ.device("c").create("{}")).code()).isEqualTo(Code.CONFLICT);
        occ.accept(occ.device("b").pull().update("{'y':1}"));
        occ.accept(occ.device("c").pull().delete());
    }

    @Test
    void an_append_collection_takes_creations_only() {
        Ledger append = new Ledger(Rules.of(WriteRule.APPEND).end());
        append.accept(append.device("a").create("{'x':0}"));
        Writer two = append.device("b").pull();

        for (Op op : Op.values()) {
            Refusal refusal =
                    append.refuse(
                            append.device("c")
                                    .pull()
                                    .write(
                                            op,
                                            "{}",
                                            List.of(),
                                            new Mutation.Correction("why", "who")));
            assertThat(refusal.code()).isEqualTo(Code.CONFLICT);
            assertThat(refusal.detail()).contains("notes/n1", "only takes new records");
        }
        assertThat(append.refuse(two.update("{'x':1}")).code()).isEqualTo(Code.CONFLICT);
    }

    @Test
    void a_field_decided_by_hand_takes_no_write_beside_one_that_it_has_not_seen() {
        ledger.accept(a.create("{'plan':0}"));
        b.pull();
        Writer c = ledger.device("c").pull();
        ledger.accept(a.update("{'plan':1}"));

        Refusal refusal = ledger.refuse(b.update("{'plan':2,'t':1}"));
        assertThat(refusal.code()).isEqualTo(Code.CONFLICT);
        assertThat(refusal.detail()).contains("notes/n1", "pull, then decide");
        assertThat(ledger.refuse(ledger.device("d").create("{'plan':1}")).code())
                .isEqualTo(Code.CONFLICT);
        ledger.accept(c.update("{'t':1}"));
        assertThat(ledger.view().fields()).isEqualTo(object("{'plan':1,'t':1}"));
        ledger.accept(ledger.device("b").pull().update("{'plan':2}"));
        ledger.accept(ledger.device("b").pull().unset("plan"));
        assertThat(ledger.view().fields()).isEqualTo(object("{'t':1}"));
    }

    @Test
    void a_field_decided_by_hand_within_a_group_guards_the_group() {
        CollectionRules rules =
                Rules.merge().group("lat", "lon").field("lon", FieldKind.MANUAL).end();
        Ledger grouped = new Ledger(rules);
        grouped.accept(grouped.device("a").create("{'lat':1,'lon':1}"));
        Writer one = grouped.device("b").pull();
        grouped.accept(grouped.device("a").pull().update("{'lat':2}"));

        assertThat(grouped.refuse(one.update("{'lon':2}")).code()).isEqualTo(Code.CONFLICT);
    }

    // Lifecycles.

    private static Ledger confirmed(boolean correctable) {
        Ledger ledger =
                new Ledger(
                        Rules.merge().frozenAt("status", correctable, "confirmed", "void").end());
        Writer one = ledger.device("a");
        ledger.accept(one.create("{'status':'draft','n':0}"));
        ledger.accept(one.update("{'n':1}"));
        ledger.accept(one.update("{'status':'confirmed'}"));
        return ledger;
    }

    @Test
    void a_frozen_record_takes_corrections_that_say_why_and_nothing_else() {
        Ledger frozen = confirmed(true);
        for (Op op : List.of(Op.CREATE, Op.UPDATE, Op.DELETE)) {
            Refusal refusal =
                    frozen.refuse(frozen.device("b").pull().write(op, "{}", List.of(), null));
            assertThat(refusal.code()).isEqualTo(Code.CONFLICT);
            assertThat(refusal.detail()).contains("notes/n1", "frozen by its status", "correct it");
        }
        Writer one = frozen.device("a").pull();
        Refusal silent =
                frozen.refuse(
                        frozen.device("b").pull().write(Op.CORRECT, "{'n':2}", List.of(), null));
        assertThat(silent.code()).isEqualTo(Code.VALIDATION);
        assertThat(silent.detail()).contains("notes/n1", "{reason, correctedBy}");
        assertThat(
                        frozen.refuse(
                                        frozen.device("b")
                                                .pull()
                                                .write(
                                                        Op.CORRECT,
                                                        "{'n':2}",
                                                        List.of(),
                                                        new Mutation.Correction(" ", "ann")))
                                .code())
                .isEqualTo(Code.VALIDATION);
        frozen.accept(one.correct("{'n':2}"));
        assertThat(frozen.view().fields()).isEqualTo(object("{'status':'confirmed','n':2}"));
    }

    @Test
    void a_correction_may_say_why_in_the_record_itself() {
        Ledger frozen = confirmed(true);
        Writer two = frozen.device("b").pull();

        frozen.accept(two.write(Op.CORRECT, "{'n':2,'reason':'typo'}", List.of(), null));
        assertThat(frozen.view().fields())
                .isEqualTo(object("{'status':'confirmed','n':2,'reason':'typo'}"));
    }

    @Test
    void a_record_frozen_for_good_takes_no_corrections() {
        Ledger frozen = confirmed(false);

        assertThat(frozen.refuse(frozen.device("a").pull().correct("{'n':2}")).detail())
                .contains("notes/n1", "no corrections");
        assertThat(frozen.refuse(frozen.device("a").pull().update("{'n':2}")).detail())
                .contains("nothing can change it");
    }

    @Test
    void who_freezes_a_record_must_have_seen_all_of_it() {
        Ledger draft = new Ledger(Rules.merge().frozenAt("status", true, "confirmed").end());
        draft.accept(draft.device("a").create("{'status':'draft','n':0}"));
        Writer two = draft.device("b").pull();
        draft.accept(draft.device("a").pull().update("{'n':1}"));

        Refusal refusal = draft.refuse(two.update("{'status':'confirmed'}"));
        assertThat(refusal.code()).isEqualTo(Code.CONFLICT);
        assertThat(refusal.detail()).contains("notes/n1", "must have seen all of it: pull");
        assertThat(draft.refuse(draft.device("c").create("{'status':'confirmed'}")).code())
                .isEqualTo(Code.CONFLICT);
        draft.accept(draft.device("b").pull().update("{'status':'confirmed'}"));
        assertThat(draft.acceptance().isFrozen(draft.state())).isTrue();
    }

    @Test
    void an_edit_that_did_not_know_of_the_freezing_is_refused() {
        Ledger draft = new Ledger(Rules.merge().frozenAt("status", true, "confirmed").end());
        draft.accept(draft.device("a").create("{'status':'draft'}"));
        Writer late = draft.device("b").pull();
        draft.accept(draft.device("a").pull().update("{'status':'confirmed'}"));

        assertThat(draft.refuse(late.update("{'n':1}")).code()).isEqualTo(Code.CONFLICT);
    }

    @Test
    void a_correction_may_thaw_a_record_and_one_without_the_field_is_free() {
        Ledger frozen = confirmed(true);
        Writer one = frozen.device("a").pull();
        frozen.accept(one.correct("{'status':'draft'}"));
        frozen.accept(one.update("{'n':7}"));
        frozen.accept(one.unset("status"));

        assertThat(frozen.acceptance().isFrozen(frozen.state())).isFalse();
        assertThat(frozen.acceptance().isFrozen(RecordState.EMPTY)).isFalse();
    }

    @Test
    void a_record_frozen_while_deleted_may_come_back_as_it_was_and_not_otherwise() {
        Ledger draft = new Ledger(Rules.merge().frozenAt("status", false, "confirmed").end());
        draft.accept(draft.device("a").create("{'status':'confirmed'}"));
        Ledger rules = new Ledger(Rules.merge().end());
        rules.accept(rules.device("a").create("{'status':'confirmed'}"));
        rules.accept(rules.device("b").pull().delete());
        RecordState deleted = rules.state();
        Writer two = rules.device("c").pull();

        assertThat(draft.acceptance().isFrozen(deleted)).isTrue();
        assertThat(decide(draft, deleted, two.restore("{'n':1}")))
                .isInstanceOf(Decision.Refused.class);
        assertThat(decide(draft, deleted, rules.device("c").pull().restore("{}")))
                .isInstanceOf(Decision.Accepted.class);
    }

    private static Decision decide(Ledger ledger, RecordState state, Mutation mutation) {
        return ledger.acceptance()
                .decide(state, mutation, new Stamp(mutation.clock(), 9, 0), context -> state);
    }

    // Existence.

    @Test
    void an_update_by_who_has_seen_the_deletion_restores_the_record() {
        ledger.accept(a.create("{'t':1}"));
        ledger.accept(a.delete());
        assertThat(ledger.accept(b.pull().update("{'t':2}")).view().deleted()).isFalse();
        assertThat(ledger.conflicts()).isEmpty();
        ledger.accept(b.delete());
        ledger.accept(b.restore("{}"));
        assertThat(ledger.view().fields()).isEqualTo(object("{'t':2}"));
        ledger.accept(b.delete());
        ledger.accept(b.create("{'t':3}"));
        assertThat(ledger.view().deleted()).isFalse();
    }

    @Test
    void a_deletion_beside_an_update_goes_by_the_collection_and_two_deletions_agree() {
        for (CollectionRules.DeleteUpdate winner : CollectionRules.DeleteUpdate.values()) {
            for (long deletedAt : new long[] {-600, 600}) {
                Ledger disputed = new Ledger(Rules.merge().deleteUpdate(winner).end());
                disputed.accept(disputed.device("a").create("{'t':1}"));
                Writer one = disputed.device("a").pull();
                Writer two = disputed.device("b").pull();
                disputed.accept(one.at(deletedAt).delete());
                disputed.accept(two.at(0).update("{'t':2}"));

                boolean deleted =
                        switch (winner) {
                            case KEEP -> false;
                            case DELETE -> true;
                            case CLOCK -> deletedAt > 0;
                        };
                assertThat(disputed.view().deleted()).isEqualTo(deleted);
                assertThat(disputed.view().existenceDisputed()).isTrue();
            }
        }
        ledger.accept(a.create("{'t':1}"));
        b.pull();
        ledger.accept(a.delete());
        ledger.accept(b.delete());
        assertThat(ledger.view().deleted()).isTrue();
        assertThat(ledger.view().inConflict()).isFalse();
    }

    // JSON Schema.

    private static final Shape NAMED =
            fields -> {
                if (!(fields.members().get("name") instanceof Value.Text name)) {
                    return List.of(new Flaw("", "name is required"));
                }
                boolean both =
                        fields.members().containsKey("x") && fields.members().containsKey("y");
                if (both) {
                    return List.of(new Flaw("", "x or y, not both"));
                }
                return name.value().length() > 5
                        ? List.of(new Flaw("/name", "at most 5 characters"))
                        : List.of();
            };

    @Test
    void a_record_must_fit_its_schema_as_its_writer_sees_it() {
        Ledger people = new Ledger(Rules.merge().end(), NAMED);
        assertThat(people.refuse(people.device("b").create("{}")).detail())
                .contains("notes/n1", "name is required");
        Writer one = people.device("a");
        people.accept(one.create("{'name':'Ann'}"));
        Refusal refusal = people.refuse(people.device("b").pull().update("{'name':'too long'}"));
        assertThat(refusal.code()).isEqualTo(Code.VALIDATION);
        assertThat(refusal.errors())
                .containsExactly(new Flaw("/fields/name", "at most 5 characters"));
        people.accept(one.update("{'x':1}"));
        people.accept(one.delete());
    }

    @Test
    void a_merge_is_never_refused_for_its_result_but_says_that_it_does_not_fit() {
        Ledger people = new Ledger(Rules.merge().end(), NAMED);
        people.accept(people.device("a").create("{'name':'Ann'}"));
        Writer two = people.device("b").pull();
        assertThat(people.accept(people.device("a").pull().update("{'x':1}")).fits()).isTrue();

        Decision.Accepted accepted = people.accept(two.update("{'y':1}"));
        assertThat(accepted.fits()).isFalse();
        assertThat(accepted.merged()).isTrue();
        assertThat(people.refuse(people.device("c").pull().update("{'z':1}")).code())
                .isEqualTo(Code.VALIDATION);
        assertThat(people.accept(people.device("c").pull().unset("x")).fits()).isTrue();
    }

    @Test
    void a_merged_mutation_that_does_not_fit_what_its_writer_saw_is_refused() {
        Ledger people = new Ledger(Rules.merge().end(), NAMED);
        people.accept(people.device("a").create("{'name':'Ann','x':1}"));
        Writer two = people.device("b").pull();
        people.accept(people.device("a").pull().unset("x"));

        assertThat(people.refuse(two.update("{'y':1}")).code()).isEqualTo(Code.VALIDATION);
    }

    // The rest.

    @Test
    void the_past_is_asked_for_only_where_a_mutation_needs_it() {
        ledger.accept(a.create("{'t':1,'body':'1','lat':1}"));
        Writer one = ledger.device("b").pull();
        ledger.accept(a.update("{'t':2}"));
        Past none =
                context -> {
                    throw new AssertionError("asked for the past");
                };
        Mutation plain = one.update("{'u':1,'tags':['x'],'hits':{'increment':1}}");
        assertThat(
                        ledger.acceptance()
                                .decide(ledger.state(), plain, new Stamp(Writer.NINE, 9, 0), none))
                .isInstanceOf(Decision.Accepted.class);
        for (String fields : List.of("{'body':'2'}", "{'lon':1}", "{'once':1}")) {
            Mutation asking = ledger.device("c").create(fields);
            assertThatThrownBy(() ->
                            ledger.acceptance()
                                    .decide(
                                            ledger.state(),
                                            asking,
                                            new Stamp(Writer.NINE, 9, 0),
                                            none))
                    .hasMessage("asked for the past");
        }
    }

    @Test
    void a_clock_in_the_future_counts_as_at_most_the_receive_time_and_the_skew() {
        Acceptance acceptance = ledger.acceptance();
        Instant received = Writer.NINE;
        for (long seconds : new long[] {-900_000, 0, 119, 120}) {
            Instant clock = received.plusSeconds(seconds);
            assertThat(acceptance.clamped(clock, received)).isEqualTo(clock);
        }
        assertThat(acceptance.clamped(received.plusSeconds(121), received))
                .isEqualTo(received.plusSeconds(120));
        assertThat(acceptance.clamped(Instant.parse("9999-12-31T23:59:59Z"), received))
                .isEqualTo(received.plusSeconds(120));
        Acceptance eternal =
                new Acceptance(Rules.merge().end(), Duration.ofSeconds(Long.MAX_VALUE), Shape.ANY);
        assertThat(eternal.clamped(Instant.MAX, received)).isEqualTo(Instant.MAX);
    }
}
