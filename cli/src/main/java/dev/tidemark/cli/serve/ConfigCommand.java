package dev.tidemark.cli.serve;

import dev.tidemark.cli.console.JsonLine;
import dev.tidemark.cli.console.Shell;
import dev.tidemark.cli.console.Table;
import dev.tidemark.server.settings.Settings;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Shows what `serve` would run with, and why.
@Command(
        name = "config",
        description = {
            "Show every setting of the server, its value, and where the value came from.",
            "Flags win over the environment, the environment over the file, the file over defaults."
        },
        footer = {
            "",
            "Examples:",
            "  tidemark config",
            "  TIDEMARK_PORT=9000 tidemark config --json"
        })
public final class ConfigCommand implements Runnable {
    private final Shell shell;

    @Spec private CommandSpec spec;

    @Option(names = "--json", description = "Print one JSON object a line.")
    private boolean json;

    private ConfigCommand(Shell shell) {
        this.shell = shell;
    }

    /// The command, with an option for each setting.
    public static CommandLine line(Shell shell) {
        CommandLine line = new CommandLine(new ConfigCommand(shell));
        SettingFlags.addTo(line.getCommandSpec());
        return line;
    }

    @Override
    public void run() {
        Settings settings = SettingFlags.read(spec, shell);
        if (json) {
            settings.shown().forEach(this::printJson);
        } else {
            Table table = new Table("SETTING", "VALUE", "FROM", "MEANING");
            for (Settings.Shown each : settings.shown()) {
                table.row(each.name(), each.value(), each.origin(), each.description());
            }
            table.print(shell);
        }
    }

    private void printJson(Settings.Shown setting) {
        new JsonLine()
                .with("name", setting.name())
                .with("value", setting.value())
                .with("origin", setting.origin())
                .with("default", setting.byDefault())
                .with("description", setting.description())
                .print(shell);
    }
}
