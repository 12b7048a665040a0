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
import dev.tidemark.core.value.Storable.Flaw;
import dev.tidemark.core.value.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whether a mutation is taken: by what it has seen, what it says, and what it would make. */
class AcceptanceTest {

    private final Ledger ledger = new Ledger(Rules.everyKind());
    private final Writer a = ledger.device("a");
    private final Writer b = ledger.device("b");

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
        Writer third = people.device("c").pull();
        assertThat(people.accept(third.delete()).fits()).as("nobody sees it").isTrue();
        assertThat(people.refuse(third.restore("{}")).code()).isEqualTo(Code.VALIDATION);
        Writer fourth = people.device("d").pull();
        assertThat(people.accept(fourth.unset("x")).fits()).isTrue();
    }

    @Test
    void a_merged_mutation_that_does_not_fit_what_its_writer_saw_is_refused() {
        Ledger people = new Ledger(Rules.merge().end(), NAMED);
        people.accept(people.device("a").create("{'name':'Ann','x':1}"));
        Writer two = people.device("b").pull();
        people.accept(people.device("a").pull().unset("x"));

        assertThat(people.refuse(two.update("{'y':1}")).code()).isEqualTo(Code.VALIDATION);
    }

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
