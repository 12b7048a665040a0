package dev.tidemark.client.queue;

import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.value.Storable.Flaw;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A mutation that the server refused for good, kept whole.
 *
 * @param id its number on this device
 * @param deviceId the device of its dot
 * @param body the mutation as it was sent
 * @param group of mutations that were to be accepted together; null for none
 * @param code why, as a stable name
 * @param conflictId what a person can decide on; null where nothing
 * @param traceId by which the server's logs tell of it
 */
public record DeadLetterRow(
        long id,
        String mutationId,
        RecordKey key,
        String deviceId,
        byte[] body,
        @Nullable String group,
        String code,
        String detail,
        List<Flaw> errors,
        @Nullable String conflictId,
        @Nullable String traceId,
        Instant refusedAt) {}
