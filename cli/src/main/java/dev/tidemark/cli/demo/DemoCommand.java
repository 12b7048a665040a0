package dev.tidemark.cli.demo;

import dev.tidemark.cli.console.Exit;
import dev.tidemark.cli.console.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Plays the story in a terminal.
@Command(
        name = "demo",
        description = {
            "Play the story, in less than a minute: two devices work offline and in conflict, the"
                    + " server is killed in the middle, and in the end all three hold the same.",
            "It needs no network and leaves nothing behind. Exit code 0 only if all of it was"
                    + " proved."
        },
        footer = {"", "Example:", "  tidemark demo --fast"})
public final class DemoCommand implements Callable<Integer> {
    private final Shell shell;
    private final Runner commands;

    @Option(names = "--fast", description = "Leave no time to read.")
    private boolean fast;

    @Option(
            names = "--keep",
            description = "Keep the databases and the server's log, and say where.")
    private boolean keep;

    /// @param commands runs what the actors type
    public DemoCommand(Shell shell, Runner commands) {
        this.shell = shell;
        this.commands = commands;
    }

    /// Runs a command line in a shell, and answers its exit code.
    public interface Runner {
        int run(Shell shell, String... args);
    }

    @Override
    public Integer call() throws IOException {
        Path folder = Files.createTempDirectory("tidemark-demo-");
        Thread cleaner = new Thread(() -> delete(folder), "tidemark-demo-cleaner");
        if (!keep) {
            Runtime.getRuntime().addShutdownHook(cleaner);
        }
        try (Story story = new Story(new Stage(shell, folder, commands, fast), folder)) {
            boolean proved = story.play();
            if (keep) {
                shell.remark("Everything is in " + folder + ".");
            }
            return proved ? Exit.OK.code() : Exit.FAILED.code();
        } finally {
            if (!keep) {
                delete(folder);
                Runtime.getRuntime().removeShutdownHook(cleaner);
            }
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
            for (Path each : deepestFirst) {
                Files.deleteIfExists(each);
            }
        } catch (IOException e) {
            // A temporary folder: whoever empties those will find it.
        }
    }
}
