package dev.tidemark.cli.serve;

import dev.tidemark.cli.console.Shell;
import dev.tidemark.cli.console.Variable;
import dev.tidemark.server.settings.Known;
import dev.tidemark.server.settings.Setting;
import dev.tidemark.server.settings.Settings;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/// The server's settings as options of a command: each one that there is, and the file of the rest.
final class SettingFlags {
    private static final String CONFIG = "config";

    private SettingFlags() {}

    /// Gives a command an option for each setting.
    static void addTo(CommandSpec command) {
        for (Setting<?> setting : Known.ALL) {
            command.addOption(option(setting.flag(), label(setting), described(setting)));
        }
        command.addOption(
                option(
                        "--" + CONFIG,
                        "FILE",
                        "A file of settings (name=value); else tidemark.properties in the data"
                                + " folder."));
    }

    private static OptionSpec option(String flag, String label, String description) {
        return OptionSpec.builder(flag)
                .type(String.class)
                .paramLabel(label)
                .description(description)
                .build();
    }

    private static String label(Setting<?> setting) {
        String expected = setting.kind().expected();
        return expected.startsWith("a whole number")
                ? "N"
                : expected.startsWith("a path") ? "DIR" : "TEXT";
    }

    private static String described(Setting<?> setting) {
        return setting.byDefault().isEmpty()
                ? setting.description()
                : setting.description() + " Default: " + setting.byDefault() + ".";
    }

    /// The settings of a command line, the shell's environment, and the file.
    static Settings read(CommandSpec command, Shell shell) {
        ParseResult typed = command.commandLine().getParseResult();
        Map<String, String> flags = new TreeMap<>();
        for (Setting<?> setting : Known.ALL) {
            String text = typed.matchedOptionValue(setting.flag(), null);
            if (text != null) {
                flags.put(setting.name(), text);
            }
        }
        String file = typed.matchedOptionValue("--" + CONFIG, null);
        if (file != null) {
            flags.put(CONFIG, file);
        }
        return Settings.read(flags, forServer(shell));
    }

    /// Without what the other commands listen to, which is not for the server to know.
    private static Map<String, String> forServer(Shell shell) {
        TreeMap<String, String> environment = new TreeMap<>(shell.environment());
        for (Variable variable : Variable.values()) {
            environment.remove(variable.text());
        }
        return environment;
    }
}
