package dev.tidemark.cli.serve;

import dev.tidemark.cli.console.Exit;
import dev.tidemark.cli.console.Interruption;
import dev.tidemark.cli.console.Shell;
import dev.tidemark.server.Server;
import dev.tidemark.server.log.Logs;
import dev.tidemark.server.settings.Known;
import dev.tidemark.server.settings.Settings;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// Runs the server until it is told to stop.
@Command(
        name = "serve",
        description = {
            "Run the server on its embedded database until Ctrl-C or SIGTERM, which stop it"
                    + " cleanly.",
            "When it is ready it prints \"Listening on http://HOST:PORT\"; its log goes to the"
                    + " standard error, one line of JSON for each event.",
            "The first start makes an admin key, prints it once and keeps it in admin.key of the"
                    + " data folder."
        },
        footer = {
            "",
            "Each option may also stand in the environment (--port is TIDEMARK_PORT) or in the"
                    + " file. Examples:",
            "  tidemark serve",
            "  tidemark serve --data /var/lib/tidemark --port 8484 --host 0.0.0.0"
        })
public final class ServeCommand implements Callable<Integer> {

    /// What closing takes beyond the time that requests get to finish.
    private static final Duration CLOSING = Duration.ofSeconds(30);

    private final Shell shell;

    @Spec private CommandSpec spec;

    private ServeCommand(Shell shell) {
        this.shell = shell;
    }

    /// The command, with an option for each setting.
    public static CommandLine line(Shell shell) {
        CommandLine line = new CommandLine(new ServeCommand(shell));
        SettingFlags.addTo(line.getCommandSpec());
        return line;
    }

    @Override
    public Integer call() throws InterruptedException {
        Settings settings = SettingFlags.read(spec, shell);
        Logs.to(System.err, settings.get(Known.LOG_LEVEL));
        Duration patience = Duration.ofSeconds(settings.get(Known.STOP_SECONDS_MAX)).plus(CLOSING);
        try (Interruption interruption = new Interruption(Exit.OK, patience)) {
            serve(settings, interruption);
        }
        return Exit.OK.code();
    }

    private void serve(Settings settings, Interruption interruption) throws InterruptedException {
        try (Server server = Server.start(settings)) {
            server.newAdminKey().ifPresent(key -> tell(server, key));
            shell.out().println("Listening on " + server.address());
            shell.out().flush();
            interruption.await();
        } finally {
            Logs.flush(); // The last lines, before the interruption ends the process.
        }
    }

    private void tell(Server server, String key) {
        shell.out()
                .println(
                        "Admin key, shown this once and kept in %s: %s"
                                .formatted(server.data().resolve("admin.key"), key));
    }
}
