package dev.tidemark.core.record;

import dev.tidemark.core.causality.Dot;
import java.util.List;

/**
 * A text that a writer saw and wrote over. A text carries a chain of them, so that concurrent edits
 * can be laid over what both started from. Each is kept as the way back from the text that came
 * after it, as most edits are small: a chain of many costs little more than the text itself.
 *
 * @param dots the dots of the siblings that made up the text, sorted
 * @param undo the edits that lead back to it from the next newer text of the chain, in order
 */
public record Ancestor(List<Dot> dots, List<LineEdit> undo) {

    /** Most ancestors that one sibling carries. */
    public static final int COUNT_MAX = 64;

    /** Most weight of all ancestors of one sibling, the nearest one not counted. */
    public static final int WEIGHT_MAX = 64 * 1024;

    private static final int EDIT_WEIGHT = 16;

    public Ancestor {
        dots = dots.stream().sorted().toList();
        undo = List.copyOf(undo);
    }

    /** What it costs to keep: the characters of its edits, and a little for each edit. */
    public long weight() {
        return undo.stream().mapToLong(edit -> edit.text().length() + EDIT_WEIGHT).sum();
    }
}
