package dev.tidemark.client;

import dev.tidemark.core.value.Value;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which records of a collection to list. They come by id.
 *
 * @param equal fields that must have these values (1 and 1.0 are one value); of a set or an array
 *     see {@link #whereContains}
 * @param contains arrays that must hold these values
 * @param deleted whether deleted records are listed too
 * @param after an id behind which to begin; "" for the beginning
 * @param limit most records
 */
public record Query(
        SortedMap<String, Value> equal,
        SortedMap<String, Value> contains,
        boolean deleted,
        String after,
        int limit) {

    private static final Query ALL =
            new Query(new TreeMap<>(), new TreeMap<>(), false, "", Integer.MAX_VALUE);

    /** All live records. */
    public static Query all() {
        return ALL;
    }

    /** Only those whose field has this value; any object that {@link Fields#value} takes. */
    public Query where(String field, Object value) {
        return new Query(with(equal, field, value), contains, deleted, after, limit);
    }

    /** Only those whose array or set holds this value. */
    public Query whereContains(String field, Object value) {
        return new Query(equal, with(contains, field, value), deleted, after, limit);
    }

    /** Deleted ones too. */
    public Query withDeleted() {
        return new Query(equal, contains, true, after, limit);
    }

    /** Only those behind this id. */
    public Query after(String id) {
        return new Query(equal, contains, deleted, id, limit);
    }

    /** At most so many. */
    public Query limit(int max) {
        return new Query(equal, contains, deleted, after, max);
    }

    /** Whether a record is one of those. */
    boolean matches(LocalRecord record) {
        for (var wanted : equal.entrySet()) {
            Value value = record.field(wanted.getKey());
            if (value == null || !value.sameAs(wanted.getValue())) {
                return false;
            }
        }
        for (var wanted : contains.entrySet()) {
            if (!(record.field(wanted.getKey()) instanceof Value.Array array)
                    || array.items().stream().noneMatch(wanted.getValue()::sameAs)) {
                return false;
            }
        }
        return true;
    }

    private static SortedMap<String, Value> with(
            SortedMap<String, Value> map, String field, Object value) {
        TreeMap<String, Value> more = new TreeMap<>(map);
        more.put(field, Fields.value(value));
        return more;
    }
}
