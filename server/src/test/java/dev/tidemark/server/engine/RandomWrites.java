package dev.tidemark.server.engine;

import static dev.tidemark.server.engine.Schemas.collection;

import dev.tidemark.core.record.Mutation;
import dev.tidemark.core.record.Op;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.schema.CollectionRules.WriteRule;
import dev.tidemark.core.schema.FieldKind;
import dev.tidemark.wire.schema.AppSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// What devices write at random, to collections of all kinds of fields and rules.
final class RandomWrites {

    /// Those of every app of [#app].
    static final List<String> COLLECTIONS = List.of("notes", "people", "sheets", "plans", "shaped");

    private final Workbench bench;
    private final Random random;
    private final List<String> collections;

    /// @param collections to write to; what is none of [#COLLECTIONS] is written to like notes
    RandomWrites(Workbench bench, Random random, List<String> collections) {
        this.bench = bench;
        this.random = random;
        this.collections = collections;
    }

    /// @param more collections than the usual ones
    static AppSchema app(Schemas... more) {
        List<Schemas> all = new ArrayList<>(List.of(more));
        all.add(
                collection("notes")
                        .group("x", "y")
                        .field("tags", FieldKind.SET)
                        .field("hits", FieldKind.COUNTER)
                        .field("body", FieldKind.TEXT)
                        .field("born", FieldKind.IMMUTABLE)
                        .byServer("title"));
        all.add(collection("people").named("name"));
        all.add(collection("sheets").rule(WriteRule.OCC));
        all.add(collection("plans").field("plan", FieldKind.MANUAL));
        all.add(collection("shaped"));
        return Schemas.wanting(
                Schemas.schema(List.of("tablet", "phone"), all.toArray(Schemas[]::new)),
                Map.of("shaped", "name"));
    }

    /// A write to one of a few records.
    ///
    /// @param unknown what to do to a record that the device has not seen
    Mutation mutation(Writer device, int records, Op unknown, @Nullable String group) {
        String collection = collections.get(random.nextInt(collections.size()));
        RecordKey key = new RecordKey(collection, Integer.toString(random.nextInt(records)));
        Op op = device.seen.containsKey(key) ? known() : unknown;
        String fields = op == Op.DELETE ? "{}" : fields(collection);
        return device.write(
                op, key, fields, bench.now.plusSeconds(random.nextInt(600) - 300), group);
    }

    private Op known() {
        return switch (random.nextInt(8)) {
            case 0 -> Op.DELETE;
            case 1 -> Op.RESTORE;
            case 2 -> Op.CREATE;
            default -> Op.UPDATE;
        };
    }

    private String fields(String collection) {
        int n = random.nextInt(5);
        return switch (collection) {
            case "people" -> "{'name':'N" + n + "'}";
            case "sheets" -> "{'s" + n % 2 + "':" + n + "}";
            case "plans" -> n < 2 ? "{'plan':" + n + "}" : "{'p':" + n + "}";
            case "shaped" -> n < 3 ? "{'name':'s','" + "abc".charAt(n) + "':1}" : "{'b':2}";
            case "frozen" -> "{'status':'" + (n == 0 ? "confirmed" : "draft") + "','n':1}";
            default ->
                    List.of(
                                    "{'x':" + n + "}",
                                    "{'y':" + n + ",'title':" + n + "}",
                                    "{'tags':{'add':['" + n + "'],'remove':['1','2']}}",
                                    "{'hits':{'increment':" + n + "},'born':" + n % 2 + "}",
                                    "{'body':'one\\n" + n + "\\nthree'}")
                            .get(random.nextInt(5));
        };
    }
}
