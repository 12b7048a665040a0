package dev.tidemark.core.schema;

import dev.tidemark.core.value.Canonical;
import dev.tidemark.core.value.Storable;
import dev.tidemark.core.value.Value;
import dev.tidemark.core.value.Value.Obj;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The rules of one collection.
 *
 * @param name its name; "*" for the rules of all that are not named
 * @param idFrom the fields that make up a record's id, in order; empty where it stands in none
 * @param order what decides between siblings of fields that say nothing themselves
 * @param groups fields that merge as one; no field is in two of them
 * @param tombstones how long a deleted record is kept
 * @param fields the rules of single fields, by name
 * @param schema a JSON Schema (2020-12) that records must fit; null for none
 * @param scope the collection whose scopes let into this one as well; null for none
 * @param upserts how the contract of upserts speaks of it
 */
public record CollectionRules(
        String name,
        IdKind id,
        List<String> idFrom,
        WriteRule rule,
        FieldRules.Order order,
        @Nullable NaturalKey naturalKey,
        @Nullable Lifecycle lifecycle,
        @Nullable Base base,
        DeleteUpdate deleteUpdate,
        List<List<String>> groups,
        Duration tombstones,
        History history,
        SortedMap<String, FieldRules> fields,
        @Nullable Obj schema,
        @Nullable String scope,
        UpsertRules upserts) {

    public static final Duration DEFAULT_TOMBSTONES = Duration.ofDays(90);

    /** Takes over the map, which must not be changed any more. */
    public CollectionRules {
        idFrom = List.copyOf(idFrom);
        groups = groups.stream().map(List::copyOf).toList();
        fields = Collections.unmodifiableSortedMap(fields);
    }

    /** What record ids look like. */
    public enum IdKind {
        UUID,
        STRING
    }

    /** Which mutations are taken at all. */
    public enum WriteRule {
        /** All of them; concurrent ones merge. */
        MERGE,
        /** Those whose context covers the record. */
        OCC,
        /** Creations only. */
        APPEND
    }

    /** Who wins when one device deletes what another one updates. */
    public enum DeleteUpdate {
        /** The data. */
        KEEP,
        /** The deletion. */
        DELETE,
        /** The later one, by the rules for siblings. */
        CLOCK
    }

    /**
     * Fields that together are unique among the live records of the collection; compared after
     * Unicode NFC and trimming.
     *
     * @param foldCase whether upper and lower case are one
     */
    public record NaturalKey(List<String> fields, boolean foldCase) {
        public NaturalKey {
            fields = List.copyOf(fields);
        }
    }

    /**
     * A record is free until a field takes one of these values, and frozen from then on.
     *
     * @param correctable whether a correction may still change it
     */
    public record Lifecycle(String field, List<String> frozenAt, boolean correctable) {
        public Lifecycle {
            frozenAt = List.copyOf(frozenAt);
        }
    }

    /**
     * Each record is a patch of a target, made for the target's active version.
     *
     * @param collection of the target
     * @param id the field that holds the target's id
     * @param version the field that holds the version the patch was made for
     * @param apply the field that holds the patch (RFC 6902)
     */
    public record Base(String collection, String id, String version, String apply) {}

    /**
     * How much of the past is kept: either limit may end it.
     *
     * @param versions how many of each record; 0 for any number
     * @param days how old they may be; 0 for any age
     */
    public record History(int versions, int days) {

        /** All of it. */
        public static final History ALL = new History(0, 0);

        /** Whether nothing ends. */
        public boolean isAll() {
            return versions == 0 && days == 0;
        }
    }

    /** The rules where a schema says nothing else. */
    public static CollectionRules defaults(String name) {
        return new CollectionRules(
                name,
                IdKind.UUID,
                List.of(),
                WriteRule.MERGE,
                FieldRules.Order.CLIENT,
                null,
                null,
                null,
                DeleteUpdate.KEEP,
                List.of(),
                DEFAULT_TOMBSTONES,
                History.ALL,
                new TreeMap<>(),
                null,
                null,
                UpsertRules.DEFAULT);
    }

    /**
     * The id that a record's fields make up: the value of the one field that holds it, or those of
     * several, as the reference tokens of a JSON pointer without its first slash ({@code 3/12}).
     *
     * @return null where one of them is missing or is neither a text nor a number, and where ids
     *     stand in no field
     */
    public @Nullable String idOf(Obj fields) {
        List<String> parts = new ArrayList<>();
        for (String field : idFrom) {
            String part = idPart(fields.members().get(field));
            if (part == null) {
                return null;
            }
            parts.add(idFrom.size() == 1 ? part : Storable.escaped(part));
        }
        return parts.isEmpty() ? null : String.join("/", parts);
    }

    /**
     * The fields that an id stands for: {@link #idOf} gives it back from them. They are texts,
     * whatever the record has.
     *
     * @return null for an id that is not made of so many fields, and where ids stand in no field
     */
    public @Nullable Obj fieldsOf(String recordId) {
        String[] parts = idFrom.size() == 1 ? new String[] {recordId} : recordId.split("/", -1);
        if (parts.length != idFrom.size()) {
            return null;
        }
        TreeMap<String, Value> members = new TreeMap<>();
        for (int i = 0; i < parts.length; i++) {
            String part =
                    idFrom.size() == 1 ? parts[i] : parts[i].replace("~1", "/").replace("~0", "~");
            members.put(idFrom.get(i), Value.of(part));
        }
        return new Obj(members);
    }

    private static @Nullable String idPart(@Nullable Value value) {
        if (value instanceof Value.Text text && !text.value().isEmpty()) {
            return text.value();
        }
        return value instanceof Value.Num ? Canonical.text(value) : null;
    }

    /** The rules of a field, named or not. */
    public FieldRules field(String field) {
        FieldRules rules = fields.get(field);
        return rules != null ? rules : FieldRules.unnamed(order);
    }

    /** The atomic group that a field is in; null where it is in none. */
    public @Nullable List<String> group(String field) {
        for (List<String> group : groups) {
            if (group.contains(field)) {
                return group;
            }
        }
        return null;
    }

    /** The unit that a field merges in: its own name, or the first one of its group. */
    public String unit(String field) {
        List<String> group = group(field);
        return group == null ? field : group.get(0);
    }
}
