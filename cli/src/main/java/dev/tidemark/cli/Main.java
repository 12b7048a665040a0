package dev.tidemark.cli;

import dev.tidemark.cli.console.Shell;

/// The process's entry: one command line in, one exit code out.
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        System.exit(run(Shell.ofProcess(), args));
    }

    /// Runs one command line to its end.
    ///
    /// @return the exit code, as `docs/cli.md` lists them
    public static int run(Shell shell, String... args) {
        int code = Commands.line(shell).execute(args);
        shell.out().flush();
        shell.err().flush();
        return code;
    }
}
