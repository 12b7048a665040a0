package dev.tidemark.cli.transfer;

import java.nio.file.Path;
import java.util.Locale;

/// How records stand in a file.
enum FileFormat {
    /// One JSON object a line.
    JSONL,
    /// A table with the names of the fields in its first row.
    CSV,
    /// The same, with tabulators.
    TSV;

    /// The format that a file's name tells.
    static FileFormat of(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        return name.endsWith(".csv") ? CSV : name.endsWith(".tsv") ? TSV : JSONL;
    }

    char delimiter() {
        return this == TSV ? '\t' : ',';
    }
}
