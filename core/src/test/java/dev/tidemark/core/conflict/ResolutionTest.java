package dev.tidemark.core.conflict;

import static dev.tidemark.core.value.Json.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.core.Ledger;
import dev.tidemark.core.Rules;
import dev.tidemark.core.Writer;
import dev.tidemark.core.causality.Dot;
import dev.tidemark.core.conflict.Conflict.Type;
import dev.tidemark.core.conflict.Resolution.Choice;
import dev.tidemark.core.record.Mutation;
import dev.tidemark.core.record.Op;
import dev.tidemark.core.value.Value;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResolutionTest {

    private final Ledger ledger = new Ledger(Rules.everyKind());
    private final Writer a = ledger.device("a");
    private final Writer b = ledger.device("b");
    private final Writer c = ledger.device("c");

    private void start(String fields) {
        ledger.accept(a.create(fields));
        b.pull();
        c.pull();
    }

    private static Resolution choose(Choice choice, String fields) {
        return new Resolution("r1", "", choice, object(fields), Writer.NINE.plusSeconds(60));
    }

    /** Settles the first conflict, for device a; the record has none of its type then. */
    private Mutation settle(Choice choice, String fields) {
        return settle(ledger, choice, fields);
    }

    private static Mutation settle(Ledger ledger, Choice choice, String fields) {
        Resolution resolution = choose(choice, fields);
        Conflict conflict = ledger.conflicts().get(0);
        assertThat(resolution.refusal(conflict)).isNull();
        Mutation settling = resolution.settle(conflict, ledger.state(), "a", "resolve:a");
        assertThat(ledger.accept(settling).merged()).isFalse();
        assertThat(ledger.conflicts()).extracting(Conflict::type).doesNotContain(conflict.type());
        return settling;
    }

    private void threeSiblings() {
        start("{'t':0,'u':0}");
        ledger.accept(a.at(0).update("{'t':1}"));
        ledger.accept(b.at(30).update("{'t':2,'u':5}"));
        ledger.accept(c.at(20).update("{'t':3}"));
    }

    @Test
    void a_resolution_is_an_ordinary_mutation_that_has_seen_all() {
        threeSiblings();
        Mutation settling = settle(Choice.MINE, "{}");

        assertThat(settling.id()).isEqualTo("r1");
        assertThat(settling.op()).isEqualTo(Op.UPDATE);
        assertThat(settling.dot()).isEqualTo(new Dot("resolve:a", 1));
        assertThat(settling.context().counters()).containsEntry("a", 2L).containsEntry("c", 1L);
        assertThat(settling.fields())
                .as("nothing but what was in dispute")
                .isEqualTo(object("{'t':1}"));
    }

    @Test
    void mine_theirs_suggested_and_a_value_of_ones_own_settle_three_siblings() {
        record Case(Choice choice, String fields, String wanted) {}
        for (Case one :
                List.of(
                        new Case(Choice.MINE, "{}", "{'t':1,'u':5}"),
                        new Case(Choice.THEIRS, "{}", "{'t':2,'u':5}"),
                        new Case(Choice.SUGGESTED, "{}", "{'t':2,'u':5}"),
                        new Case(Choice.VALUE, "{'t':9}", "{'t':9,'u':5}"),
                        new Case(Choice.VALUE, "{'v':9}", "{'t':2,'u':5,'v':9}"))) {
            ResolutionTest fresh = new ResolutionTest();
            fresh.threeSiblings();
            fresh.settle(one.choice(), one.fields());
            assertThat(fresh.ledger.view().fields()).isEqualTo(object(one.wanted()));
        }
    }

    @Test
    void a_value_that_was_taken_away_can_be_chosen() {
        start("{'t':0}");
        ledger.accept(a.at(0).unset("t"));
        ledger.accept(b.at(9).update("{'t':2}"));

        assertThat(settle(Choice.MINE, "{}").unset()).containsExactly("t");
        assertThat(ledger.view().fields()).isEqualTo(object("{}"));
    }

    @Test
    void of_a_group_one_side_is_chosen_whole() {
        for (Choice choice : List.of(Choice.MINE, Choice.THEIRS)) {
            ResolutionTest fresh = new ResolutionTest();
            fresh.start("{'lat':1,'lon':1}");
            fresh.ledger.accept(fresh.a.at(0).update("{'lat':2}"));
            fresh.ledger.accept(fresh.b.at(9).update("{'lon':3}"));
            fresh.settle(choice, "{}");
            assertThat(fresh.ledger.view().fields())
                    .isEqualTo(
                            object(
                                    choice == Choice.MINE
                                            ? "{'lat':2,'lon':1}"
                                            : "{'lat':1,'lon':3}"));
        }
    }

    @Test
    void a_text_in_dispute_is_settled_like_any_field() {
        start("{'body':'1\\n'}");
        ledger.accept(a.at(0).update("{'body':'a\\n'}"));
        ledger.accept(b.at(9).update("{'body':'b\\n'}"));
        settle(Choice.MINE, "{}");

        assertThat(ledger.view().fields()).isEqualTo(object("{'body':'a\\n'}"));
    }

    @Test
    void an_immutable_field_in_dispute_is_settled_by_one_of_its_values() {
        ledger.accept(a.at(0).create("{'once':1}"));
        ledger.accept(b.at(9).create("{'once':2}"));
        settle(Choice.MINE, "{}");

        assertThat(ledger.view().fields()).isEqualTo(object("{'once':1}"));
    }

    private void deletedByA() {
        start("{'t':0}");
        ledger.accept(a.at(9).delete());
        ledger.accept(b.at(0).update("{'t':2}"));
    }

    @Test
    void existence_is_settled_by_restoring_deleting_or_choosing_a_side() {
        record Case(Choice choice, String fields, boolean deleted) {}
        for (Case one :
                List.of(
                        new Case(Choice.RESTORE, "{}", false),
                        new Case(Choice.ACCEPT_DELETE, "{}", true),
                        new Case(Choice.MINE, "{}", true),
                        new Case(Choice.THEIRS, "{}", false),
                        new Case(Choice.SUGGESTED, "{}", false),
                        new Case(Choice.VALUE, "{'t':7}", false))) {
            ResolutionTest fresh = new ResolutionTest();
            fresh.deletedByA();
            Mutation settling = fresh.settle(one.choice(), one.fields());
            assertThat(fresh.ledger.view().deleted()).as("%s", one).isEqualTo(one.deleted());
            assertThat(settling.op() == Op.DELETE).isEqualTo(one.deleted());
            assertThat(fresh.ledger.view().fields())
                    .isEqualTo(object(one.choice() == Choice.VALUE ? "{'t':7}" : "{'t':2}"));
        }
    }

    @Test
    void a_new_sibling_makes_a_new_conflict_and_the_old_id_is_no_longer_current() {
        threeSiblings();
        String read = ledger.conflicts().get(0).id();
        Writer d = ledger.device("d");
        ledger.accept(d.create("{'t':4}"));

        assertThat(ledger.conflicts()).extracting(Conflict::id).doesNotContain(read);
    }

    @Test
    void a_choice_that_does_not_fit_its_conflict_is_refused_and_says_what_would() {
        Conflict fields = new Conflict("i", Type.UPDATE_UPDATE, Ledger.KEY, List.of());
        Conflict existence = new Conflict("i", Type.DELETE_UPDATE, Ledger.KEY, List.of());
        for (Choice choice : List.of(Choice.RESTORE, Choice.ACCEPT_DELETE)) {
            assertThat(choose(choice, "{}").refusal(fields).detail())
                    .contains("update_update", "choose mine, theirs, suggested or value");
        }
        assertThat(choose(Choice.RENAME, "{'t':1}").refusal(fields)).isNotNull();
        assertThat(choose(Choice.RENAME, "{'t':1}").refusal(existence).detail())
                .contains("delete_update", "restore or accept_delete");
        assertThat(choose(Choice.VALUE, "{}").refusal(fields).errors().get(0).pointer())
                .isEqualTo("/fields");
        assertThat(choose(Choice.MINE, "{'t':1}").refusal(fields).detail())
                .contains("mine takes no fields");
    }

    @Test
    void a_refused_mutation_is_settled_by_a_new_name_or_other_fields() {
        for (Type type : List.of(Type.NATURAL_KEY, Type.RULE)) {
            Conflict refused = new Conflict("i", type, Ledger.KEY, List.of());
            assertThat(choose(Choice.RENAME, "{'name':'x'}").refusal(refused)).isNull();
            assertThat(choose(Choice.VALUE, "{'name':'x'}").refusal(refused)).isNull();
            assertThat(choose(Choice.RENAME, "{}").refusal(refused).detail())
                    .contains("rename needs the fields");
        }
    }

    @Test
    void a_record_that_does_not_fit_its_schema_is_settled_by_other_values() {
        start("{'x':1,'y':1}");
        Conflict misfit = new Conflict("i", Type.RULE, Ledger.KEY, List.of());
        Mutation settling =
                choose(Choice.VALUE, "{'x':2}").settle(misfit, ledger.state(), "a", "resolve:a");

        ledger.accept(settling);
        assertThat(ledger.view().fields().members()).containsEntry("x", Value.of(2));
    }
}
