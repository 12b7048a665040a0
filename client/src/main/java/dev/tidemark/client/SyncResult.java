package dev.tidemark.client;

import dev.tidemark.client.sync.RoundResult;
import dev.tidemark.client.sync.Trouble;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a sync did, also where it did not come to its end.
 *
 * @param pulled records that others changed
 * @param pushed mutations that the server took
 * @param merged those of them that were concurrent with something they did not know
 * @param refused mutations that became dead letters
 * @param resolved decisions that the server carried out
 * @param notices what a person should know, in sentences
 * @param trouble why it did not come to its end; null where it did
 */
public record SyncResult(
        long pulled,
        long pushed,
        long merged,
        long refused,
        long resolved,
        List<String> notices,
        @Nullable Trouble trouble) {

    static SyncResult of(RoundResult round) {
        return new SyncResult(
                round.pulled(),
                round.pushed(),
                round.merged(),
                round.refused(),
                round.resolved(),
                round.notices(),
                round.trouble());
    }

    /** Whether it came to its end. */
    public boolean complete() {
        return trouble == null;
    }
}
