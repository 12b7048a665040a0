package dev.tidemark.cli.crash;

import dev.tidemark.cli.console.Shell;
import dev.tidemark.cli.rig.Part;
import dev.tidemark.cli.rig.Run;
import dev.tidemark.cli.rig.RunOptions;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Runs the crash tests from a terminal.
@Command(
        name = "crash-test",
        mixinStandardHelpOptions = true,
        description = {
            "Kill servers and devices with kill -9 while they work, and prove that no acknowledged",
            "mutation was lost and none was applied twice."
        },
        footer = {
            "",
            "Exit code: 0 everything held, 1 something did not (the report says what), 2 wrong"
                    + " use.",
            "",
            "Examples:",
            "  ./crash-test",
            "  ./crash-test --server-kills 20 --client-kills 0 --seed 42"
        })
public final class CrashCommand implements Callable<Integer> {
    private final Shell shell;

    @Option(
            names = "--server-kills",
            paramLabel = "N",
            defaultValue = "200",
            description = "How often a server is killed. Default: ${DEFAULT-VALUE}.")
    private int serverKills;

    @Option(
            names = "--client-kills",
            paramLabel = "N",
            defaultValue = "200",
            description = "How often a device is killed. Default: ${DEFAULT-VALUE}.")
    private int clientKills;

    @Mixin private final RunOptions options = new RunOptions();

    private CrashCommand(Shell shell) {
        this.shell = shell;
    }

    public static void main(String[] args) {
        Shell shell = Shell.ofProcess();
        int code = new CommandLine(new CrashCommand(shell)).execute(args);
        shell.out().flush();
        System.exit(code);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        return options.run(
                shell, List.of(new Part("Crashes", "kills", serverKills + clientKills, this::run)));
    }

    private void run(Run run) throws IOException, InterruptedException, SQLException {
        if (serverKills > 0) {
            new ServerTrial(run.within("server")).run(serverKills);
        }
        if (clientKills > 0) {
            new DeviceTrial(run.within("device")).run(clientKills);
        }
    }
}
