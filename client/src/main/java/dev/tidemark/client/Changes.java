package dev.tidemark.client;

import dev.tidemark.core.record.RecordKey;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * Records that changed, by whose hand they may. It names them and does not hold them: whoever is
 * told reads them anew, and sees at least that change.
 *
 * @param keys sorted
 */
public record Changes(Set<RecordKey> keys) {

    public Changes {
        keys = Collections.unmodifiableSet(new TreeSet<>(keys));
    }

    /** Whether a record of this collection changed. */
    public boolean touch(String collection) {
        return keys.stream().anyMatch(key -> key.collection().equals(collection));
    }

    /** Whether this record changed. */
    public boolean touch(String collection, String id) {
        return keys.contains(new RecordKey(collection, id));
    }
}
