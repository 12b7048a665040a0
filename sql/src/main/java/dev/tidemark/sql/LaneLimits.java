package dev.tidemark.sql;

/**
 * How much may wait for a database, and how much one commit carries.
 *
 * @param writesWaitingMax works that wait to write; one more is refused as {@code BUSY}
 * @param readsWaitingMax works that wait to read; one more is refused as {@code BUSY}
 * @param groupWorksMax works that share one commit
 * @param groupMillisMax how long a group gathers works; once over, it commits
 */
public record LaneLimits(
        int writesWaitingMax, int readsWaitingMax, int groupWorksMax, int groupMillisMax) {

    /** Waiting writes are served within a second or two on a plain disk. */
    public static final LaneLimits DEFAULTS = new LaneLimits(1_024, 1_024, 256, 50);

    public LaneLimits {
        Options.atLeast(1, writesWaitingMax, "writesWaitingMax");
        Options.atLeast(1, readsWaitingMax, "readsWaitingMax");
        Options.atLeast(1, groupWorksMax, "groupWorksMax");
        Options.atLeast(1, groupMillisMax, "groupMillisMax");
    }
}
