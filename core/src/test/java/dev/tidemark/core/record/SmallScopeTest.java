package dev.tidemark.core.record;

import static dev.tidemark.core.value.Json.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.core.Ledger;
import dev.tidemark.core.Rules;
import dev.tidemark.core.Writer;
import dev.tidemark.core.causality.Dot;
import dev.tidemark.core.causality.VersionVector;
import dev.tidemark.core.merge.Acceptance;
import dev.tidemark.core.merge.Decision;
import dev.tidemark.core.merge.Decision.Accepted;
import dev.tidemark.core.merge.Shape;
import dev.tidemark.core.schema.FieldKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every history of three devices that write twice each: whatever each had seen of the others before
 * its second mutation, whatever they wrote (of a few writes that matter for the kind of field), in
 * every order of arrival that keeps causes before effects. All orders come to the same record.
 *
 * <p>The orders are not walked one by one. Each set of mutations that can have arrived by some time
 * is computed from every set that is one smaller; where all of those agree, so do all the orders.
 * Of histories that differ only in which device is which, one is checked; {@code
 * -Dtidemark.scope=full} checks all, and gives every mutation every choice.
 */
class SmallScopeTest {

    private static final int[] CLOCKS = {0, 90, 90, 200, 180, 30};
    private static final String[] DEVICES = {"a", "b", "c"};

    @ParameterizedTest
    @MethodSource("dev.tidemark.core.record.Scope#all")
    void all_orders_of_arrival_come_to_the_same_record(Scope scope) {
        long started = System.nanoTime();
        List<Long> covered =
                Sightings.all().parallelStream()
                        .map(structure -> new Checked(scope, structure).allHistories())
                        .toList();
        long histories = covered.stream().mapToLong(Long::longValue).sum();

        assertThat(histories).isPositive();
        System.out.printf(
                "SmallScopeTest, %s: %,d histories (%d ways of having seen each other, each order"
                        + " of arrival, each combination of writes) in %d ms%n",
                scope, histories, covered.size(), (System.nanoTime() - started) / 1_000_000);
    }

    /**
     * Concurrent writes of a field that is decided by hand are refused, so here the order matters:
     * each one is walked. Never are there siblings, and a refused mutation uses up no dot.
     */
    @Test
    void a_field_decided_by_hand_never_has_siblings_in_any_order_of_arrival() {
        Scope scope =
                new Scope(
                        "manual",
                        Rules.merge().field("f", FieldKind.MANUAL).end(),
                        "{'f':0}",
                        List.of(Scope.Choice.update("{'f':1}"), Scope.Choice.update("{'f':2}")));
        long orders = 0;
        for (int[][] structure : Sightings.all()) {
            orders += new Checked(scope, structure).everyOrderByHand();
        }
        assertThat(orders).isPositive();
        System.out.printf("SmallScopeTest, manual: %,d histories%n", orders);
    }

    /** All histories of one scope and one way of having seen each other. */
    private static final class Checked {

        private final Scope scope;
        private final int[][] seen;
        private final Acceptance acceptance;
        private final RecordState base;
        private final List<Integer> sets = new ArrayList<>();
        private final long orders;

        Checked(Scope scope, int[][] seen) {
            this.scope = scope;
            this.seen = seen;
            this.acceptance = new Acceptance(scope.rules(), Rules.SKEW, Shape.ANY);
            this.base = base();
            long[] ways = new long[27];
            for (int set = 0; set < 27; set++) {
                if (canHaveArrived(set)) {
                    sets.add(set);
                    ways[set] = set == 0 ? 1 : 0;
                    for (int device = 0; device < 3; device++) {
                        int before = set - POWERS[device];
                        ways[set] +=
                                count(set, device) > 0 && sets.contains(before) ? ways[before] : 0;
                    }
                }
            }
            this.orders = ways[26];
        }

        private static final int[] POWERS = {1, 3, 9};

        private static int count(int set, int device) {
            return set / POWERS[device] % 3;
        }

        private boolean canHaveArrived(int set) {
            for (int i = 0; i < 3; i++) {
                for (int j = 0; j < 3 && count(set, i) == 2; j++) {
                    if (count(set, j) < seen[i][j]) {
                        return false;
                    }
                }
            }
            return true;
        }

        private RecordState base() {
            if (scope.base() == null) {
                return RecordState.EMPTY;
            }
            Mutation creation =
                    new Mutation(
                            "base",
                            Ledger.KEY,
                            Op.CREATE,
                            new Dot("z", 1),
                            VersionVector.EMPTY,
                            object(scope.base()),
                            List.of(),
                            Writer.NINE,
                            null,
                            null);
            Stamp stamp = new Stamp(Writer.NINE, 1, 9);
            return ((Accepted)
                            acceptance.decide(
                                    RecordState.EMPTY, creation, stamp, c -> RecordState.EMPTY))
                    .after();
        }

