package dev.tidemark.core.merge;

import java.util.ArrayList;
import java.util.List;

/** How one text became another, in whole lines. */
final class LineEdits {

    /** Most line pairs that are compared; beyond, the differing middle counts as one edit. */
    private static final long COMPARISONS_MAX = 4_000_000;

    private LineEdits() {}

    /** Replaces the lines [from, to) of the base by these. */
    record Edit(int from, int to, List<String> lines) {}

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

    /** The edits that lead from the base to the text, in order, none touching the next. */
    static List<Edit> between(List<String> base, List<String> text) {
        int same = 0;
        int most = Math.min(base.size(), text.size());
        while (same < most && base.get(same).equals(text.get(same))) {
            same++;
        }
        int tail = 0;
        while (tail < most - same
                && base.get(base.size() - 1 - tail).equals(text.get(text.size() - 1 - tail))) {
            tail++;
        }
        List<String> a = base.subList(same, base.size() - tail);
        List<String> b = text.subList(same, text.size() - tail);
        if (a.isEmpty() && b.isEmpty()) {
            return List.of();
        }
        return (long) a.size() * b.size() > COMPARISONS_MAX
                ? List.of(new Edit(same, same + a.size(), b))
                : ofMiddle(a, b, same);
    }

    /** Walks a longest common subsequence (by dynamic programming) and notes what is not in it. */
    private static List<Edit> ofMiddle(List<String> a, List<String> b, int offset) {
        int[][] common = commonFrom(a, b);
        List<Edit> edits = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < a.size() || j < b.size()) {
            int fromA = i;
            int fromB = j;
            while (i < a.size() && j < b.size() && a.get(i).equals(b.get(j))) {
                i++;
                j++;
                fromA = i;
                fromB = j;
            }
            while ((i < a.size() || j < b.size())
                    && !(i < a.size() && j < b.size() && a.get(i).equals(b.get(j)))) {
                boolean drop =
                        i < a.size() && (j == b.size() || common[i + 1][j] >= common[i][j + 1]);
                i += drop ? 1 : 0;
                j += drop ? 0 : 1;
            }
            if (i > fromA || j > fromB) {
                edits.add(new Edit(offset + fromA, offset + i, List.copyOf(b.subList(fromB, j))));
            }
        }
        return edits;
    }

    private static int[][] commonFrom(List<String> a, List<String> b) {
        int[][] common = new int[a.size() + 1][b.size() + 1];
        for (int i = a.size() - 1; i >= 0; i--) {
            for (int j = b.size() - 1; j >= 0; j--) {
                common[i][j] =
                        a.get(i).equals(b.get(j))
                                ? common[i + 1][j + 1] + 1
                                : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        return common;
    }
}
