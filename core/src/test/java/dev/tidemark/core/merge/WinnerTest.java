package dev.tidemark.core.merge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.core.Rules;
import dev.tidemark.core.Seed;
import dev.tidemark.core.Writer;
import dev.tidemark.core.causality.Dot;
import dev.tidemark.core.record.Sibling;
import dev.tidemark.core.record.Stamp;
import dev.tidemark.core.schema.FieldRules.Order;
import dev.tidemark.core.value.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WinnerTest {

    /** Three writes 90 seconds apart; the device that wrote first has the best priority. */
    private static final Sibling A = sibling("a", 0, 0);

    private static final Sibling B = sibling("b", 90, 1);
    private static final Sibling C = sibling("c", 180, 2);

    @Test
    void resolved_in_pairs_the_winner_depends_on_the_order_of_arrival() {
        Set<Sibling> winners = new HashSet<>();
        for (List<Sibling> order : orders(A, B, C)) {
            winners.add(pairwise(order));
        }
        assertThat(pairwise(List.of(A, B))).isEqualTo(A);
        assertThat(pairwise(List.of(B, C))).isEqualTo(B);
        assertThat(pairwise(List.of(C, A))).as("a beats b, b beats c, c beats a").isEqualTo(C);
        assertThat(winners).hasSizeGreaterThan(1);
    }

    @Test
    void the_winner_of_the_whole_set_is_one_in_all_six_orders() {
        for (List<Sibling> order : orders(A, B, C)) {
            assertThat(winner(order)).isEqualTo(B);
        }
    }

    @Test
    void of_random_triples_some_percent_depend_on_the_order_in_pairs_and_none_as_a_set() {
        Seed seed = Seed.next("WinnerTest");
        Random dice = seed.random();
        int triples = 20_000;
        int inPairs = 0;
        int asSet = 0;
        for (int i = 0; i < triples; i++) {
            List<Integer> ranks = new ArrayList<>(List.of(0, 1, 2));
            Collections.shuffle(ranks, dice);
            List<List<Sibling>> orders =
                    orders(
                            sibling("a", dice.nextInt(300), ranks.get(0)),
                            sibling("b", dice.nextInt(300), ranks.get(1)),
                            sibling("c", dice.nextInt(300), ranks.get(2)));
            inPairs += orders.stream().map(WinnerTest::pairwise).distinct().count() > 1 ? 1 : 0;
            asSet += orders.stream().map(WinnerTest::winner).distinct().count() > 1 ? 1 : 0;
        }
        System.out.printf(
                "  of %d triples, %.1f %% depend on the order in pairs, %d as a set%n",
                triples, 100.0 * inPairs / triples, asSet);
        assertThat(inPairs).as("%s", seed).isPositive();
        assertThat(asSet).as("%s", seed).isZero();
    }

    @Test
    void beyond_the_skew_the_later_clock_wins_whatever_the_priority() {
        assertThat(winner(List.of(sibling("a", 0, 0), sibling("b", 121, 5))).dot().device())
                .isEqualTo("b");
    }

    @Test
    void a_difference_of_exactly_the_skew_is_within_it() {
        assertThat(winner(List.of(sibling("a", 0, 0), sibling("b", 120, 5))).dot().device())
                .isEqualTo("a");
    }

    @Test
    void of_equal_priority_the_later_clock_wins_then_the_greater_device_then_the_later_write() {
        assertThat(winner(List.of(sibling("b", 0, 1), sibling("a", 1, 1))).dot().device())
                .isEqualTo("a");
        assertThat(winner(List.of(sibling("a", 1, 1), sibling("b", 1, 1))).dot().device())
                .isEqualTo("b");
        Sibling early = new Sibling(new Dot("a", 1), Value.TRUE, A.stamp());
        Sibling late = new Sibling(new Dot("a", 2), Value.TRUE, A.stamp());
        assertThat(winner(List.of(late, early))).isEqualTo(late);
    }

    @Test
    void by_the_order_of_the_server_the_later_seq_wins_and_one_without_is_later_than_any() {
        Sibling third = accepted("a", 3, 0);
        Sibling second = accepted("b", 2, 900);
        Sibling pending = accepted("c", Stamp.PENDING, 0);
        Sibling alsoPending = accepted("d", Stamp.PENDING, 0);

        assertThat(Winner.of(List.of(second, third), Order.SERVER, Rules.SKEW)).isEqualTo(third);
        assertThat(Winner.of(List.of(third, pending, second), Order.SERVER, Rules.SKEW))
                .isEqualTo(pending);
        assertThat(Winner.of(List.of(alsoPending, pending), Order.SERVER, Rules.SKEW))
                .isEqualTo(alsoPending);
    }

    @Test
    void a_skew_longer_than_time_itself_leaves_all_to_the_priority() {
        Duration eternal = Duration.ofSeconds(Long.MAX_VALUE);

        assertThat(Winner.of(List.of(C, A, B), Order.CLIENT, eternal)).isEqualTo(A);
    }

    @Test
    void the_winner_is_the_one_that_a_plain_reading_of_the_rule_finds() {
        Seed seed = Seed.next("WinnerTest, plain reading");
        Random dice = seed.random();
        for (int i = 0; i < 5_000; i++) {
            List<Sibling> siblings = random(dice);
            assertThat(winner(siblings)).as("%s", seed).isEqualTo(plainly(siblings));
        }
    }

    @Test
    void a_ranking_starts_with_the_winner_and_does_not_depend_on_the_order_of_siblings() {
        Seed seed = Seed.next("WinnerTest, ranking");
        Random dice = seed.random();
        for (int i = 0; i < 2_000; i++) {
            List<Sibling> siblings = random(dice);
            for (Order order : Order.values()) {
                List<Sibling> ranking = Winner.ranking(siblings, order, Rules.SKEW);
                Collections.shuffle(siblings, dice);
                assertThat(Winner.ranking(siblings, order, Rules.SKEW))
                        .as("%s", seed)
                        .isEqualTo(ranking);
                assertThat(ranking).containsExactlyInAnyOrderElementsOf(siblings);
                for (int best = 0; best < ranking.size(); best++) {
                    List<Sibling> left = ranking.subList(best, ranking.size());
                    assertThat(Winner.of(left, order, Rules.SKEW)).isEqualTo(ranking.get(best));
                }
            }
        }
    }

    private static Sibling winner(List<Sibling> siblings) {
        return Winner.of(siblings, Order.CLIENT, Rules.SKEW);
    }

    /** The rule as one would write it for two, folded over the order of arrival. */
    private static Sibling pairwise(List<Sibling> arrived) {
        Sibling best = arrived.get(0);
        for (Sibling next : arrived.subList(1, arrived.size())) {
            Duration apart = Duration.between(best.stamp().clock(), next.stamp().clock());
            boolean near = apart.abs().compareTo(Rules.SKEW) <= 0;
            boolean better = next.stamp().rank() < best.stamp().rank();
            boolean equal = next.stamp().rank() == best.stamp().rank();
            boolean later = !apart.isNegative() && !apart.isZero();
            boolean tie = apart.isZero() && next.dot().compareTo(best.dot()) > 0;
            best = (near && !equal ? better : later || tie) ? next : best;
        }
        return best;
    }

    private static Sibling plainly(List<Sibling> siblings) {
        Sibling best = null;
        for (Sibling one : siblings) {
            boolean near =
                    siblings.stream()
                            .allMatch(other ->
                                    !one.stamp()
                                            .clock()
                                            .plus(Rules.SKEW)
                                            .isBefore(other.stamp().clock()));
            if (near && (best == null || beats(one, best))) {
                best = one;
            }
        }
        return best;
    }

    private static boolean beats(Sibling one, Sibling other) {
        if (one.stamp().rank() != other.stamp().rank()) {
            return one.stamp().rank() < other.stamp().rank();
        }
        int byClock = one.stamp().clock().compareTo(other.stamp().clock());
        return byClock != 0 ? byClock > 0 : one.dot().compareTo(other.dot()) > 0;
    }

    private static List<Sibling> random(Random dice) {
        List<Sibling> siblings = new ArrayList<>();
        for (int i = 0; i <= dice.nextInt(6); i++) {
            Stamp stamp =
                    new Stamp(
                            Writer.NINE.plusSeconds(dice.nextInt(10) * 40L),
                            dice.nextInt(4) == 0 ? Stamp.PENDING : dice.nextInt(50),
                            dice.nextInt(3));
            siblings.add(new Sibling(new Dot("d" + i, dice.nextInt(3) + 1), Value.of(i), stamp));
        }
        return siblings;
    }

    private static List<List<Sibling>> orders(Sibling a, Sibling b, Sibling c) {
        return List.of(
                List.of(a, b, c),
                List.of(a, c, b),
                List.of(b, a, c),
                List.of(b, c, a),
                List.of(c, a, b),
                List.of(c, b, a));
    }

    private static Sibling sibling(String device, long seconds, int rank) {
        Stamp stamp = new Stamp(Writer.NINE.plusSeconds(seconds), 1, rank);
        return new Sibling(new Dot(device, 1), Value.of(device), stamp);
    }

    private static Sibling accepted(String device, long seq, long seconds) {
        Stamp stamp = new Stamp(Writer.NINE.plusSeconds(seconds), seq, 0);
        return new Sibling(new Dot(device, 1), Value.of(device), stamp);
    }
}
