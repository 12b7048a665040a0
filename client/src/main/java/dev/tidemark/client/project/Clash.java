package dev.tidemark.client.project;

import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.value.Value;
import org.jspecify.annotations.Nullable;

/**
 * What this device and the server have changed to different things and nobody can merge: both are
 * kept until a person decides.
 *
 * @param id names it
 * @param field the field; null where one side has deleted the entity that the other changed
 * @param mine what this device says: the field's value, or the entity; null where it deleted it
 * @param theirs what the server has; null where it is deleted there
 */
public record Clash(
        String id,
        RecordKey key,
        @Nullable String field,
        @Nullable Value mine,
        @Nullable Value theirs) {}
