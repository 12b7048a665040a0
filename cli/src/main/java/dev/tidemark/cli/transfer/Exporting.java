package dev.tidemark.cli.transfer;

import dev.tidemark.cli.console.JsonLine;
import dev.tidemark.client.LocalRecord;
import dev.tidemark.client.Query;
import dev.tidemark.client.Tidemark;
import dev.tidemark.core.value.JsonText;
import dev.tidemark.core.value.Value;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;

/// Writes records page by page, so that a large collection never is in memory whole.
final class Exporting {
    private static final String ID = "id";

    private final Tidemark tidemark;
    private final List<String> collections;
    private final List<String> fields;
    private final FileFormat format;

    Exporting(Tidemark tidemark, List<String> collections, List<String> fields, FileFormat format) {
        this.tidemark = tidemark;
        this.collections = collections.isEmpty() ? tidemark.collections() : collections;
        this.fields = fields;
        this.format = format;
    }

    /// @return how many records were written
    long write(Writer out) throws IOException {
        Count count = new Count();
        try {
            if (format == FileFormat.JSONL) {
                each(record -> {
                    line(record, out);
                    count.records++;
                });
            } else {
                table(out, count);
            }
        } catch (UncheckedIOException e) {
            throw Objects.requireNonNull(e.getCause());
        }
        return count.records;
    }

    private static final class Count {
        private long records;
    }

    private void each(Consumer<LocalRecord> to) {
        for (String collection : collections) {
            tidemark.records(collection).each(Query.all(), to);
        }
    }

    private static void line(LocalRecord record, Writer out) {
        Value line =
                new JsonLine()
                        .with("collection", record.key().collection())
                        .with(ID, record.id())
                        .with("fields", record.fields())
                        .value();
        try {
            out.write(JsonText.exact(line));
            out.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void table(Writer out, Count count) throws IOException {
        List<String> columns = columns();
        CSVFormat shape = CSVFormat.RFC4180.builder().setDelimiter(format.delimiter()).get();
        CSVPrinter printer = new CSVPrinter(out, shape);
        List<String> header = new ArrayList<>(List.of(columns.contains(ID) ? "_" + ID : ID));
        header.addAll(columns);
        printer.printRecord(header);
        each(record -> {
            row(record, columns, printer);
            count.records++;
        });
        printer.flush();
    }

    private static void row(LocalRecord record, List<String> columns, CSVPrinter printer) {
        List<String> cells = new ArrayList<>(List.of(record.id()));
        columns.forEach(name -> cells.add(cell(record.field(name))));
        try {
            printer.printRecord(cells);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String cell(@Nullable Value value) {
        return switch (value) {
            case null -> "";
            case Value.Null _ -> "";
            case Value.Text text -> text.value();
            case Value other -> JsonText.exact(other);
        };
    }

    /// The fields that any record has.
    private List<String> columns() {
        if (!fields.isEmpty()) {
            return fields;
        }
        TreeSet<String> names = new TreeSet<>();
        each(record -> names.addAll(record.fields().members().keySet()));
        return List.copyOf(names);
    }
}
