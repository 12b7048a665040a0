package dev.tidemark.cli;

import dev.tidemark.cli.console.Exit;
import dev.tidemark.cli.console.Failure;
import dev.tidemark.cli.console.Ink;
import dev.tidemark.cli.console.Shell;
import dev.tidemark.cli.console.Texts;
import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/// How a command that cannot be done ends: one sentence to the standard error, and an exit code. A
/// stack trace only where somebody asked for it.
final class Complaints implements IParameterExceptionHandler, IExecutionExceptionHandler {
    private final Shell shell;
    private final RootCommand root;

    Complaints(Shell shell, RootCommand root) {
        this.shell = shell;
        this.root = root;
    }

    @Override
    public int handleParseException(ParameterException error, String[] args) {
        String sentence =
                error instanceof UnmatchedArgumentException unmatched
                        ? Near.sentence(unmatched)
                        : Texts.sentence(String.valueOf(error.getMessage()));
        String command = error.getCommandLine().getCommandSpec().qualifiedName();
        complain("%s Try '%s --help'.".formatted(sentence, command));
        return Exit.USAGE.code();
    }

    @Override
    public int handleExecutionException(Exception error, CommandLine line, ParseResult result) {
        Failure failure = Faults.failure(error);
        complain(
                Texts.sentence(failure.sentence())
                        + failure.traceId().map(id -> " (trace " + id + ")").orElse(""));
        if (root.debug()) {
            StringWriter trace = new StringWriter();
            error.printStackTrace(new PrintWriter(trace));
            shell.err().print(trace);
        }
        return failure.exit().code();
    }

    private void complain(String sentence) {
        shell.out().flush();
        shell.err()
                .println(
                        (shell.console() && shell.colours()
                                        ? Ink.RED.paint("tidemark:")
                                        : "tidemark:")
                                + " "
                                + Texts.oneLine(sentence));
    }
}
