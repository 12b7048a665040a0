package dev.tidemark.wire.command;

import dev.tidemark.core.causality.VersionVector;
import dev.tidemark.core.merge.Acceptance;
import dev.tidemark.core.merge.Decision;
import dev.tidemark.core.merge.Shape;
import dev.tidemark.core.record.Effect;
import dev.tidemark.core.record.Mutation;
import dev.tidemark.core.record.Op;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.record.RecordState;
import dev.tidemark.core.record.Stamp;
import dev.tidemark.core.schema.CollectionRules;
import dev.tidemark.core.schema.FieldKind;
import dev.tidemark.core.schema.FieldRules;
import dev.tidemark.core.schema.FieldRules.Order;
import dev.tidemark.core.schema.UpsertRules;
import dev.tidemark.core.value.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;

/** A record that several devices write without waiting for each other, from one seed. */
final class RandomHistory {

    static final Duration SKEW = Duration.ofMinutes(2);
    static final RecordKey KEY = new RecordKey("things", "6f1c3a52-9d0e-4b7a-8c21-5e0f9a4b7d33");
    static final CollectionRules RULES = rules();

    private static final List<String> DEVICES =
            List.of("a1b2", "c3d4", "resolve:a1b2", "7e\u00e9\"\\", "z");
    private static final List<Value> VALUES =
            List.of(
                    Value.NULL,
                    Value.TRUE,
                    new Value.Num("9007199254740993"),
                    new Value.Num("1.0"),
                    new Value.Num("1"),
                    new Value.Num("1e400"),
                    new Value.Num("-0.0"),
                    new Value.Num("5e-324"),
                    Value.of("caf\u00e9"),
                    Value.of("cafe\u0301"),
                    Value.of(""),
                    Value.of("line\n\"quoted\" \ud83d\ude00"),
                    Value.of(List.of(Value.of(1), Value.NULL)),
                    Value.of(Map.of("add", Value.of(2), "unset", Value.TRUE)));
    private static final List<String> TEXTS =
            List.of("one\ntwo\nthree\n", "one\n2\nthree\n", "one\ntwo\n3\n", "ONE\ntwo\nthree\n");

    private final Random random;
    private final List<Effect> effects = new ArrayList<>();
    private final Map<String, VersionVector> seen = new TreeMap<>();
    private RecordState state = RecordState.EMPTY;
    private long seq = 400;

    RandomHistory(long seed) {
        random = new Random(seed);
    }

    /** One accepted mutation with its effect. */
    record Step(Mutation mutation, Effect effect, RecordState after) {}

    RecordState state() {
        return state;
    }

    long seq() {
        return seq;
    }

    /** The next mutation that is accepted. */
    Step next() {
        while (true) {
            Mutation mutation = mutation();
            Stamp stamp = new Stamp(mutation.clock(), seq + 1, random.nextInt(3));
            Decision decision =
                    new Acceptance(RULES, SKEW, Shape.ANY).decide(state, mutation, stamp, this::at);
            if (decision instanceof Decision.Accepted accepted) {
                seq++;
                state = accepted.after();
                effects.add(accepted.effect());
                seen.put(mutation.dot().device(), mutation.vv());
                return new Step(mutation, accepted.effect(), state);
            }
        }
    }

    private RecordState at(VersionVector context) {
        RecordState past = RecordState.EMPTY;
        for (Effect effect : effects) {
            if (context.covers(effect.dot())) {
                past = past.apply(effect);
            }
        }
        return past;
    }

    private Mutation mutation() {
        String device = pick(DEVICES);
        VersionVector context = seen.getOrDefault(device, VersionVector.EMPTY);
        if (random.nextInt(3) == 0) {
            context = state.vv();
        }
        Op op = context.counters().isEmpty() ? Op.CREATE : pick(List.of(Op.values()));
        TreeMap<String, Value> fields = new TreeMap<>();
        List<String> unset = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0 && op != Op.DELETE; i--) {
            write(fields, unset);
        }
        return new Mutation(
                new UUID(random.nextLong(), random.nextLong()).toString(),
                KEY,
                op,
                context.next(device),
                context,
                new Value.Obj(fields),
                unset,
                Instant.ofEpochSecond(1_800_000_000L + random.nextInt(600), nanos()),
                random.nextInt(4) == 0 ? "group" : null,
                op == Op.CORRECT ? new Mutation.Correction("typo", "ann") : null);
    }

    private void write(TreeMap<String, Value> fields, List<String> unset) {
        String name =
                pick(
                        List.of(
                                "plain", "other", "tags", "hits", "body", "lat", "long", "once",
                                "title"));
        if (random.nextInt(4) == 0) {
            if (!fields.containsKey(name) && !unset.contains(name)) {
                unset.add(name);
            }
            return;
        }
        unset.remove(name);
        fields.put(
                name,
                switch (name) {
                    case "tags" -> tags();
                    case "hits" -> Value.of(Map.of("increment", Value.of(random.nextInt(9) - 4L)));
                    case "body" -> random.nextInt(5) == 0 ? pick(VALUES) : Value.of(pick(TEXTS));
                    case "once" -> Value.of("always");
                    default -> pick(VALUES);
                });
    }

    private Value tags() {
        List<Value> some = List.of(pick(VALUES), pick(VALUES));
        return switch (random.nextInt(3)) {
            case 0 -> Value.of(some);
            case 1 -> Value.of(Map.of("remove", Value.of(some)));
            default ->
                    Value.of(
                            Map.of(
                                    "add",
                                    Value.of(some),
                                    "remove",
                                    Value.of(List.of(pick(VALUES)))));
        };
    }

    private int nanos() {
        return switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> random.nextInt(1000) * 1_000_000;
            case 2 -> random.nextInt(1_000_000) * 1000;
            default -> random.nextInt(1_000_000_000);
        };
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    private static CollectionRules rules() {
        TreeMap<String, FieldRules> fields = new TreeMap<>();
        fields.put("tags", new FieldRules(FieldKind.SET, Order.CLIENT));
        fields.put("hits", new FieldRules(FieldKind.COUNTER, Order.CLIENT));
        fields.put("body", new FieldRules(FieldKind.TEXT, Order.CLIENT));
        fields.put("once", new FieldRules(FieldKind.IMMUTABLE, Order.CLIENT));
        fields.put("title", new FieldRules(FieldKind.LWW, Order.SERVER));
        CollectionRules plain = CollectionRules.defaults("things");
        return new CollectionRules(
                plain.name(),
                plain.id(),
                List.of(),
                plain.rule(),
                plain.order(),
                null,
                null,
                null,
                plain.deleteUpdate(),
                List.of(List.of("lat", "long")),
                plain.tombstones(),
                plain.history(),
                fields,
                null,
                null,
                UpsertRules.DEFAULT);
    }
}
