package dev.tidemark.cli.transfer;

import dev.tidemark.core.value.Value;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/// A table whose first row names the fields (RFC 4180): quoted cells may hold separators, quotes
/// and line ends; lines end in CR LF or LF.
final class CsvRows implements Rows {
    private final BoundedReader text;
    private final CSVParser parser;
    private final Iterator<CSVRecord> records;
    private final List<String> names;
    private final Cells cells;
    private long lastLine;

    /// @param delimiter between cells
    /// @throws IOException also if the first row is not there or names a field twice
    CsvRows(InputStream in, char delimiter, Cells cells) throws IOException {
        this.cells = cells;
        text = new BoundedReader(reader(in));
        parser =
                CSVFormat.RFC4180
                        .builder()
                        .setDelimiter(delimiter)
                        .setIgnoreEmptyLines(false)
                        .get()
                        .parse(text);
        records = parser.iterator();
        names = names();
    }

    private static InputStreamReader reader(InputStream in) {
        return new InputStreamReader(
                in,
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT));
    }

    private List<String> names() throws IOException {
        CSVRecord header = record();
        if (header == null) {
            throw new IOException("the first row, which names the fields, is missing");
        }
        TreeSet<String> seen = new TreeSet<>();
        for (String name : header) {
            if (name.isEmpty()) {
                throw new IOException("line 1: a column has no name; give it one");
            }
            if (!seen.add(name)) {
                throw new IOException("line 1: two columns are called " + name + "; rename one");
            }
        }
        return header.toList();
    }

    @Override
    public @Nullable Row next() throws IOException {
        while (true) {
            long line = lastLine + 1;
            CSVRecord record = record();
            if (record == null) {
                return null;
            }
            if (!isBlank(record)) {
                return row(line, record);
            }
        }
    }

    private static boolean isBlank(CSVRecord record) {
        return record.size() == 1 && record.get(0).isEmpty();
    }

    private Row row(long line, CSVRecord record) {
        if (record.size() != names.size()) {
            return new Row.Bad(
                    line,
                    "it has %d cells, and the first row has %d"
                            .formatted(record.size(), names.size()));
        }
        TreeMap<String, Value> fields = new TreeMap<>();
        for (int i = 0; i < names.size(); i++) {
            Value value = cells.value(names.get(i), record.get(i));
            if (value != null) {
                fields.put(names.get(i), value);
            }
        }
        return new Row.Fields(line, new Value.Obj(fields));
    }

    /// After a broken quote nobody can tell where the next row begins, so it ends the file.
    private @Nullable CSVRecord record() throws IOException {
        text.nextRow();
        try {
            CSVRecord record = records.hasNext() ? records.next() : null;
            lastLine = parser.getCurrentLineNumber();
            return record;
        } catch (UncheckedIOException e) {
            throw new IOException(broken(Objects.requireNonNull(e.getCause())), e);
        }
    }

    private String broken(IOException error) {
        String from = "line %d: ".formatted(lastLine + 1);
        if (error instanceof CharacterCodingException) {
            return "after "
                    + from
                    + "the file is not UTF-8; convert it first, for example by iconv";
        }
        if (error instanceof CSVException) {
            return from
                    + "a quote is not closed, or something follows one; quotes within a cell are"
                    + " doubled";
        }
        return from + error.getMessage();
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }
}
