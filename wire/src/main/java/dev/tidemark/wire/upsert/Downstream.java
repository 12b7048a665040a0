package dev.tidemark.wire.upsert;

import dev.tidemark.core.merge.BasePatch;
import dev.tidemark.core.schema.CollectionRules;
import dev.tidemark.core.schema.SyncSchema;
import dev.tidemark.core.schema.UpsertRules.Summary;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.command.EncodedEntry;
import dev.tidemark.wire.json.Instants;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What comes down with an answer: of some collections the records that are new, of others a few
 * words about them, as the schema says. Not safe for use by several threads.
 */
public final class Downstream {

    private final SyncSchema schema;
    private final TreeMap<String, List<Value>> records = new TreeMap<>();
    private final TreeMap<String, List<Value>> summaries = new TreeMap<>();

    /** One that is empty: arrays without records, summaries of nothing. */
    public Downstream(SyncSchema schema) {
        this.schema = schema;
        for (CollectionRules rules : schema.collections().values()) {
            if (rules.upserts().downstream()) {
                records.put(rules.name(), new ArrayList<>());
            }
            Summary summary = rules.upserts().summary();
            if (summary != null) {
                summaries.put(summary.as(), new ArrayList<>());
            }
        }
    }

    /**
     * Adds what is new.
     *
     * @param known whether the device has the record itself as it is
     */
    public void add(EncodedEntry entry, boolean known) {
        String collection = entry.key().collection();
        CollectionRules rules = schema.collection(collection);
        if (rules == null) {
            return; // The schema had it once.
        }
        if (rules.upserts().downstream() && !known) {
            records.computeIfAbsent(collection, name -> new ArrayList<>())
                    .add(shown(entry, schema));
        }
        Summary summary = rules.upserts().summary();
        if (summary != null) {
            summaries
                    .computeIfAbsent(summary.as(), name -> new ArrayList<>())
                    .add(summarised(entry, rules, summary));
        }
    }

    /** All of it. */
    public Value.Obj value() {
        TreeMap<String, Value> members = new TreeMap<>();
        summaries.forEach((name, found) -> members.put(name, oneOrMany(found)));
        records.forEach((collection, found) -> members.put(collection, Value.of(found)));
        return new Value.Obj(members);
    }

    private static Value oneOrMany(List<Value> found) {
        return switch (found.size()) {
            case 0 -> Value.NULL;
            case 1 -> found.get(0);
            default -> Value.of(found);
        };
    }

    /** A record as its app knows it; of a deleted one, its id and that it is deleted. */
    public static Value.Obj shown(EncodedEntry entry, SyncSchema schema) {
        CollectionRules rules = schema.collection(entry.key().collection());
        return entry.deleted()
                ? Value.of(id(entry, rules)).with("deleted", Value.TRUE)
                : withId(entry, rules);
    }

    private static Value.Obj withId(EncodedEntry entry, @Nullable CollectionRules rules) {
        TreeMap<String, Value> members = new TreeMap<>(entry.fields().members());
        id(entry, rules).forEach(members::putIfAbsent);
        return new Value.Obj(members);
    }

    /** The members that make up the id. A record of one such member may lack it. */
    private static Map<String, Value> id(EncodedEntry entry, @Nullable CollectionRules rules) {
        List<String> names = rules == null ? List.of() : rules.idFrom();
        if (names.size() < 2) {
            String name = names.isEmpty() ? "id" : names.get(0);
            return Map.of(name, Value.of(entry.key().id()));
        }
        TreeMap<String, Value> members = new TreeMap<>(entry.fields().members());
        members.keySet().retainAll(names);
        return members;
    }

    private static Value summarised(EncodedEntry entry, CollectionRules rules, Summary summary) {
        TreeMap<String, Value> members = new TreeMap<>(id(entry, rules));
        for (String field : summary.fields()) {
            Value value = entry.fields().members().get(field);
            if (value != null) {
                members.put(field, value);
            } else if (field.equals(BasePatch.VERSION)) {
                members.put(field, Value.of(0)); // What nobody has patched is at its beginning.
            }
        }
        members.put("updatedAt", Value.of(Instants.text(entry.decoded().updatedAt())));
        if (entry.deleted()) {
            members.put("deleted", Value.TRUE);
        }
        return new Value.Obj(members);
    }
}
