package dev.tidemark.cli.transfer;

import dev.tidemark.core.value.Value;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a cell of a table means. A cell that is written like a JSON number is one, with the very
/// digits that stand there; `007` and `+1` are not, so they stay texts.
///
/// @param allText no cell is a number
/// @param textColumns columns of which no cell is a number
/// @param keepEmpty whether an empty cell is an empty text; else the field is left out
record Cells(boolean allText, SortedSet<String> textColumns, boolean keepEmpty) {
    private static final Pattern NUMBER =
            Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

    /// Longer ones are kept as texts: no number of the wire may have that many digits.
    private static final int NUMBER_CHARACTERS_MAX = 1_000;

    Cells {
        textColumns = Collections.unmodifiableSortedSet(new TreeSet<>(textColumns));
    }

    /// The value of a cell; null where the field is left out.
    @Nullable Value value(String column, String cell) {
        if (cell.isEmpty()) {
            return keepEmpty ? Value.of("") : null;
        }
        boolean number =
                !allText
                        && !textColumns.contains(column)
                        && cell.length() <= NUMBER_CHARACTERS_MAX
                        && NUMBER.matcher(cell).matches();
        return number ? new Value.Num(cell) : Value.of(cell);
    }
}
