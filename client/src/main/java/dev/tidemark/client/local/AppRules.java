package dev.tidemark.client.local;

import dev.tidemark.core.merge.Acceptance;
import dev.tidemark.core.schema.CollectionRules;
import dev.tidemark.core.schema.SyncSchema;
import dev.tidemark.wire.schema.AppSchema;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The rules that hold on this device. Thread-safe. */
public final class AppRules {

    private final AppSchema schema;
    private final String digest;
    private final Map<String, Acceptance> acceptances = new ConcurrentHashMap<>();

    /**
     * @param digest of the document that the schema was read from
     */
    AppRules(AppSchema schema, String digest) {
        this.schema = schema;
        this.digest = digest;
    }

    public SyncSchema schema() {
        return schema.rules();
    }

    /** Of the document that the rules were read from; empty where none was told yet. */
    public String digest() {
        return digest;
    }

    /** The rules of a collection; null where the schema does not allow it. */
    public @Nullable CollectionRules collection(String name) {
        return schema().collection(name);
    }

    /**
     * The rules of a collection that may hold records already, allowed or not: what was written
     * under an earlier schema is not lost with it.
     */
    public CollectionRules rulesFor(String name) {
        CollectionRules rules = collection(name);
        return rules == null ? CollectionRules.defaults(name) : rules;
    }

    /** What decides on writes of a collection. */
    public Acceptance acceptance(String collection) {
        return acceptances.computeIfAbsent(
                collection,
                name -> new Acceptance(rulesFor(name), schema().skew(), schema.shape(name)));
    }
}
