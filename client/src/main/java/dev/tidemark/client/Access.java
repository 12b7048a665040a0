package dev.tidemark.client;

import dev.tidemark.client.local.LocalWriter;
import dev.tidemark.sql.Work;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How records are reached: each call in a transaction of its own, or all of them in one. */
interface Access {

    /** Runs something that writes. */
    <T extends @Nullable Object> T write(Function<LocalWriter, T> writes);

    /** Runs something that reads. */
    <T extends @Nullable Object> T read(Work<T> work);

    /** The group that writes belong to; null for none. */
    @Nullable String group();
}
