package dev.tidemark.cli;

import dev.tidemark.cli.admin.AccountsCommand;
import dev.tidemark.cli.admin.AuditCommand;
import dev.tidemark.cli.admin.DevicesCommand;
import dev.tidemark.cli.admin.HoldsCommand;
import dev.tidemark.cli.admin.KeysCommand;
import dev.tidemark.cli.admin.RetentionCommand;
import dev.tidemark.cli.compare.DigestCommand;
import dev.tidemark.cli.compare.VerifyCommand;
import dev.tidemark.cli.conflict.ConflictsCommand;
import dev.tidemark.cli.conflict.DeadLettersCommand;
import dev.tidemark.cli.conflict.ResolveCommand;
import dev.tidemark.cli.console.Exit;
import dev.tidemark.cli.console.Shell;
import dev.tidemark.cli.demo.DemoCommand;
import dev.tidemark.cli.envelope.EnvelopeCommand;
import dev.tidemark.cli.history.BlameCommand;
import dev.tidemark.cli.history.DiffCommand;
import dev.tidemark.cli.history.HistoryCommand;
import dev.tidemark.cli.history.RestoreCommand;
import dev.tidemark.cli.history.SnapshotsCommand;
import dev.tidemark.cli.record.DeleteCommand;
import dev.tidemark.cli.record.GetCommand;
import dev.tidemark.cli.record.ListCommand;
import dev.tidemark.cli.record.PutCommand;
import dev.tidemark.cli.record.SetCommand;
import dev.tidemark.cli.serve.ConfigCommand;
import dev.tidemark.cli.serve.RestoreBackupCommand;
import dev.tidemark.cli.serve.ServeCommand;
import dev.tidemark.cli.sync.BackupCommand;
import dev.tidemark.cli.sync.InitCommand;
import dev.tidemark.cli.sync.PendingCommand;
import dev.tidemark.cli.sync.StatusCommand;
import dev.tidemark.cli.sync.SyncCommand;
import dev.tidemark.cli.sync.WatchCommand;
import dev.tidemark.cli.transfer.ExportCommand;
import dev.tidemark.cli.transfer.ImportCommand;
import dev.tidemark.server.log.Logs;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.ColorScheme;
import picocli.CommandLine.RunLast;

/// The tree of all commands, and how they fail.
final class Commands {
    private static final int USAGE_WIDTH_MAX = 100;

    private Commands() {}

    /// The command line of a shell.
    static CommandLine line(Shell shell) {
        RootCommand root = new RootCommand();
        CommandLine line = new CommandLine(root);
        line.addSubcommand(new InitCommand(shell));
        line.addSubcommand(new PutCommand(shell));
        line.addSubcommand(new SetCommand(shell));
        line.addSubcommand(new DeleteCommand(shell));
        line.addSubcommand(new GetCommand(shell));
        line.addSubcommand(new ListCommand(shell));
        line.addSubcommand(new ImportCommand(shell));
        line.addSubcommand(new ExportCommand(shell));
        line.addSubcommand(new SyncCommand(shell));
        line.addSubcommand(new WatchCommand(shell));
        line.addSubcommand(new StatusCommand(shell));
        line.addSubcommand(new PendingCommand(shell));
        line.addSubcommand(new ConflictsCommand(shell));
        line.addSubcommand(new ResolveCommand(shell));
        line.addSubcommand(new DeadLettersCommand(shell));
        line.addSubcommand(new BackupCommand(shell));
        line.addSubcommand(new DigestCommand(shell));
        line.addSubcommand(new VerifyCommand(shell));
        line.addSubcommand(new HistoryCommand(shell));
        line.addSubcommand(new DiffCommand(shell));
        line.addSubcommand(new BlameCommand(shell));
        line.addSubcommand(new SnapshotsCommand(shell));
        line.addSubcommand(new RestoreCommand(shell));
        line.addSubcommand(new EnvelopeCommand(shell));
        line.addSubcommand(ServeCommand.line(shell));
        line.addSubcommand(ConfigCommand.line(shell));
        line.addSubcommand(new RestoreBackupCommand(shell));
        line.addSubcommand(new AccountsCommand(shell));
        line.addSubcommand(new KeysCommand(shell));
        line.addSubcommand(new DevicesCommand(shell));
        line.addSubcommand(new HoldsCommand(shell));
        line.addSubcommand(new RetentionCommand(shell));
        line.addSubcommand(new AuditCommand(shell));
        line.addSubcommand(new DemoCommand(shell, Main::run));
        line.addSubcommand(new CompletionCommand(shell));
        line.addSubcommand(new CommandLine.HelpCommand());
        describe(line);
        Complaints complaints = new Complaints(shell, root);
        line.setOut(shell.out())
                .setErr(shell.err())
                .setColorScheme(colours(shell))
                .setUsageHelpWidth(Math.min(shell.width(), USAGE_WIDTH_MAX))
                .setParameterExceptionHandler(complaints)
                .setExecutionExceptionHandler(complaints)
                .setExecutionStrategy(typed -> {
                    log(root);
                    return new RunLast().execute(typed);
                })
                .setCaseInsensitiveEnumValuesAllowed(true);
        return line;
    }

    /// What belongs to the help of `tidemark` itself and of no command.
    private static void describe(CommandLine line) {
        Map<String, String> codes = new LinkedHashMap<>();
        for (Exit exit : Exit.values()) {
            codes.put(Integer.toString(exit.code()), exit.meaning());
        }
        line.getCommandSpec()
                .usageMessage()
                .exitCodeListHeading("%nExit codes:%n")
                .exitCodeList(codes)
                .footer(
                        "",
                        "Examples:",
                        "  tidemark demo                                     see it work, in a"
                                + " minute",
                        "  tidemark serve                                    run a server",
                        "  tidemark init && tidemark put notes title=Milk    work without any"
                                + " server",
                        "  tidemark help import                              what a command does");
    }

    /// What a person has to know is said in sentences; the log is for whoever looks for a fault.
    /// The server sets up its own.
    private static void log(RootCommand root) {
        if (root.debug()) {
            Logs.to(System.err, "debug");
        } else {
            Logs.to(OutputStream.nullOutputStream(), "error");
        }
    }

    private static ColorScheme colours(Shell shell) {
        return CommandLine.Help.defaultColorScheme(shell.colours() ? Ansi.ON : Ansi.OFF);
    }
}
