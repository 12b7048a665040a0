package dev.tidemark.client;

import dev.tidemark.client.local.LocalWriter;
import dev.tidemark.sql.Work;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Several writes in one local transaction: all of them are kept, or none. Reading through it sees
 * what was written so far. Not thread-safe, and of no use once it has returned.
 */
public final class Batch {

    private final Access access;
    private final JsonMapper mapper;

    Batch(LocalWriter writer, @Nullable String group, JsonMapper mapper) {
        this.access = new Within(writer, group);
        this.mapper = mapper;
    }

    /** The records of a collection, within this batch. */
    public Records records(String collection) {
        return new Records(collection, access);
    }

    /** The records of a collection as objects, within this batch. */
    public <T> TypedRecords<T> collection(String collection, Class<T> type) {
        return new TypedRecords<>(records(collection), type, mapper);
    }

    private record Within(LocalWriter writer, @Nullable String group) implements Access {

        @Override
        public <R extends @Nullable Object> R write(Function<LocalWriter, R> writes) {
            return writes.apply(writer);
        }

        @Override
        public <R extends @Nullable Object> R read(Work<R> work) {
            return work.run(writer.tx());
        }
    }
}
