package dev.tidemark.core.merge;

import static dev.tidemark.core.value.Json.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.core.Ledger;
import dev.tidemark.core.Rules;
import dev.tidemark.core.Writer;
import dev.tidemark.core.merge.Refusal.Code;
import dev.tidemark.core.record.Mutation;
import dev.tidemark.core.record.Op;
import dev.tidemark.core.record.RecordState;
import dev.tidemark.core.record.Stamp;
import dev.tidemark.core.schema.CollectionRules;
import dev.tidemark.core.schema.CollectionRules.WriteRule;
import dev.tidemark.core.schema.FieldKind;
import dev.tidemark.core.schema.Rule;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The rules of a collection and of the life of a record, from both sides. */
class RefusalsTest {

    private final Ledger ledger = new Ledger(Rules.everyKind());
    private final Writer a = ledger.device("a");
    private final Writer b = ledger.device("b");

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
    void two_corrections_that_do_not_know_of_each_other_merge_like_any_writes() {
        Ledger frozen = confirmed(true);
        Writer one = frozen.device("a").pull();
        Writer two = frozen.device("b").pull();
        frozen.accept(one.correct("{'n':2,'status':'confirmed'}"));
        frozen.accept(two.correct("{'n':3,'status':'confirmed'}"));

        assertThat(frozen.view().disputed()).containsExactly("n");
        assertThat(frozen.acceptance().isFrozen(frozen.state())).isTrue();
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

    @Test
    void a_field_that_holds_the_id_of_its_record_says_no_other_one() {
        Ledger named = new Ledger(Rules.merge().idFrom("noteId").end());

        assertThat(named.refuse(named.device("a").create("{'noteId':'n2'}")).errors())
                .singleElement()
                .satisfies(flaw -> assertThat(flaw.pointer()).isEqualTo("/fields/noteId"));
        Writer one = named.device("b");
        named.accept(one.create("{'noteId':'n1','x':1}"));
        named.accept(one.update("{'noteId':'n1','x':2}"));
        Refusal other = named.refuse(named.device("c").pull().update("{'noteId':'n2'}"));
        assertThat(other.code()).isEqualTo(Code.VALIDATION);
        assertThat(named.refuse(named.device("d").pull().unset("noteId")).detail())
                .contains("which stays");
        named.accept(named.device("e").pull().delete());
    }

    @Test
    void an_id_of_several_fields_has_them_in_order_and_cannot_be_mistaken() {
        CollectionRules rules = Rules.merge().idFrom("episode", "scene").end();

        assertThat(rules.idOf(object("{'scene':12,'episode':'3'}"))).isEqualTo("3/12");
        assertThat(rules.idOf(object("{'episode':'a/b','scene':'~'}"))).isEqualTo("a~1b/~0");
        assertThat(rules.idOf(object("{'episode':1.0,'scene':1e1}"))).isEqualTo("1/10");
        assertThat(rules.idOf(object("{'episode':'3'}"))).isNull();
        assertThat(rules.idOf(object("{'episode':'','scene':'1'}"))).isNull();
        assertThat(rules.idOf(object("{'episode':null,'scene':'1'}"))).isNull();
        assertThat(Rules.merge().end().idOf(object("{'id':'3'}"))).isNull();
        assertThat(Rules.merge().idFrom("id").end().idOf(object("{'id':'a/b'}"))).isEqualTo("a/b");
    }

    @Test
    void a_conflict_says_which_rule_it_was() {
        Ledger frozen = new Ledger(Rules.merge().frozenAt("status", true, "done").end());
        Writer one = frozen.device("a");
        frozen.accept(one.create("{'status':'open'}"));
        assertThat(frozen.refuse(frozen.device("b").create("{'status':'done'}")).rule())
                .isEqualTo(Rule.UNSEEN);
        frozen.accept(one.update("{'status':'done'}"));
        assertThat(frozen.refuse(one.update("{'x':1}")).rule()).isEqualTo(Rule.FROZEN);

        Ledger append = new Ledger(Rules.of(WriteRule.APPEND).end());
        append.accept(append.device("a").create("{}"));
        assertThat(append.refuse(append.device("b").create("{}")).rule()).isEqualTo(Rule.EXISTS);
    }
}
