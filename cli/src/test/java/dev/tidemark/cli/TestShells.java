package dev.tidemark.cli;

import dev.tidemark.cli.console.Shell;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.Map;

/// Shells for tests that do not care about output.
public final class TestShells {

    private TestShells() {}

    public static Shell silent() {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        return new Shell(
                InputStream.nullInputStream(),
                nowhere,
                nowhere,
                Map.of(),
                Path.of(""),
                false,
                false);
    }

    /// One that writes to a writer, as to a terminal.
    public static Shell terminal(Writer out, Writer err) {
        return new Shell(
                InputStream.nullInputStream(),
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                Map.of(),
                Path.of(""),
                true,
                true);
    }
}
