package dev.tidemark.cli.transfer;

import dev.tidemark.core.value.Value;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.json.JsonFault;
import dev.tidemark.wire.json.JsonLimits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// One JSON object on each line. Blank lines are passed over.
final class JsonLines implements Rows {

    /// Many times what any server takes for a record; a line without an end must not fill memory.
    static final int LINE_BYTES_MAX = 16 << 20;

    private final InputStream in;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private long line;

    JsonLines(InputStream in) {
        this.in = in;
    }

    @Override
    public @Nullable Row next() throws IOException {
        while (readLine()) {
            line++;
            if (bytes.size() > LINE_BYTES_MAX) {
                return new Row.Bad(
                        line,
                        "the line is longer than %d MiB; is it one JSON object?"
                                .formatted(LINE_BYTES_MAX >> 20));
            }
            Row row = bytes.size() == 0 ? null : parsed();
            if (row != null) {
                return row;
            }
        }
        return null;
    }

    private @Nullable Row parsed() {
        try {
            String text = Json.decoded(bytes.toByteArray());
            if (text.isBlank()) {
                return null;
            }
            return Json.read(text, JsonLimits.DEFAULT) instanceof Value.Obj object
                    ? new Row.Fields(line, object)
                    : new Row.Bad(line, "a record is a JSON object: {\"name\": \"value\"}");
        } catch (JsonFault e) {
            return new Row.Bad(line, withoutLine(e.getMessage(), e.line()));
        }
    }

    /// The parser counts lines of what it was given, which is always the first.
    private static String withoutLine(@Nullable String message, int parserLine) {
        return String.valueOf(message).replaceFirst("^line " + parserLine + ", ", "");
    }

    /// Reads up to the next line feed, or says that there is nothing more. Of a line that is too
    /// long the rest is passed over.
    private boolean readLine() throws IOException {
        bytes.reset();
        int next = in.read();
        if (next < 0) {
            return false;
        }
        while (next >= 0 && next != '\n') {
            if (bytes.size() <= LINE_BYTES_MAX) {
                bytes.write(next);
            }
            next = in.read();
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
