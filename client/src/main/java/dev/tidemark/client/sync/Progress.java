package dev.tidemark.client.sync;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far sync has come.
 *
 * @param cursor behind the last change that the records hold; null before the first pull
 * @param pulled whether a pull from the beginning was ever complete
 * @param stagedCursor behind the last change that is staged; null where nothing is
 * @param stagedAnew whether what is staged began at the beginning
 * @param pageLimit most records of a page; 0 for the default
 * @param successor the device id that this database has to take, as another one has its own too;
 *     null where none has
 * @param attempts rounds that failed since one succeeded
 * @param nextAttemptAt when to try again by itself; null for any time
 * @param notBefore what the server asked for; null for nothing
 * @param lastSyncAt when a round last succeeded; null for never
 * @param schemaAskedAt when the schema was last asked for; null for never
 * @param trouble what the last round failed of; null where it did not
 * @param troubleAt when that was
 */
public record Progress(
        @Nullable String cursor,
        boolean pulled,
        @Nullable String stagedCursor,
        boolean stagedAnew,
        int pageLimit,
        @Nullable String successor,
        int attempts,
        @Nullable Instant nextAttemptAt,
        @Nullable Instant notBefore,
        @Nullable Instant lastSyncAt,
        @Nullable Instant schemaAskedAt,
        @Nullable Trouble trouble,
        @Nullable Instant troubleAt) {}
