package dev.tidemark.cli;

import dev.tidemark.cli.console.Exit;
import dev.tidemark.cli.console.Variable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;

/// Writes `docs/cli.md` from the commands themselves.
final class CliPage {
    private static final int WIDTH = 96;

    private final StringBuilder page = new StringBuilder();

    private CliPage() {}

    static String text() {
        return new CliPage().write();
    }

    private String write() {
        CommandLine line = Commands.line(TestShells.silent());
        add("# The command `tidemark`\n");
        add(
                "Every device database is a file, named by `--db` or `TIDEMARK_DB`, else"
                        + " `tidemark.db`");
        add("in the current folder. All commands on it work without a network; only `sync` and");
        add(
                "`watch` talk to the server. Answers go to the standard output, remarks to the"
                        + " standard");
        add(
                "error. What a script reads has `--json`: one JSON object a line. Colours and"
                        + " progress");
        add("bars appear on a terminal only. This page is made from the commands' own help, and a");
        add("test keeps it so.\n");
        exits();
        variables();
        add("## Commands\n");
        commands(line).forEach(this::help);
        return page.toString();
    }

    private void exits() {
        add("## Exit codes\n");
        add("| code | meaning |\n| ---: | --- |");
        for (Exit exit : Exit.values()) {
            add("| %d | %s |".formatted(exit.code(), exit.meaning()));
        }
        add("");
        add(
                "The launcher has two of its own: 70, the build failed; 72, a JDK or Maven is"
                        + " missing.\n");
    }

    private void variables() {
        add("## Environment\n");
        add("| variable | meaning |\n| --- | --- |");
        for (Variable variable : Variable.values()) {
            add("| `%s` | %s |".formatted(variable.text(), variable.meaning()));
        }
        add("");
        add("`serve` takes each of its settings from the environment too: `--port` is");
        add("`TIDEMARK_PORT`. `tidemark config` shows all of them.\n");
    }

    private void help(CommandLine line) {
        line.setUsageHelpWidth(WIDTH);
        line.setColorScheme(Help.defaultColorScheme(Ansi.OFF));
        add("### " + line.getCommandSpec().qualifiedName() + "\n");
        add("```text");
        line.getUsageMessage(Ansi.OFF).lines().map(String::stripTrailing).forEach(this::add);
        add("```\n");
    }

    /// The commands in the order of the tree, aliases once.
    private static List<CommandLine> commands(CommandLine line) {
        List<CommandLine> all = new ArrayList<>();
        Collection<CommandLine> below = new LinkedHashSet<>(line.getSubcommands().values());
        for (CommandLine each : below) {
            all.add(each);
            all.addAll(commands(each));
        }
        return all;
    }

    private void add(String text) {
        page.append(text).append('\n');
    }
}
