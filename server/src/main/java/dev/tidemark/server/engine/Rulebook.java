package dev.tidemark.server.engine;

import dev.tidemark.core.merge.Acceptance;
import dev.tidemark.core.merge.Shape;
import dev.tidemark.core.schema.CollectionRules;
import dev.tidemark.core.schema.SyncSchema;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The rules of one version of an app's schema, ready to decide with. Immutable, made once for each
/// version.
public final class Rulebook {

    private final SyncSchema schema;
    private final Map<String, Acceptance> named = new TreeMap<>();
    private final @Nullable Acceptance others;

    /// @param shapes the JSON Schema of a collection, compiled
    public Rulebook(SyncSchema schema, Function<CollectionRules, Shape> shapes) {
        this.schema = schema;
        schema.collections()
                .forEach((name, rules) -> named.put(name, acceptance(schema, rules, shapes)));
        CollectionRules rest = schema.others();
        this.others = rest == null ? null : acceptance(schema, rest, shapes);
    }

    private static Acceptance acceptance(
            SyncSchema schema, CollectionRules rules, Function<CollectionRules, Shape> shapes) {
        return new Acceptance(rules, schema.skew(), shapes.apply(rules));
    }

    /// The schema.
    public SyncSchema schema() {
        return schema;
    }

    /// Who decides on mutations of a collection; null where the schema refuses the collection.
    public @Nullable Acceptance of(String collection) {
        Acceptance own = named.get(collection);
        return own != null ? own : others;
    }

    /// The same for a collection that has records, which therefore the schema allows.
    Acceptance require(String collection) {
        Acceptance found = of(collection);
        if (found == null) {
            throw new IllegalStateException("The schema has no collection " + collection);
        }
        return found;
    }
}
