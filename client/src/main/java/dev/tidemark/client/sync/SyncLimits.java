package dev.tidemark.client.sync;

import java.time.Duration;

/**
 * How much is sent and asked for at once, and how patient a device is.
 *
 * @param batchMutationsMax most mutations of a batch; halved where the server refuses it
 * @param batchBytesMax most bytes of a batch's mutations
 * @param pageRecordsMax most records of a page
 * @param backoffFirst upper bound of the wait after a first failure; it doubles with each
 * @param backoffMax upper bound of any wait
 * @param schemaAge how long a schema counts as current
 * @param checkEvery how often live sync compares what this device holds with what the server does;
 *     zero for never
 */
public record SyncLimits(
        int batchMutationsMax,
        long batchBytesMax,
        int pageRecordsMax,
        Duration backoffFirst,
        Duration backoffMax,
        Duration schemaAge,
        Duration checkEvery) {

    public static final SyncLimits DEFAULTS =
            new SyncLimits(
                    500,
                    4L << 20,
                    2_000,
                    Duration.ofSeconds(1),
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(10),
                    Duration.ofHours(6));

    public SyncLimits {
        if (batchMutationsMax < 1 || batchBytesMax < 1 || pageRecordsMax < 1) {
            throw new IllegalArgumentException("a limit is at least 1");
        }
    }
}
