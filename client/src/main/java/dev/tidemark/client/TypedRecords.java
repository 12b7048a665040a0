package dev.tidemark.client;

import dev.tidemark.core.value.Value;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.json.JsonLimits;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The records of one collection as objects of a class, by Jackson. Fields of a record that the
 * class does not know stay untouched, so that an older app strips nothing from a newer one's data.
 *
 * @param <T> the class; a record or a bean
 */
public final class TypedRecords<T> {

    private final Records records;
    private final Class<T> type;
    private final JsonMapper mapper;

    TypedRecords(Records records, Class<T> type, JsonMapper mapper) {
        this.records = records;
        this.type = type;
        this.mapper = mapper;
    }

    /** The same records as plain fields, for what objects cannot say. */
    public Records records() {
        return records;
    }

    /** Makes a record under a new id, which is returned. */
    public String create(T object) {
        return records.create(Records.withoutNulls(fields(object), Value.Obj.EMPTY));
    }

    /**
     * Makes sure that a record has the object's properties; see {@link Records#put}. A property
     * that is null is written only where the record has that field.
     *
     * @return whether anything had to be written
     */
    public boolean put(String id, T object) {
        return records.putObject(id, fields(object));
    }

    /** Deletes a record. */
    public void delete(String id) {
        records.delete(id);
    }

    /**
     * A live record.
     *
     * @throws IllegalArgumentException if its fields do not fit the class
     */
    public Optional<T> get(String id) {
        return records.get(id).map(this::object);
    }

    /** All live records by id, in the order of their ids. */
    public Map<String, T> all() {
        return all(Query.all());
    }

    /** The records that a query asks for by id, in the order of their ids. */
    public Map<String, T> all(Query query) {
        Map<String, T> found = new LinkedHashMap<>();
        records.each(query, record -> found.put(record.id(), object(record)));
        return found;
    }

    private T object(LocalRecord record) {
        try {
            return mapper.readValue(Json.bytes(record.fields()), type);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    "%s does not fit %s: %s"
                            .formatted(record.key(), type.getName(), e.getOriginalMessage()),
                    e);
        }
    }

    private Value.Obj fields(T object) {
        try {
            if (Json.read(mapper.writeValueAsBytes(object), JsonLimits.STORED)
                    instanceof Value.Obj fields) {
                return fields;
            }
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    "%s cannot be written as JSON: %s"
                            .formatted(type.getName(), e.getOriginalMessage()),
                    e);
        }
        throw new IllegalArgumentException(
                type.getName() + " is no JSON object; use a record or a bean");
    }
}
