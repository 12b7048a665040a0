package dev.tidemark.core.schema;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which collections make up the one project of an account, for clients that read and write it as
 * one document: a collection with a single record that says what the project is, and lists of
 * entities, each of which has its key among its own fields.
 *
 * @param meta the collection of the single record
 * @param keys the lists, and the fields that make up an entity's key; in a key of several fields,
 *     an entity is what the last one says within what the ones before say
 */
public record ProjectRules(String meta, SortedMap<String, List<String>> keys) {

    /** The id of the single record. */
    public static final String META_ID = "project";

    public ProjectRules {
        TreeMap<String, List<String>> copy = new TreeMap<>();
        keys.forEach((name, fields) -> copy.put(name, List.copyOf(fields)));
        keys = Collections.unmodifiableSortedMap(copy);
    }

    /** Whether a collection belongs to the project. */
    public boolean has(String collection) {
        return meta.equals(collection) || keys.containsKey(collection);
    }

    /** The fields of a list's key; none for the single record. */
    public List<String> key(String collection) {
        return keys.getOrDefault(collection, List.of());
    }

    /**
     * The record id of an entity. Different keys give different ids; of a key of one field, the id
     * is its value.
     *
     * @param values of the key's fields, in their order
     */
    public static String id(List<String> values) {
        if (values.size() == 1) {
            return values.get(0);
        }
        List<String> parts = new ArrayList<>();
        values.forEach(value -> parts.add(value.replace("~", "~0").replace("/", "~1")));
        return String.join("/", parts);
    }

    /**
     * The values of a key from a record id; null for an id that is not made of so many, as one of a
     * record that was written in another way.
     *
     * @param count of the key's fields
     */
    public static @Nullable List<String> values(String id, int count) {
        if (count == 1) {
            return List.of(id);
        }
        String[] parts = id.split("/", -1);
        if (parts.length != count) {
            return null;
        }
        List<String> values = new ArrayList<>();
        for (String part : parts) {
            values.add(part.replace("~1", "/").replace("~0", "~"));
        }
        return values;
    }
}
