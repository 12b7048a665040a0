package dev.tidemark.server.engine;

import dev.tidemark.core.record.RecordKey;
import org.jspecify.annotations.Nullable;

/// How much of an account is meant: all of it, one collection, or one record.
///
/// @param collection null for all
/// @param id of one record of the collection; null for all of them
public record Extent(@Nullable String collection, @Nullable String id) {

    /// The whole account.
    public static final Extent ALL = new Extent(null, null);

    public Extent {
        if (id != null && collection == null) {
            throw new IllegalArgumentException("A record is one of a collection; which?");
        }
    }

    /// Whether a collection, or something of it, belongs to it.
    public boolean touches(String other) {
        return collection == null || collection.equals(other);
    }

    /// The only record that is meant; null where there are more.
    @Nullable RecordKey record() {
        return collection == null || id == null ? null : new RecordKey(collection, id);
    }

    /// For people: "the account", "notes", "notes/7".
    @Override
    public String toString() {
        if (collection == null) {
            return "the account";
        }
        return id == null ? collection : collection + "/" + id;
    }
}
