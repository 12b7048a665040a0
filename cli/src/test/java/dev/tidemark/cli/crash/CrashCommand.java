package dev.tidemark.cli.crash;

import dev.tidemark.cli.console.Bar;
import dev.tidemark.cli.console.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
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

    @Option(
            names = "--seed",
            paramLabel = "N",
            description =
                    "Where the random choices come from; the report of another run names its own.")
    private @Nullable Long seed;

    @Option(
            names = "--folder",
            paramLabel = "DIR",
            description = "Where to work; must not be there yet. Default: a temporary folder.")
    private @Nullable Path folder;

    @Option(names = "--keep", description = "Keep the folder even if everything held.")
    private boolean keep;

    @Option(names = "--json", description = "Print the report as one JSON object.")
    private boolean json;

    @Option(names = "--checkout", hidden = true)
    private @Nullable Path checkout;

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
    public Integer call() throws IOException, InterruptedException, SQLException {
        long chosen = seed == null ? new SecureRandom().nextLong() : seed;
        Path place = folder();
        Findings findings = new Findings();
        long began = System.nanoTime();
        try (Bar bar = new Bar(shell, "kills")) {
            AtomicLong kills = new AtomicLong();
            double all = Math.max(1, serverKills + clientKills);
            Run run =
                    new Run(
                            programs(),
                            place,
                            chosen,
                            findings,
                            more -> bar.show(kills.addAndGet(more), kills.get() / all));
            shell.remark("Seed " + chosen + ", working in " + place);
            run(run);
        }
        Report report = new Report(chosen, findings, (System.nanoTime() - began) / 1e9);
        report.print(shell, json);
        cleanUp(place, findings.good());
        return findings.good() ? 0 : 1;
    }

    private Programs programs() {
        return checkout == null ? Programs.ofThisProcess() : Programs.ofCheckout(checkout);
    }

    private void run(Run run) throws InterruptedException {
        try {
            if (serverKills > 0) {
                new ServerTrial(run.within("server")).run(serverKills);
            }
            if (clientKills > 0) {
                new DeviceTrial(run.within("device")).run(clientKills);
            }
        } catch (IOException | SQLException | RuntimeException e) {
            run.findings().violated("the run comes to its end", e.toString());
        }
    }

    private Path folder() throws IOException {
        return folder == null
                ? Files.createTempDirectory("tidemark-crash-")
                : Files.createDirectory(shell.resolve(folder));
    }

    private void cleanUp(Path place, boolean good) throws IOException {
        if (good && !keep) {
            Folders.delete(place);
        } else {
            shell.remark("Everything that was left behind is in " + place);
        }
    }
}
