package dev.tidemark.core.merge;

import static dev.tidemark.core.value.Json.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.core.Ledger;
import dev.tidemark.core.Rules;
import dev.tidemark.core.Writer;
import dev.tidemark.core.merge.Refusal.Code;
import dev.tidemark.core.record.RecordState;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What each kind of field takes, and what it makes of it. */
class WritesTest {

    private final Ledger ledger = new Ledger(Rules.everyKind());
    private final Writer a = ledger.device("a");
    private final Writer b = ledger.device("b");

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
}
