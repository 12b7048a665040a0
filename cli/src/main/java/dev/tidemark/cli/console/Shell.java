package dev.tidemark.cli.console;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What a command sees of the place it was typed in. Text goes out as UTF-8, whatever the locale.
///
/// @param in the standard input
/// @param out the standard output: the answer and nothing else
/// @param err the standard error: messages, progress
/// @param environment the variables
/// @param folder what relative paths start from
/// @param colours whether the output is looked at by a person who wants colours
/// @param console whether messages are looked at by a person, so that a line may be overwritten
public record Shell(
        InputStream in,
        PrintWriter out,
        PrintWriter err,
        Map<String, String> environment,
        Path folder,
        boolean colours,
        boolean console) {

    private static final int WIDTH_DEFAULT = 100;
    private static final int WIDTH_MIN = 40;

    /// Takes over the map, which must not be changed any more.
    public Shell {
        environment = Collections.unmodifiableMap(environment);
    }

    /// The shell of this process.
    public static Shell ofProcess() {
        Map<String, String> environment = new TreeMap<>(System.getenv());
        return new Shell(
                System.in,
                utf8(new FileOutputStream(FileDescriptor.out)),
                utf8(new FileOutputStream(FileDescriptor.err)),
                environment,
                Path.of(""),
                wantsColours(environment) && Terminals.isTerminal(1),
                Terminals.isTerminal(2));
    }

    /// A writer of UTF-8 that flushes at line ends.
    public static PrintWriter utf8(OutputStream stream) {
        return new PrintWriter(stream, true, StandardCharsets.UTF_8);
    }

    /// A shell for commands whose output is kept instead of shown.
    public Shell writingTo(Writer newOut, Writer newErr) {
        return new Shell(
                in,
                new PrintWriter(newOut, true),
                new PrintWriter(newErr, true),
                environment,
                folder,
                false,
                false);
    }

    /// A variable of the environment; an empty one counts as absent.
    public Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
    }

    /// A path as it was typed, made absolute.
    public Path resolve(Path typed) {
        return folder.resolve(typed).toAbsolutePath().normalize();
    }

    /// The text in a colour, where colours are wanted.
    public String paint(Ink ink, String text) {
        return colours ? ink.paint(text) : text;
    }

    /// How many characters fit into a line.
    public int width() {
        return variable("COLUMNS")
                .filter(text -> text.matches("[0-9]{1,4}"))
                .map(text -> Math.max(WIDTH_MIN, Integer.parseInt(text)))
                .orElse(WIDTH_DEFAULT);
    }

    /// A remark for the person at the keyboard; no part of the answer.
    public void remark(String line) {
        out.flush();
        err.println(line);
    }

    private static boolean wantsColours(Map<String, String> environment) {
        return environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !environment.getOrDefault("TERM", "").equals("dumb");
    }
}
