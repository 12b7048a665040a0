package dev.tidemark.wire.project;

import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.value.Value;
import org.jspecify.annotations.Nullable;

/** What a write asks for about one entity. */
public sealed interface ProjectEdit {

    RecordKey key();

    /** The version that it builds on; null where the one of the whole write counts. */
    @Nullable String base();

    /** Where in the body it stands (RFC 6901). */
    String place();

    /**
     * It shall be there, with these fields.
     *
     * @param fields its key among them; in a delta, the ones it does not name stay
     */
    record Upsert(RecordKey key, Value.Obj fields, @Nullable String base, String place)
            implements ProjectEdit {}

    /** It shall not be there. */
    record Delete(RecordKey key, @Nullable String base, String place) implements ProjectEdit {}
}
