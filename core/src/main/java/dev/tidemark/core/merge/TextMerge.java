package dev.tidemark.core.merge;

import dev.tidemark.core.causality.Dot;
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
final class TextMerge {

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
        String base = commonAncestor(siblings, texts.get(0));
        return base == null ? null : merge(base, texts);
    }

    /** The nearest text that all have come from, told from the first one; null for none. */
    private static @Nullable String commonAncestor(List<Sibling> siblings, String first) {
        String text = first;
        for (Ancestor candidate : siblings.get(0).ancestors()) {
            text = LineEdits.applied(text, candidate.undo());
            if (siblings.stream().allMatch(sibling -> has(sibling, candidate.dots()))) {
                return text;
            }
        }
        return null;
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
        Ancestor first = chain.get(0);
        String text = LineEdits.applied(own.value(), first.undo());
        List<Ancestor> moved = new ArrayList<>(chain);
        moved.set(0, new Ancestor(first.dots(), LineEdits.between(shown, text)));
        return moved;
    }

    private static boolean has(Sibling sibling, List<Dot> dots) {
        return sibling.ancestors().stream().anyMatch(a -> a.dots().equals(dots));
    }

    /** Lays the edits of all texts over the base; an edit that several made is made once. */
    private static @Nullable String merge(String base, List<String> texts) {
        TreeSet<LineEdit> edits =
                new TreeSet<>(
                        Comparator.comparingInt(LineEdit::from)
                                .thenComparingInt(LineEdit::to)
                                .thenComparing(LineEdit::text));
        for (String text : texts) {
            edits.addAll(LineEdits.between(base, text));
        }
        return touch(edits) ? null : LineEdits.applied(base, edits);
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
