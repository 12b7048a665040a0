package dev.tidemark.benchmarks.report;

import java.util.ArrayList;
import java.util.List;

/// Lays out rows of texts as a Markdown table whose columns stand below each other.
final class Columns {

    private Columns() {}

    /// @param rows the first one is the head; all as long as it
    static String of(List<List<String>> rows) {
        int columns = rows.getFirst().size();
        List<String> rule = new ArrayList<>();
        for (int column = 0; column < columns; column++) {
            rule.add("-".repeat(Math.max(3, width(rows, column))));
        }
        List<List<String>> ruled = new ArrayList<>(rows);
        ruled.add(1, rule);
        StringBuilder out = new StringBuilder();
        for (List<String> row : ruled) {
            for (int column = 0; column < columns; column++) {
                String text = row.get(column);
                out.append("| ").append(text);
                out.repeat(' ', width(ruled, column) - text.length() + 1);
            }
            out.append("|\n");
        }
        return out.toString();
    }

    private static int width(List<List<String>> rows, int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    }
}
