package dev.tidemark.core.merge;

import dev.tidemark.core.record.LineEdit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How one text became another, in whole lines. */
final class LineEdits {

    /*
     * The differences are found by the greedy algorithm of Myers, "An O(ND) Difference Algorithm
     * and Its Variations" (1986). Round d knows for each diagonal k (line of b minus line of a) how
     * far d insertions and deletions can get; a round is kept, so that the way can be walked back.
     * That costs d * d in space, hence a limit on d.
     */

    /** Most insertions and deletions of lines told apart; beyond, all that differs is one edit. */
    private static final int DIFFERENCES_MAX = 1_000;

    private LineEdits() {}

    /** The lines of a text, each with its line feed; joined they are the text. */
    static List<String> lines(String text) {
        List<String> lines = new ArrayList<>();
        int start = 0;
        while (start < text.length()) {
            int end = text.indexOf('\n', start);
            int next = end < 0 ? text.length() : end + 1;
            lines.add(text.substring(start, next));
            start = next;
        }
        return lines;
    }

    /** The edits that lead from one text to another, in order, none touching the next. */
    static List<LineEdit> between(String start, String text) {
        return start.equals(text) ? List.of() : between(lines(start), lines(text));
    }

    private static List<LineEdit> between(List<String> start, List<String> text) {
        int most = Math.min(start.size(), text.size());
        int head = 0;
        while (head < most && start.get(head).equals(text.get(head))) {
            head++;
        }
        int tail = 0;
        while (tail < most - head
                && start.get(start.size() - 1 - tail).equals(text.get(text.size() - 1 - tail))) {
            tail++;
        }
        List<String> a = start.subList(head, start.size() - tail);
        List<String> b = text.subList(head, text.size() - tail);
        int[] counterparts = new int[a.size()];
        Arrays.fill(counterparts, -1);
        if (!a.isEmpty() && !b.isEmpty()) {
            findCounterparts(a, b, counterparts);
        }
        return edits(b, head, counterparts);
    }

    /**
     * The text that these edits make of another one; null where they are edits of a third one.
     *
     * @param edits in order, none overlapping the next
     */
    static @Nullable String applied(String start, Collection<LineEdit> edits) {
        List<String> lines = lines(start);
        StringBuilder text = new StringBuilder(start.length());
        int copied = 0;
        for (LineEdit edit : edits) {
            if (edit.from() < copied || edit.to() > lines.size()) {
                return null;
            }
            lines.subList(copied, edit.from()).forEach(text::append);
            text.append(edit.text());
            copied = edit.to();
        }
        lines.subList(copied, lines.size()).forEach(text::append);
        return text.toString();
    }

    /** Notes what lies between lines that have a counterpart. */
    private static List<LineEdit> edits(List<String> b, int offset, int[] counterparts) {
        List<LineEdit> edits = new ArrayList<>();
        int fromA = 0;
        int fromB = 0;
        for (int i = 0; i <= counterparts.length; i++) {
            int j = i == counterparts.length ? b.size() : counterparts[i];
            if (j < 0) {
                continue;
            }
            if (i > fromA || j > fromB) {
                String text = String.join("", b.subList(fromB, j));
                edits.add(new LineEdit(offset + fromA, offset + i, text));
            }
            fromA = i + 1;
            fromB = j + 1;
        }
        return edits;
    }

    /** Gives lines of a their line of b, as many as can be in one order. */
    private static void findCounterparts(List<String> a, List<String> b, int[] counterparts) {
        List<int[]> rounds = rounds(a, b);
        int x = a.size();
        int y = b.size();
        for (int d = rounds.size() - 1; d > 0; d--) {
            int[] before = rounds.get(d - 1);
            int k = y - x;
            boolean inserted = comesFromBelow(before, d, k);
            int previousK = inserted ? k - 1 : k + 1;
            int previousY = before[previousK + d - 1];
            int startY = inserted ? previousY + 1 : previousY;
            while (y > startY) {
                counterparts[--x] = --y;
            }
            y = previousY;
            x = y - previousK;
        }
        while (!rounds.isEmpty() && y > 0) {
            counterparts[--x] = --y;
        }
    }

    /**
     * Round by round, how far in b each diagonal reaches (diagonal k at index k + d); empty where
     * the limit ended the search.
     */
    private static List<int[]> rounds(List<String> a, List<String> b) {
        List<int[]> rounds = new ArrayList<>();
        for (int d = 0; d <= Math.min(a.size() + b.size(), DIFFERENCES_MAX); d++) {
            int[] reached = new int[2 * d + 1];
            rounds.add(reached);
            for (int k = -d; k <= d; k += 2) {
                int y = d == 0 ? 0 : start(rounds.get(d - 1), d, k);
                int x = y - k;
                while (x < a.size() && y < b.size() && a.get(x).equals(b.get(y))) {
                    x++;
                    y++;
                }
                reached[k + d] = y;
                if (x == a.size() && y == b.size()) {
                    return rounds;
                }
            }
        }
        return List.of();
    }

    private static int start(int[] before, int d, int k) {
        return comesFromBelow(before, d, k) ? before[k - 1 + d - 1] + 1 : before[k + 1 + d - 1];
    }

    /** Whether diagonal k of round d goes on from k - 1, by an insertion. */
    private static boolean comesFromBelow(int[] before, int d, int k) {
        if (k == -d || k == d) {
            return k == d;
        }
        // An insertion goes on from its diagonal one line further down in b, a deletion does not.
        return before[k - 1 + d - 1] + 1 > before[k + 1 + d - 1];
    }
}
