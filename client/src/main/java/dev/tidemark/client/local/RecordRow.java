package dev.tidemark.client.local;

import dev.tidemark.core.record.RecordKey;
import org.jspecify.annotations.Nullable;

/**
 * A record as the database holds it.
 *
 * @param seq of the entry; 0 without one, negative where the server has lost its history
 * @param position of the entry; 0 without one
 * @param entry what the server told last; null where it does not know the record
 * @param local that joined with what waits in the queue; null where nothing waits
 * @param deleted whether it is shown as deleted
 * @param disputed whether a person has to decide something within it
 */
public record RecordRow(
        RecordKey key,
        long seq,
        long position,
        byte @Nullable [] entry,
        byte @Nullable [] local,
        boolean deleted,
        boolean disputed) {

    /** What is shown; at least one of the two is there. */
    public byte[] shown() {
        byte[] bytes = local != null ? local : entry;
        if (bytes == null) {
            throw new IllegalStateException(key + " has neither an entry nor a local state");
        }
        return bytes;
    }

    /** Whether some of what is shown waits to be confirmed. */
    public boolean pending() {
        return local != null;
    }
}
