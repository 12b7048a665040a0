package dev.tidemark.core.record;

import dev.tidemark.core.Ledger;
import dev.tidemark.core.Rules;
import dev.tidemark.core.Writer;
import dev.tidemark.core.causality.VersionVector;
import dev.tidemark.core.merge.Acceptance;
import dev.tidemark.core.merge.Decision;
import dev.tidemark.core.merge.Shape;
import dev.tidemark.core.merge.View;
import dev.tidemark.core.schema.CollectionRules;
import dev.tidemark.core.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;

/** One record on ten replicas that write it and tell each other, as the dice fall. */
final class Histories {

    static final int REPLICAS = 10;

    /** Something that happens; taken out of its history, the others still can. */
    record Step(boolean writes, int replica, int other, long dice) {
        @Override
        public String toString() {
            return writes
                    ? "replica %d writes (%d)".formatted(replica, dice)
                    : "replica %d hears from %d".formatted(replica, other);
        }
    }

    static List<Step> random(Random dice, int steps) {
        List<Step> history = new ArrayList<>();
        for (int i = 0; i < steps; i++) {
            history.add(
                    new Step(
                            dice.nextInt(10) < 5,
                            dice.nextInt(REPLICAS),
                            dice.nextInt(REPLICAS),
                            dice.nextInt(1_000_000)));
        }
        return history;
    }

    /** The history without all that does not matter to what is wrong with it. */
    static List<Step> shrunk(List<Step> history, Predicate<List<Step>> isWrong) {
        List<Step> least = new ArrayList<>(history);
        for (int size = least.size() / 2; size > 0; size /= 2) {
            for (int from = 0; from + size <= least.size(); ) {
                List<Step> fewer = new ArrayList<>(least);
                fewer.subList(from, from + size).clear();
                if (isWrong.test(fewer)) {
                    least = fewer;
                } else {
                    from += size;
                }
            }
        }
        return least;
    }

    private static final CollectionRules RULES = Rules.everyKind();
    private static final Acceptance ACCEPTANCE = new Acceptance(RULES, Rules.SKEW, Shape.ANY);

    final List<RecordState> replicas = new ArrayList<>();
    final List<Effect> effects = new ArrayList<>();
    private final List<String> told = new ArrayList<>();

    Histories() {
        for (int i = 0; i < REPLICAS; i++) {
            replicas.add(RecordState.EMPTY);
        }
    }

    /** What happened, in words. */
    String story() {
        return String.join("\n", told);
    }

    /** Plays a step; a write that is refused does not happen. */
    void play(Step step) {
        if (step.writes()) {
            write(step.replica(), new Random(step.dice()));
        } else {
            RecordState to = replicas.get(step.replica());
            RecordState from = replicas.get(step.other());
            told.add(step.toString());
            replicas.set(step.replica(), to.join(from));
        }
    }

    private void write(int replica, Random dice) {
        RecordState state = replicas.get(replica);
        String device = "d" + replica;
        VersionVector context = context(state.vv(), device, dice);
        Mutation mutation =
                mutation(device, context, View.of(at(context), RULES, Rules.SKEW), dice);
        Stamp stamp = new Stamp(mutation.clock(), effects.size() + 1L, replica % 4);
        if (ACCEPTANCE.decide(state, mutation, stamp, this::at)
                instanceof Decision.Accepted accepted) {
            effects.add(accepted.effect());
            replicas.set(replica, accepted.after());
            told.add(
                    "replica %d: %s %s sets %s unsets %s, having seen %s"
                            .formatted(
                                    replica,
                                    mutation.dot(),
                                    mutation.op(),
                                    mutation.fields(),
                                    mutation.unset(),
                                    context));
        }
    }

    /** Mostly all that the replica holds; sometimes less, as a device that was told less says. */
    private static VersionVector context(VersionVector held, String device, Random dice) {
        if (dice.nextInt(4) > 0) {
            return held;
        }
        VersionVector context = held;
        for (String other : held.counters().keySet()) {
            if (!other.equals(device) && dice.nextBoolean()) {
                context = context.upTo(other, dice.nextInt((int) held.counter(other) + 1));
            }
        }
        return context;
    }

    private Mutation mutation(String device, VersionVector context, View seen, Random dice) {
        int roll = dice.nextInt(20);
        Op op =
                context.counters().isEmpty()
                        ? Op.CREATE
                        : roll < 3 ? Op.DELETE : roll < 5 ? Op.RESTORE : Op.UPDATE;
        TreeMap<String, Value> fields = new TreeMap<>();
        List<String> unset = new ArrayList<>();
        for (int i = dice.nextInt(4); i > 0 && op != Op.DELETE; i--) {
            write(seen, dice, fields, unset);
        }
        unset.removeAll(fields.keySet());
        return new Mutation(
                "m" + effects.size(),
                Ledger.KEY,
                op,
                context.next(device),
                context,
                new Value.Obj(fields),
                unset,
                Writer.NINE.plusSeconds(dice.nextInt(300)),
                null,
                null);
    }

    private static final List<String> FIELDS =
            List.of("a", "b", "byServer", "once", "tags", "hits", "body", "plan", "lat", "lon");

    private static void write(
            View seen, Random dice, TreeMap<String, Value> fields, List<String> unset) {
        String name = FIELDS.get(dice.nextInt(FIELDS.size()));
        if (dice.nextInt(6) == 0) {
            unset.add(name);
            return;
        }
        fields.put(
                name,
                switch (name) {
                    case "tags" ->
                            Value.Obj.EMPTY.with("add", tags(dice)).with("remove", tags(dice));
                    case "hits" -> Value.Obj.EMPTY.with("increment", Value.of(dice.nextInt(9) - 3));
                    case "body" -> Value.of(edited(seen.fields().members().get(name), dice));
                    case "once" -> Value.of(dice.nextInt(2));
                    default -> value(dice);
                });
    }

    private static Value value(Random dice) {
        int roll = dice.nextInt(6);
        return roll == 0
                ? Value.NULL
                : roll == 1 ? new Value.Num("1.0") : Value.of(dice.nextInt(3));
    }

    private static Value tags(Random dice) {
        List<Value> tags = new ArrayList<>();
        for (int i = dice.nextInt(3); i > 0; i--) {
            tags.add(value(dice));
        }
        return Value.of(tags);
    }

    private static String edited(Value before, Random dice) {
        List<String> lines =
                new ArrayList<>(
                        before instanceof Value.Text text
                                ? text.value().lines().toList()
                                : List.of("1", "2", "3", "4", "5", "6", "7", "8"));
        int at = lines.isEmpty() ? 0 : dice.nextInt(lines.size());
        int roll = dice.nextInt(4);
        if (roll == 0 || lines.isEmpty()) {
            lines.add(at, "new " + dice.nextInt(9));
        } else if (roll == 1) {
            lines.remove(at);
        } else {
            lines.set(at, lines.get(at) + "'");
        }
        return String.join("\n", lines);
    }

    /** The record to somebody who has seen just these. */
    RecordState at(VersionVector context) {
        return applied(RecordState.EMPTY, seen(context));
    }

    List<Effect> seen(VersionVector context) {
        return effects.stream().filter(effect -> context.covers(effect.dot())).toList();
    }

    static RecordState applied(RecordState state, List<Effect> effects) {
        RecordState after = state;
        for (Effect effect : effects) {
            after = after.apply(effect);
        }
        return after;
    }
}
