package dev.tidemark.core.record;

/**
 * One place where a text differs from another: the lines [from, to) of the one read {@code text} in
 * the other. A line ends with its line feed; only the last one of a text may lack it.
 *
 * @param from the first line that differs, from 0
 * @param to the line after the last one that differs; {@code from} where lines only came in
 * @param text what stands there instead; empty where lines only went
 */
public record LineEdit(int from, int to, String text) {

    public LineEdit {
        if (from < 0 || to < from) {
            throw new IllegalArgumentException(
                    "no edit goes from line %d to line %d: the first is 0, and it never ends before"
                            .formatted(from, to));
        }
    }
}
