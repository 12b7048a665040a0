package dev.tidemark.cli;

import dev.tidemark.cli.admin.AccountsCommand;
import dev.tidemark.cli.admin.DevicesCommand;
import dev.tidemark.cli.admin.KeysCommand;
import dev.tidemark.cli.console.Shell;
import dev.tidemark.cli.serve.ConfigCommand;

import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.ColorScheme;

/// The tree of all commands, and how they fail.
final class Commands {
    private static final int USAGE_WIDTH_MAX = 100;

    private Commands() {}

    /// The command line of a shell.
    static CommandLine line(Shell shell) {
        RootCommand root = new RootCommand();
        CommandLine line = new CommandLine(root);
        line.addSubcommand(ConfigCommand.line(shell));
        line.addSubcommand(new AccountsCommand(shell));
        line.addSubcommand(new KeysCommand(shell));
        line.addSubcommand(new DevicesCommand(shell));
        line.addSubcommand(new CompletionCommand(shell));
        Complaints complaints = new Complaints(shell, root);
        line.setOut(shell.out())
                .setErr(shell.err())
                .setColorScheme(colours(shell))
                .setUsageHelpWidth(Math.min(shell.width(), USAGE_WIDTH_MAX))
                .setParameterExceptionHandler(complaints)
                .setExecutionExceptionHandler(complaints)
                .setCaseInsensitiveEnumValuesAllowed(true);
        return line;
    }

    private static ColorScheme colours(Shell shell) {
        return CommandLine.Help.defaultColorScheme(shell.colours() ? Ansi.ON : Ansi.OFF);
    }
}
