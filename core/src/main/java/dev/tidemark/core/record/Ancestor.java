package dev.tidemark.core.record;

import dev.tidemark.core.causality.Dot;
import dev.tidemark.core.value.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A value that a writer saw and wrote over. A text carries a few of them, so that concurrent edits
 * can be laid over what both started from.
 *
 * @param dots the dots of the siblings that made up the value, sorted
 * @param value what was shown of them; null where the field was taken away
 */
public record Ancestor(List<Dot> dots, @Nullable Value value) {

    /** Most ancestors that one sibling carries. */
    public static final int COUNT_MAX = 8;

    /** Most characters of text in all ancestors of one sibling, the nearest one not counted. */
    public static final int CHARACTERS_MAX = 64 * 1024;

    public Ancestor {
        dots = dots.stream().sorted().toList();
    }
}
