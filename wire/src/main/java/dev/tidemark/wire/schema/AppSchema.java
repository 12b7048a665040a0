package dev.tidemark.wire.schema;

import dev.tidemark.core.merge.Acceptance;
import dev.tidemark.core.merge.Shape;
import dev.tidemark.core.schema.CollectionRules;
import dev.tidemark.core.schema.SyncSchema;
import dev.tidemark.core.value.Value;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A sync schema, ready to be used. Immutable and safe to share.
 *
 * @param rules of the app's data
 * @param document as it was written, as JSON: what others are told
 * @param shapes of the collections that have a JSON Schema, by name; "*" for all that are not named
 */
public record AppSchema(SyncSchema rules, Value.Obj document, SortedMap<String, Shape> shapes) {

    /** Any collection, default rules. */
    public static final AppSchema OPEN =
            SchemaReader.read(
                    "open",
                    Value.of(
                            java.util.Map.of(
                                    "version",
                                    Value.of(1),
                                    "collections",
                                    Value.of(java.util.Map.of("*", Value.Obj.EMPTY)))));

    public AppSchema {
        shapes = Collections.unmodifiableSortedMap(new TreeMap<>(shapes));
    }

    /** What records of a collection must look like. */
    public Shape shape(String collection) {
        String name = rules.collections().containsKey(collection) ? collection : "*";
        return shapes.getOrDefault(name, Shape.ANY);
    }

    /** What decides on mutations of a collection; null where the schema does not allow it. */
    public @Nullable Acceptance acceptance(String collection) {
        CollectionRules found = rules.collection(collection);
        return found == null ? null : new Acceptance(found, rules.skew(), shape(collection));
    }

    /** Whether the other is the very same document; how it is laid out does not matter. */
    public boolean sameAs(AppSchema other) {
        return document.sameAs(other.document);
    }
}