        /** The number of histories: orders of arrival, times combinations of writes. */
        long allHistories() {
            int combinations = (int) Math.pow(scope.choices(1).size() * scope.choices(2).size(), 3);
            long histories = 0;
            for (int code = 0; code < combinations; code++) {
                Mutation[] mutations = new Mutation[6];
                int rest = code;
                for (int i = 0; i < 6; i++) {
                    int counter = i % 2 + 1;
                    List<Scope.Choice> choices = scope.choices(counter);
                    mutations[i] = mutation(i / 2, counter, choices.get(rest % choices.size()));
                    rest /= choices.size();
                }
                histories += check(mutations) ? orders : 0;
            }
            return histories;
        }

        long everyOrderByHand() {
            return walk(0, base);
        }

        private long walk(int set, RecordState state) {
            long orders = set == 26 ? 1 : 0;
            for (int device = 0; device < 3; device++) {
                int next = set + POWERS[device];
                if (count(set, device) == 2 || !canHaveArrived(next)) {
                    continue;
                }
                int counter = count(next, device);
                Mutation mutation = mutation(device, counter, scope.choices().get(counter - 1));
                Decision decision =
                        acceptance.decide(
                                state,
                                mutation,
                                new Stamp(mutation.clock(), next, device),
                                context -> base);
                RecordState after = state;
                if (decision instanceof Accepted accepted) {
                    after = accepted.after();
                } else {
                    assertThat(state.vv().covers(mutation.dot())).isFalse();
                }
                assertThat(after.units().get("f").dots()).hasSize(1);
                orders += walk(next, after);
            }
            return orders;
        }

        private Mutation mutation(int device, int counter, Scope.Choice choice) {
            TreeMap<String, Long> context = new TreeMap<>(base.vv().counters());
            for (int j = 0; j < 3 && counter == 2; j++) {
                if (seen[device][j] > 0) {
                    context.put(DEVICES[j], (long) seen[device][j]);
                }
            }
            return new Mutation(
                    DEVICES[device] + counter,
                    Ledger.KEY,
                    choice.op(),
                    new Dot(DEVICES[device], counter),
                    new VersionVector(context),
                    object(choice.fields()),
                    choice.unset(),
                    Writer.NINE.plusSeconds(CLOCKS[device * 2 + counter - 1]),
                    null,
                    null);
        }

        /** Whether these mutations make histories: one that is refused, is so in every order. */
        private boolean check(Mutation[] mutations) {
            RecordState[] states = new RecordState[27];
            Effect[] effects = new Effect[6];
            boolean[] refused = new boolean[6];
            states[0] = base;
            for (int set : sets) {
                for (int device = 0; device < 3; device++) {
                    int counter = count(set, device);
                    RecordState before = counter == 0 ? null : states[set - POWERS[device]];
                    if (before == null) {
                        continue;
                    }
                    int index = device * 2 + counter - 1;
                    Decision decision = decision(before, mutations[index], index, states);
                    if (decision instanceof Accepted accepted && !refused[index]) {
                        same(effects[index], accepted.effect(), "effect", mutations);
                        same(states[set], accepted.after(), "record", mutations);
                        effects[index] = accepted.effect();
                        states[set] = accepted.after();
                    } else {
                        same(effects[index], null, "refusal", mutations);
                        refused[index] = true;
                    }
                }
            }
            if (states[26] == null) {
                return false;
            }
            checkJoins(states, mutations);
            return true;
        }

        private Decision decision(
                RecordState before, Mutation mutation, int index, RecordState[] states) {
            Stamp stamp = new Stamp(mutation.clock(), 10 + (index * 5) % 7, index / 2);
            return acceptance.decide(before, mutation, stamp, context -> at(context, states));
        }

        private static RecordState at(VersionVector context, RecordState[] states) {
            int set = 0;
            for (int device = 0; device < 3; device++) {
                set += (int) context.counter(DEVICES[device]) * POWERS[device];
            }
            return states[set];
        }

        /** Whatever two replicas had, joined they have it all. */
        private void checkJoins(RecordState[] states, Mutation[] mutations) {
            int[][] pairs = {{26, 0}, {18 + 6, 18 + 2}, {18 + 2, 6 + 2}, {13, 26}, {1, 12}};
            for (int[] pair : pairs) {
                RecordState a = states[pair[0]];
                RecordState b = states[pair[1]];
                int both = 0;
                for (int device = 0; device < 3; device++) {
                    both +=
                            Math.max(count(pair[0], device), count(pair[1], device))
                                    * POWERS[device];
                }
                if (a != null && b != null) {
                    same(states[both], a.join(b), "join", mutations);
                    same(states[both], b.join(a), "join", mutations);
                }
            }
        }

        private void same(Object known, Object found, String what, Mutation[] mutations) {
            if (known != null && !known.equals(found)) {
                throw new AssertionError(
                        "two orders come to a different %s:%n%s%n%s%nhaving seen %s of each other:%n%s"
                                .formatted(
                                        what,
                                        known,
                                        found,
                                        Arrays.deepToString(seen),
                                        String.join(
                                                "\n",
                                                Arrays.stream(mutations)
                                                        .map(Mutation::toString)
                                                        .toList())));
            }
        }
    }
}
