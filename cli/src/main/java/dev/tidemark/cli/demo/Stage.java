package dev.tidemark.cli.demo;

import dev.tidemark.cli.console.Exit;
import dev.tidemark.cli.console.Failure;
import dev.tidemark.cli.console.Ink;
import dev.tidemark.cli.console.Shell;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Where the story is shown: types commands as its actors would, shows what they answer, and leaves
/// the time to read it.
///
/// Confined to one thread, but for [#unseen].
final class Stage {
    private static final Pattern ID =
            Pattern.compile("([0-9a-f]{8})-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    private static final Pattern ID_IN_TABLE = Pattern.compile("^" + ID + "(?=  )");
    private static final String INDENT = "    ";

    /// After so long, nobody is kept waiting any more: the whole shall take less than a minute.
    private static final Duration PATIENCE = Duration.ofSeconds(46);

    private final Shell shell;
    private final Path folder;
    private final DemoCommand.Runner commands;
    private final boolean fast;
    private final long begun = System.nanoTime();
    private int scene;

    /// What came of a command.
    record Answer(int code, String out, String err) {

        /// Its output without the line end.
        String line() {
            return out.strip();
        }
    }

    Stage(Shell shell, Path folder, DemoCommand.Runner commands, boolean fast) {
        this.shell = shell;
        this.folder = folder;
        this.commands = commands;
        this.fast = fast;
    }

    /// A new scene begins.
    void scene(String title) {
        scene++;
        String line = "── %d  %s ".formatted(scene, title);
        shell.out().println();
        shell.out()
                .println(
                        shell.paint(
                                Ink.BOLD,
                                line
                                        + "─"
                                                .repeat(
                                                        Math.max(
                                                                0,
                                                                Math.min(shell.width(), 90)
                                                                        - line.length()))));
        pause(500);
    }

    /// Tells what happens.
    void tell(String sentence) {
        shell.out().println(sentence);
        pause(700);
    }

    /// Something that was proved, or was not.
    void verdict(boolean proved, String sentence) {
        shell.out()
                .println(
                        proved
                                ? shell.paint(Ink.GREEN, "✓ ") + sentence
                                : shell.paint(Ink.RED, "✗ " + sentence));
        pause(250);
    }

    /// Something that the operator does to the server.
    void operate(String what) {
        prompt("server", Ink.YELLOW, what);
    }

    /// Types a command that must succeed.
    Answer type(Actor actor, String... args) {
        return type(Exit.OK, actor, args);
    }

    /// Types a command that must end so.
    Answer type(Exit expected, Actor actor, String... args) {
        prompt(actor.name(), actor.ink(), typed(args));
        Answer answer = unseen(actor, args);
        show(answer);
        require(answer, expected, args);
        return answer;
    }

    /// Types a command that may also end with a refusal.
    Answer typeAndMayBeRefused(Actor actor, String... args) {
        prompt(actor, args);
        Answer answer = unseen(actor, args);
        show(answer);
        require(answer, answer.code() == 0 ? Exit.OK : Exit.REFUSED, args);
        return answer;
    }

    /// Shows the prompt of a command that is run meanwhile.
    void prompt(Actor actor, String... args) {
        prompt(actor.name(), actor.ink(), typed(args));
    }

    /// Shows what a command answered.
    void show(Answer answer) {
        (answer.out() + answer.err()).lines().map(this::shortened).forEach(this::indented);
        shell.out().flush();
        pause(350);
    }

    /// Runs a command that nobody needs to see.
    Answer unseen(Actor actor, String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        TreeMap<String, String> environment = new TreeMap<>();
        environment.put("TIDEMARK_DB", actor.database().toString());
        environment.put("COLUMNS", Integer.toString(Math.min(96, shell.width()) - INDENT.length()));
        Shell theirs =
                new Shell(
                        shell.in(),
                        new PrintWriter(out, true),
                        new PrintWriter(err, true),
                        environment,
                        folder,
                        shell.colours(),
                        false);
        int code = commands.run(theirs, args);
        return new Answer(code, out.toString(), err.toString());
    }

    /// Runs a command that nobody needs to see, and that must succeed.
    Answer require(Actor actor, String... args) {
        Answer answer = unseen(actor, args);
        require(answer, Exit.OK, args);
        return answer;
    }

    private static void require(Answer answer, Exit expected, String... args) {
        if (answer.code() != expected.code()) {
            throw Failure.of(
                    Exit.FAILED,
                    "The demo expected '%s' to end with %d, and it ended with %d: %s"
                            .formatted(
                                    typed(args),
                                    expected.code(),
                                    answer.code(),
                                    (answer.out() + answer.err()).strip()));
        }
    }

    private void prompt(String name, Ink ink, String what) {
        shell.out()
                .println(
                        shell.paint(ink, "%6s".formatted(name))
                                + shell.paint(Ink.FAINT, " ❯ ")
                                + shell.paint(Ink.BOLD, shortened(what)));
        shell.out().flush();
        pause(350);
    }

    private void indented(String line) {
        shell.out().println(INDENT + line);
    }

    /// As a person would type it.
    private static String typed(String... args) {
        List<String> words = new ArrayList<>(List.of("tidemark"));
        for (String arg : args) {
            words.add(arg.matches("[\\w./:=,-]+") ? arg : "'" + arg + "'");
        }
        return String.join(" ", words);
    }

    /// Ids are long, and the beginning tells them apart; in a table, columns stay where they are.
    private String shortened(String line) {
        String local = line.replace(folder + "/", "");
        String inTables = ID_IN_TABLE.matcher(local).replaceAll("$1…" + " ".repeat(27));
        return ID.matcher(inTables).replaceAll("$1…");
    }

    private void pause(long millis) {
        boolean late = System.nanoTime() - begun > PATIENCE.toNanos();
        if (fast || late) {
            return;
        }
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.of(Exit.INTERRUPTED, "The demo was stopped.", e);
        }
    }
}
