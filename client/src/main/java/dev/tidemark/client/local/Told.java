package dev.tidemark.client.local;

import dev.tidemark.core.record.RecordKey;
import dev.tidemark.wire.command.EncodedEntry;

/**
 * One record as the server tells it. Most of them are only stored, so what is needed for that is at
 * hand without looking into the entry again.
 *
 * @param disputable whether anything in it may be in dispute
 */
public record Told(
        RecordKey key, long seq, boolean deleted, boolean disputable, EncodedEntry entry) {

    /**
     * @throws dev.tidemark.wire.json.InvalidInput if it is no record entry
     */
    public static Told of(EncodedEntry entry) {
        return new Told(
                entry.key(), entry.version(), entry.deleted(), entry.mayBeDisputed(), entry);
    }
}
