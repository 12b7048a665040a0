package dev.tidemark.core.merge;

import static dev.tidemark.core.value.Json.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.core.Ledger;
import dev.tidemark.core.Rules;
import dev.tidemark.core.Writer;
import dev.tidemark.core.causality.VersionVector;
import dev.tidemark.core.merge.Decision.Accepted;
import dev.tidemark.core.record.Mutation;
import dev.tidemark.core.record.Op;
import dev.tidemark.core.record.RecordState;
import dev.tidemark.core.record.Stamp;
import dev.tidemark.core.schema.CollectionRules;
import dev.tidemark.core.schema.CollectionRules.WriteRule;
import dev.tidemark.core.value.Storable.Flaw;
import dev.tidemark.core.value.Value;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the server may do that no device may: bring back what was. */
class BringBackTest {

    private static final Stamp STAMP = new Stamp(Instant.parse("2026-11-20T12:00:00Z"), 99, 0);

    private Ledger ledger;
    private Writer a;

    @BeforeEach
    void create() {
        ledger = new Ledger(Rules.everyKind());
        a = ledger.device("a");
        ledger.accept(a.create("{'once':1,'t':1}"));
    }

    private static Decision bringBack(
            CollectionRules rules, Shape shape, RecordState state, Op op, String fields) {
        return new Acceptance(rules, Rules.SKEW, shape)
                .bringBack(state, mutation(state, state.vv(), op, fields), STAMP);
    }

    private static Mutation mutation(
            RecordState state, VersionVector context, Op op, String fields) {
        return new Mutation(
                "m",
                Ledger.KEY,
                op,
                state.vv().next("restore"),
                context,
                object(fields),
                List.of(),
                STAMP.clock(),
                null,
                null);
    }

    @Test
    void a_field_that_is_written_once_changes_back() {
        Decision decision =
                bringBack(Rules.everyKind(), Shape.ANY, ledger.state(), Op.UPDATE, "{'once':2}");

        assertThat(((Accepted) decision).view().fields()).isEqualTo(object("{'once':2,'t':1}"));
    }

    @Test
    void a_record_of_a_collection_that_only_grows_can_go_and_come() {
        CollectionRules rules = Rules.of(WriteRule.APPEND).end();

        Accepted gone = (Accepted) bringBack(rules, Shape.ANY, ledger.state(), Op.DELETE, "{}");
        Accepted back = (Accepted) bringBack(rules, Shape.ANY, gone.after(), Op.RESTORE, "{}");

        assertThat(gone.view().deleted()).isTrue();
        assertThat(back.view().deleted()).isFalse();
        assertThat(back.view().fields()).isEqualTo(object("{'once':1,'t':1}"));
    }

    @Test
    void what_does_not_fit_the_schema_any_more_comes_back_and_is_said_not_to_fit() {
        Shape never = fields -> List.of(new Flaw("/t", "is never right"));

        Accepted accepted =
                (Accepted)
                        bringBack(Rules.everyKind(), never, ledger.state(), Op.UPDATE, "{'t':2}");

        assertThat(accepted.fits()).isFalse();
        assertThat(accepted.merged()).isFalse();
    }

    @Test
    void what_its_kind_cannot_take_is_refused() {
        Decision decision =
                bringBack(Rules.everyKind(), Shape.ANY, ledger.state(), Op.UPDATE, "{'hits':'x'}");

        assertThat(decision).isInstanceOf(Decision.Refused.class);
    }

    @Test
    void who_brings_back_has_seen_all_of_the_record() {
        RecordState state = ledger.state();
        Acceptance acceptance = new Acceptance(Rules.everyKind(), Rules.SKEW, Shape.ANY);
        Mutation blind = mutation(state, VersionVector.EMPTY, Op.UPDATE, "{'t':2}");

        assertThatThrownBy(() -> acceptance.bringBack(state, blind, STAMP))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("seen all");
    }

    @Test
    void a_field_that_was_taken_away_by_it_can_be_written_once_more() {
        RecordState state = ledger.state();
        Mutation away =
                new Mutation(
                        "m",
                        Ledger.KEY,
                        Op.UPDATE,
                        state.vv().next("restore"),
                        state.vv(),
                        Value.Obj.EMPTY,
                        List.of("once"),
                        STAMP.clock(),
                        null,
                        null);
        Acceptance acceptance = new Acceptance(Rules.everyKind(), Rules.SKEW, Shape.ANY);
        RecordState without = ((Accepted) acceptance.bringBack(state, away, STAMP)).after();
        Mutation again = mutation(without, without.vv(), Op.UPDATE, "{'once':7}");

        Decision decision = acceptance.decide(without, again, STAMP, context -> without);

        assertThat(((Accepted) decision).view().fields()).isEqualTo(object("{'once':7,'t':1}"));
    }
}
