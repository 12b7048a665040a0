package dev.tidemark.client.sync;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A time that the server was found to have gone back to an earlier state.
 *
 * @param foundAt when
 * @param healedAt when this device had offered all that it holds, and pulled; null before
 * @param offered records that it has offered so far
 * @param missing those of them of which the server lacked something
 * @param refused those of them that the server did not take; they stay on this device
 */
public record WentBack(
        Instant foundAt, @Nullable Instant healedAt, long offered, long missing, long refused) {

    /** What happened, for people. */
    public String sentence() {
        return "the server went back to an earlier state; this device "
                + (healedAt == null ? "has offered " : "offered ")
                + "%d records%s, %d were missing there"
                        .formatted(offered, healedAt == null ? " so far" : "", missing)
                + (refused == 0 ? "" : ", %d were refused and stay here".formatted(refused));
    }
}
