package dev.tidemark.client.local;

import dev.tidemark.core.record.RecordKey;

/**
 * One record as the server told it, the entry being on the disk already.
 *
 * @param disputable whether anything in it may be in dispute
 * @param entry its position
 */
public record Arrival(RecordKey key, long seq, boolean deleted, boolean disputable, long entry) {}
