package dev.tidemark.cli;

import dev.tidemark.cli.console.Shell;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A command line that was run within this process, and what came of it.
public record Typed(int code, String out, String err) {

    /// Where tests type their commands: a folder, variables, and what stands on the standard input.
    public record Desk(Path folder, Map<String, String> environment, String in) {

        public static Desk at(Path folder) {
            return new Desk(folder, Map.of(), "");
        }

        public Desk with(String variable, String value) {
            TreeMap<String, String> more = new TreeMap<>(environment);
            more.put(variable, value);
            return new Desk(folder, more, in);
        }

        public Desk typing(String text) {
            return new Desk(folder, environment, text);
        }

        public Typed run(String... args) {
            StringWriter out = new StringWriter();
            StringWriter err = new StringWriter();
            Shell shell =
                    new Shell(
                            new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8)),
                            new PrintWriter(out, true),
                            new PrintWriter(err, true),
                            new TreeMap<>(environment),
                            folder,
                            false,
                            false);
            int code = Main.run(shell, args);
            return new Typed(code, out.toString(), err.toString());
        }
    }

    public List<String> lines() {
        return out.lines().toList();
    }
}
