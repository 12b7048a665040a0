package dev.tidemark.client.local;

/**
 * What one local write may hold. A server has limits too; what is over those is refused here
 * already, so that it does not become a dead letter.
 *
 * @param recordBytesMax most bytes of a record's fields as JSON, after the write
 * @param depthMax deepest nesting of a mutation as it stands in a batch
 * @param groupMutationsMax most mutations of one group
 */
public record LocalLimits(int recordBytesMax, int depthMax, int groupMutationsMax) {

    /** The defaults of a server: 256 KiB, 64 levels; groups of 500. */
    public static final LocalLimits DEFAULTS = new LocalLimits(256 << 10, 64, 500);
}
