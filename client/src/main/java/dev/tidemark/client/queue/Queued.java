package dev.tidemark.client.queue;

import dev.tidemark.core.causality.Dot;
import dev.tidemark.core.record.RecordKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One mutation of the queue.
 *
 * @param position its place; later ones are greater
 * @param id the mutation's
 * @param group those that are accepted together or not at all; null for none
 * @param attempts how often the server put it off
 * @param notBefore when it may be sent again, at the earliest
 */
public record Queued(
        long position,
        String id,
        RecordKey key,
        Dot dot,
        @Nullable String group,
        Stage stage,
        int attempts,
        Instant notBefore,
        Instant queuedAt) {}
