package dev.tidemark.benchmarks.report;

import java.io.Console;
import java.io.PrintStream;

/// Tells a person at a console what is being measured: one line that is written over. Without a
/// console it says nothing, so that logs stay readable. It never writes to standard output.
public final class Progress {

    private static final int COLUMNS = 78;
    private static final int BAR = 30;

    private final PrintStream out;
    private final boolean shown;

    private Progress(PrintStream out, boolean shown) {
        this.out = out;
        this.shown = shown;
    }

    /// Progress where somebody watches.
    public static Progress onConsole() {
        Console console = System.console();
        return new Progress(System.err, console != null && console.isTerminal());
    }

    /// No progress.
    public static Progress silent() {
        return new Progress(System.err, false);
    }

    /// What is being done now.
    public void say(String format, Object... values) {
        if (shown) {
            String text = format.formatted(values);
            String line = text.length() > COLUMNS ? text.substring(0, COLUMNS) : text;
            out.print("\r" + line + " ".repeat(COLUMNS - line.length()));
            out.flush();
        }
    }

    /// How far something long has come.
    public void bar(String what, long done, long all) {
        int filled = (int) (done * BAR / Math.max(1, all));
        String bar = "#".repeat(filled) + ".".repeat(BAR - filled);
        say("%s [%s] %d of %d", what, bar, done, all);
    }

    /// Wipes the line, before something else is printed.
    public void clear() {
        if (shown) {
            out.print("\r" + " ".repeat(COLUMNS) + "\r");
            out.flush();
        }
    }
}
