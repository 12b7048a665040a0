package dev.tidemark.cli.stories;

import dev.tidemark.cli.console.Shell;
import dev.tidemark.cli.rig.Part;
import dev.tidemark.cli.rig.RunOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Plays stories from a terminal.
@Command(
        name = "stories",
        mixinStandardHelpOptions = true,
        description = {
            "Play stories with real servers and real devices, in which somebody makes a mistake or",
            "something breaks, and prove of each that nothing was lost."
        },
        footer = {
            "",
            "Exit code: 0 everything held, 1 something did not (the report says what), 2 wrong"
                    + " use.",
            "",
            "Examples:",
            "  ./stories",
            "  ./stories --only backup,copies --seed 42",
            "  ./stories --brief --json"
        })
public final class StoriesCommand implements Callable<Integer> {
    private final Shell shell;

    @Option(
            names = "--only",
            paramLabel = "NAME",
            split = ",",
            description = "Play these stories: ${COMPLETION-CANDIDATES}. Default: all.",
            completionCandidates = Names.class)
    private List<String> only = new ArrayList<>();

    @Option(names = "--brief", description = "Play them in seconds, with little data.")
    private boolean brief;

    @Mixin private final RunOptions options = new RunOptions();

    @Spec private CommandSpec spec;

    private StoriesCommand(Shell shell) {
        this.shell = shell;
    }

    public static void main(String[] args) {
        Shell shell = Shell.ofProcess();
        int code = new CommandLine(new StoriesCommand(shell)).execute(args);
        shell.out().flush();
        System.exit(code);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Stories> chosen = new ArrayList<>();
        for (String name : only.isEmpty() ? words() : only) {
            chosen.add(story(name));
        }
        List<Part> parts =
                chosen.stream().map(each -> brief ? each.briefPart() : each.part()).toList();
        return options.run(shell, parts);
    }

    private Stories story(String name) {
        return Arrays.stream(Stories.values())
                .filter(each -> each.word().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new ParameterException(
                                spec.commandLine(),
                                "There is no story '%s'; choose from %s."
                                        .formatted(name, String.join(", ", words()))));
    }

    private static List<String> words() {
        return Arrays.stream(Stories.values()).map(Stories::word).toList();
    }

    private static final class Names extends ArrayList<String> {
        private static final long serialVersionUID = 1L;

        Names() {
            super(words());
        }
    }
}
