package dev.tidemark.cli.console;

import java.util.ArrayList;
import java.util.List;

/// Rows under headings, each column as wide as what stands in it. The last column may be cut at the
/// width of the shell; the others are shown whole.
public final class Table {
    private static final String GAP = "  ";
    private static final int LAST_MIN = 16;

    private final List<String> headings;
    private final List<List<String>> rows = new ArrayList<>();

    public Table(String... headings) {
        this.headings = List.of(headings);
    }

    /// Adds a row, with as many cells as there are headings.
    public Table row(String... cells) {
        if (cells.length != headings.size()) {
            throw new IllegalArgumentException("a row needs " + headings.size() + " cells");
        }
        List<String> row = new ArrayList<>();
        for (String cell : cells) {
            row.add(Texts.oneLine(cell));
        }
        rows.add(row);
        return this;
    }

    /// Prints the rows; nothing where there are none.
    public void print(Shell shell) {
        if (rows.isEmpty()) {
            return;
        }
        int[] widths = new int[headings.size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = widest(i);
        }
        shell.out().println(shell.paint(Ink.FAINT, line(headings, widths, shell.width())));
        for (List<String> row : rows) {
            shell.out().println(line(row, widths, shell.width()));
        }
    }

    private int widest(int column) {
        int width = Texts.width(headings.get(column));
        for (List<String> row : rows) {
            width = Math.max(width, Texts.width(row.get(column)));
        }
        return width;
    }

    private static String line(List<String> cells, int[] widths, int lineWidth) {
        StringBuilder line = new StringBuilder();
        int used = 0;
        int last = cells.size() - 1;
        for (int i = 0; i < last; i++) {
            line.append(Texts.padded(cells.get(i), widths[i])).append(GAP);
            used += widths[i] + GAP.length();
        }
        line.append(Texts.cut(cells.get(last), Math.max(LAST_MIN, lineWidth - used)));
        return line.toString().stripTrailing();
    }
}
