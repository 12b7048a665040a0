package dev.tidemark.client.local;

import dev.tidemark.core.record.RecordKey;
import org.jspecify.annotations.Nullable;

/**
 * One record as the server told it, the entry being on the disk already.
 *
 * @param disputable whether anything in it may be in dispute
 * @param contentHash of what the entry shows; null where the record is deleted
 * @param entry its position
 */
public record Arrival(
        RecordKey key,
        long seq,
        boolean deleted,
        boolean disputable,
        @Nullable String contentHash,
        long entry) {}
