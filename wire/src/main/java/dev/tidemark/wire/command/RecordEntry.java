package dev.tidemark.wire.command;

import dev.tidemark.core.merge.View;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.record.RecordState;
import dev.tidemark.core.schema.CollectionRules;
import dev.tidemark.core.value.Value;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One record as the wire and the storage have it: what an app is shown, and all that a replica
 * needs to go on merging it. Reading what was written gives the very same state, and writing the
 * same entry gives the same bytes.
 *
 * @param version the seq of its latest change
 * @param fields as shown; of a deleted record, what a restore would bring back
 * @param contentHash over the fields; null for a deleted record
 * @param updatedAt when its latest change was made
 * @param updatedBy the device that asked for it
 */
public record RecordEntry(
        RecordKey key,
        long version,
        RecordState state,
        Value.Obj fields,
        boolean deleted,
        @Nullable String contentHash,
        Instant updatedAt,
        String updatedBy) {

    /** An entry for a record as it is. */
    public static RecordEntry of(
            RecordKey key,
            long version,
            RecordState state,
            View view,
            Instant updatedAt,
            String updatedBy) {
        return new RecordEntry(
                key,
                version,
                state,
                view.fields(),
                view.deleted(),
                view.contentHash(),
                updatedAt,
                updatedBy);
    }

    /**
     * The entry as bytes.
     *
     * @param rules of its collection, by which its fields are shown
     * @param skew of the schema
     */
    public EncodedEntry encoded(CollectionRules rules, Duration skew) {
        return EncodedEntry.of(new EntryWriter(this, rules, skew).bytes());
    }
}
