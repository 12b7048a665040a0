package dev.tidemark.cli.console;

import java.util.Locale;

/// A progress bar on the last line of a terminal; without one, silence.
///
/// It never writes more than ten times a second, so it costs nothing where there is much to do.
public final class Bar implements AutoCloseable {
    private static final long EVERY_NANOS = 100_000_000;
    private static final int CELLS = 30;
    private static final String ERASE_LINE = "\r\u001b[K";

    private final Shell shell;
    private final String what;
    private long drawnAt;
    private boolean drawn;

    /// @param what is counted: "records"
    public Bar(Shell shell, String what) {
        this.shell = shell;
        this.what = what;
        this.drawnAt = System.nanoTime() - EVERY_NANOS;
    }

    /// Shows how far it is.
    ///
    /// @param count of what was done
    /// @param part of the whole, from 0 to 1; negative where the whole is not known
    public void show(long count, double part) {
        long now = System.nanoTime();
        if (!shell.console() || now - drawnAt < EVERY_NANOS) {
            return;
        }
        drawnAt = now;
        drawn = true;
        shell.err().print(ERASE_LINE + line(count, part));
        shell.err().flush();
    }

    private String line(long count, double part) {
        String counted = String.format(Locale.ROOT, "%,d %s", count, what);
        if (part < 0) {
            return counted;
        }
        int full = (int) Math.round(Math.min(1, part) * CELLS);
        return "%s%s %3d %%  %s"
                .formatted(
                        "█".repeat(full),
                        "░".repeat(CELLS - full),
                        (int) (Math.min(1, part) * 100),
                        counted);
    }

    /// Takes the bar off the screen.
    @Override
    public void close() {
        if (drawn) {
            shell.err().print(ERASE_LINE);
            shell.err().flush();
            drawn = false;
        }
    }
}
