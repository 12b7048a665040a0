package dev.tidemark.cli.transfer;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import picocli.CommandLine.Option;

/// What the cells of a table mean.
final class CellOptions {
    private static final String ALL = "*";

    @Option(
            names = "--text",
            arity = "0..1",
            fallbackValue = ALL,
            split = ",",
            paramLabel = "COLUMN",
            description =
                    "Take these columns as text; without a name, all. Default: what is written like"
                            + " a JSON number is one, digit by digit.")
    private List<String> textColumns = new ArrayList<>();

    @Option(
            names = "--keep-empty",
            description = "An empty cell is an empty text. Default: the field is left out.")
    private boolean keepEmpty;

    @Option(
            names = "--delimiter",
            paramLabel = "C",
            description = "What stands between cells. Default: a comma; in .tsv a tabulator.")
    private String delimiter = "";

    Cells cells() {
        return new Cells(textColumns.contains(ALL), new TreeSet<>(textColumns), keepEmpty);
    }

    char delimiter(FileFormat format) {
        return delimiter.length() == 1 ? delimiter.charAt(0) : format.delimiter();
    }
}
