package dev.tidemark.client.project;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where a copy stands.
 *
 * @param version of the project that it has pulled; null before the first pull
 * @param pending operations that the server has not taken yet
 * @param clashes what waits for a person
 * @param lastSync when the last sync ended well; null for never
 * @param trouble why the last one did not, with the trace id where there is one; null where it did
 */
public record ProjectStatus(
        Kind kind,
        @Nullable String version,
        int pending,
        int clashes,
        @Nullable Instant lastSync,
        @Nullable String trouble) {

    /** In a word. */
    public enum Kind {
        /** Here and there are the same, as far as this device knows. */
        SYNCED,
        /** A sync is under way, or something waits for the next one. */
        SYNCING,
        /** The last sync did not come through; everything is here, and waits. */
        OFFLINE,
        /** Somebody has to decide between two versions of something. */
        CONFLICT
    }
}
