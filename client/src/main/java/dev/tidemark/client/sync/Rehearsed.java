package dev.tidemark.client.sync;

import dev.tidemark.client.local.RecordRow;
import dev.tidemark.client.queue.Outgoing;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.wire.command.Preview;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a round would do.
 *
 * @param differences records that it would change here, by key
 * @param batches what it would send, and what would come of it
 * @param unforeseen mutations that wait and that nothing is known of: they build on an earlier
 *     batch, or may not be sent yet
 * @param decisions about conflicts that it would send
 * @param token names the state that this is about; null where there is trouble
 * @param trouble what kept it from being found out; null for nothing
 */
public record Rehearsed(
        List<Difference> differences,
        List<Foreseen> batches,
        long unforeseen,
        int decisions,
        @Nullable String token,
        @Nullable Trouble trouble) {

    /**
     * A record as it is and as it would be.
     *
     * @param before null where it is not there
     * @param after null where it would not be there
     */
    public record Difference(
            RecordKey key, @Nullable RecordRow before, @Nullable RecordRow after) {}

    /**
     * A batch, and what the server says of it.
     *
     * @param preview null where it would refuse the batch as a whole
     * @param refusal why it would; else null
     */
    public record Foreseen(
            List<Outgoing> sent, @Nullable Preview preview, @Nullable Trouble refusal) {}
}
