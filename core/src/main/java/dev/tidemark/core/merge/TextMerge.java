package dev.tidemark.core.merge;

import dev.tidemark.core.causality.Dot;
import dev.tidemark.core.merge.LineEdits.Edit;
import dev.tidemark.core.record.Ancestor;
import dev.tidemark.core.record.Register;
import dev.tidemark.core.record.Sibling;
import dev.tidemark.core.value.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Merges concurrent texts line by line, for show: the siblings stay as they are underneath. Where
 * all of them have one common ancestor, and their edits of it neither overlap nor touch, the shown
 * text has all edits. A function of the whole set of siblings, so their order plays no part.
 */
final class TextMerge {

    private TextMerge() {}

    /** The merged text; empty where a person has to decide. */
    static Optional<String> merge(Register register) {
        List<Sibling> siblings = register.siblings();
        for (Sibling sibling : siblings) {
            if (!(sibling.value() instanceof Value.Text)) {
                return Optional.empty();
            }
        }
        return commonAncestor(siblings).flatMap(base -> merge(base, siblings));
    }

    private static Optional<String> commonAncestor(List<Sibling> siblings) {
        for (Ancestor candidate : siblings.get(0).ancestors()) {
            if (candidate.value() instanceof Value.Text text
                    && siblings.stream().allMatch(s -> has(s, candidate.dots()))) {
                return Optional.of(text.value());
            }
        }
        return Optional.empty();
    }

    private static boolean has(Sibling sibling, List<Dot> dots) {
        return sibling.ancestors().stream().anyMatch(a -> a.dots().equals(dots));
    }

    private static Optional<String> merge(String base, List<Sibling> siblings) {
        List<String> lines = LineEdits.lines(base);
        TreeSet<Edit> edits =
                new TreeSet<>(
                        Comparator.comparingInt(Edit::from)
                                .thenComparingInt(Edit::to)
                                .thenComparing(edit -> String.join("", edit.lines())));
        for (Sibling sibling : siblings) {
            if (sibling.value() instanceof Value.Text text) {
                edits.addAll(LineEdits.between(lines, LineEdits.lines(text.value())));
            }
        }
        return touch(edits) ? Optional.empty() : Optional.of(applied(lines, edits));
    }

    private static boolean touch(TreeSet<Edit> edits) {
        int free = -1;
        for (Edit edit : edits) {
            if (edit.from() <= free) {
                return true;
            }
            free = edit.to();
        }
        return false;
    }

    private static String applied(List<String> lines, TreeSet<Edit> edits) {
        List<String> merged = new ArrayList<>();
        int copied = 0;
        for (Edit edit : edits) {
            merged.addAll(lines.subList(copied, edit.from()));
            merged.addAll(edit.lines());
            copied = edit.to();
        }
        merged.addAll(lines.subList(copied, lines.size()));
        return String.join("", merged);
    }
}
