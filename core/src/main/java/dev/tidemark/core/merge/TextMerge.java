package dev.tidemark.core.merge;

import dev.tidemark.core.record.Ancestor;
import dev.tidemark.core.record.LineEdit;
import dev.tidemark.core.record.Register;
import dev.tidemark.core.record.Sibling;
import dev.tidemark.core.value.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Merges concurrent texts line by line, for show: the siblings stay as they are underneath. Where
 * all of them have one common ancestor, and their edits of it neither overlap nor touch, the shown
 * text has all edits. A function of the whole set of siblings, so their order plays no part.
 */
public final class TextMerge {

    private TextMerge() {}

    /** The merged text; null where a person has to decide. */
    static @Nullable String merge(Register register) {
        List<Sibling> siblings = register.siblings();
        List<String> texts = new ArrayList<>(siblings.size());
        for (Sibling sibling : siblings) {
            if (!(sibling.value() instanceof Value.Text text)) {
                return null;
            }
            texts.add(text.value());
        }
        String ancestor = commonAncestor(siblings);
        return ancestor == null ? null : merge(ancestor, texts);
    }

    /**
     * The nearest text that all have come from; null for none. Somebody who wrote over two siblings
     * at once has come from either.
     */
    private static @Nullable String commonAncestor(List<Sibling> siblings) {
        int nearest = Integer.MAX_VALUE;
        String text = null;
        for (Sibling sibling : siblings) {
            for (int i = 0; i < sibling.ancestors().size(); i++) {
                int distance = distance(sibling.ancestors().get(i), siblings);
                String ancestor = distance < nearest ? ancestor(sibling, i) : null;
                if (ancestor != null) {
                    nearest = distance;
                    text = ancestor;
                }
            }
        }
        return text;
    }

    /** How many writes lie between an ancestor and these siblings; most for one not of them all. */
    private static int distance(Ancestor ancestor, List<Sibling> siblings) {
        int distance = 0;
        for (Sibling sibling : siblings) {
            int writes = 0;
            List<Ancestor> chain = sibling.ancestors();
            while (writes < chain.size()
                    && !chain.get(writes).dots().containsAll(ancestor.dots())) {
                writes++;
            }
            if (writes == chain.size()) {
                return Integer.MAX_VALUE;
            }
            distance += writes;
        }
        return distance;
    }

    /** The text of an ancestor; null where the way back to it leads nowhere. */
    private static @Nullable String ancestor(Sibling sibling, int index) {
        String text = sibling.value() instanceof Value.Text own ? own.value() : null;
        for (Ancestor newer : sibling.ancestors().subList(0, index + 1)) {
            text = text == null ? null : LineEdits.applied(text, newer.undo());
        }
        return text;
    }

    /**
     * The ancestors of a sibling as the chain behind another text that is shown instead of its own:
     * the way back to the first one starts from there.
     */
    static List<Ancestor> ancestors(Sibling sibling, String shown) {
        List<Ancestor> chain = sibling.ancestors();
        if (chain.isEmpty()
                || !(sibling.value() instanceof Value.Text own)
                || own.value().equals(shown)) {
            return chain;
        }
        String text = ancestor(sibling, 0);
        if (text == null) {
            return List.of();
        }
        List<Ancestor> moved = new ArrayList<>(chain);
        moved.set(0, new Ancestor(chain.get(0).dots(), LineEdits.between(shown, text)));
        return moved;
    }

    /**
     * Lays the edits of all texts over the text that they come from; an edit that several made is
     * made once.
     *
     * @return null where two edits overlap or touch, so that a person has to decide
     */
    public static @Nullable String merge(String ancestor, List<String> texts) {
        TreeSet<LineEdit> edits =
                new TreeSet<>(
                        Comparator.comparingInt(LineEdit::from)
                                .thenComparingInt(LineEdit::to)
                                .thenComparing(LineEdit::text));
        for (String text : texts) {
            edits.addAll(LineEdits.between(ancestor, text));
        }
        return touch(edits) ? null : LineEdits.applied(ancestor, edits);
    }

    private static boolean touch(SortedSet<LineEdit> edits) {
        int free = -1;
        for (LineEdit edit : edits) {
            if (edit.from() <= free) {
                return true;
            }
            free = edit.to();
        }
        return false;
    }
}
