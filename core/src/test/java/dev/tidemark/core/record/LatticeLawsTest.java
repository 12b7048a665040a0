package dev.tidemark.core.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.tidemark.core.Rules;
import dev.tidemark.core.Seed;
import dev.tidemark.core.merge.View;
import dev.tidemark.core.record.Histories.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/**
 * The laws of a join-semilattice, on random histories of ten replicas with every kind of field,
 * groups, deletions, restores, removals of fields, and writers that say they have seen less.
 */
class LatticeLawsTest {

    private static final int HISTORIES = Integer.getInteger("tidemark.histories", 150);
    private static final int STEPS = 70;

    @Test
    void joining_two_copies_is_applying_what_one_of_them_lacks() {
        check(
                "join is apply",
                (history, dice) -> {
                    for (RecordState a : history.replicas) {
                        for (RecordState b : history.replicas) {
                            assertThat(a.join(b))
                                    .isEqualTo(Histories.applied(a, history.seen(b.vv())));
                        }
                    }
                });
    }

    @Test
    void joining_is_associative_commutative_and_idempotent() {
        check(
                "laws of join",
                (history, dice) -> {
                    for (int i = 0; i < 60; i++) {
                        RecordState a = any(history, dice);
                        RecordState b = any(history, dice);
                        RecordState c = any(history, dice);
                        assertThat(a.join(b)).as("commutative").isEqualTo(b.join(a));
                        assertThat(a.join(b).join(c))
                                .as("associative")
                                .isEqualTo(a.join(b.join(c)));
                        assertThat(a.join(copy(a))).as("idempotent").isEqualTo(a);
                        assertThat(a.join(b).join(b)).as("absorbing").isEqualTo(a.join(b));
                        assertThat(a.join(RecordState.EMPTY)).as("neutral").isEqualTo(a);
                        assertThat(a.join(b).toString())
                                .as("the same bytes")
                                .isEqualTo(b.join(a).toString());
                    }
                });
    }

    @Test
    void applying_again_changes_nothing_and_any_causal_order_comes_to_the_same() {
        check(
                "laws of apply",
                (history, dice) -> {
                    RecordState all = Histories.applied(RecordState.EMPTY, history.effects);
                    assertThat(Histories.applied(all, history.effects))
                            .as("apply twice")
                            .isEqualTo(all);
                    for (int i = 0; i < 5; i++) {
                        List<Effect> order = causalOrder(history.effects, dice);
                        assertThat(Histories.applied(RecordState.EMPTY, order))
                                .as("another order")
                                .isEqualTo(all);
                    }
                    RecordState joined = RecordState.EMPTY;
                    for (RecordState replica : history.replicas) {
                        joined = joined.join(replica);
                    }
                    assertThat(joined).as("all joined").isEqualTo(all);
                    assertThat(View.of(joined, Rules.everyKind(), Rules.SKEW))
                            .as("what is shown")
                            .isEqualTo(View.of(all, Rules.everyKind(), Rules.SKEW));
                });
    }

    @Test
    void a_record_holds_just_the_writes_that_no_other_write_has_seen() {
        check(
                "model",
                (history, dice) -> {
                    for (RecordState replica : history.replicas) {
                        assertThat(Model.of(replica))
                                .isEqualTo(new Model(history.seen(replica.vv())).facts());
                    }
                });
    }

    private static RecordState any(Histories history, Random dice) {
        return history.replicas.get(dice.nextInt(Histories.REPLICAS));
    }

    /** An equal state that is another object. */
    private static RecordState copy(RecordState state) {
        return new RecordState(state.vv(), state.alive(), state.units());
    }

    /** The effects in a random order that keeps causes before effects. */
    private static List<Effect> causalOrder(List<Effect> effects, Random dice) {
        List<Effect> left = new ArrayList<>(effects);
        List<Effect> order = new ArrayList<>();
        while (!left.isEmpty()) {
            List<Effect> ready =
                    left.stream()
                            .filter(e -> left.stream().noneMatch(o -> e.context().covers(o.dot())))
                            .toList();
            Effect next = ready.get(dice.nextInt(ready.size()));
            left.remove(next);
            order.add(next);
        }
        return order;
    }

    private static void check(String name, BiConsumer<Histories, Random> law) {
        Seed seed = Seed.next("LatticeLawsTest, " + name);
        Random dice = seed.random();
        long writes = 0;
        for (int i = 0; i < HISTORIES; i++) {
            List<Step> steps = Histories.random(dice, STEPS);
            Histories history = played(steps);
            writes += history.effects.size();
            if (breaks(history, law) != null) {
                List<Step> least =
                        Histories.shrunk(steps, fewer -> breaks(played(fewer), law) != null);
                Histories shrunk = played(least);
                fail(
                        "%s%n%nThe least history that shows it:%n%s%n%n%s",
                        seed, shrunk.story(), breaks(shrunk, law));
            }
        }
        System.out.printf("  %d histories with %d accepted mutations%n", HISTORIES, writes);
    }

    private static String breaks(Histories history, BiConsumer<Histories, Random> law) {
        try {
            law.accept(history, new Random(1));
            return null;
        } catch (AssertionError | RuntimeException e) {
            return e.toString();
        }
    }

    private static Histories played(List<Step> steps) {
        Histories history = new Histories();
        steps.forEach(history::play);
        return history;
    }
}
