package dev.tidemark.cli.conflict;

import dev.tidemark.cli.console.Failure;
import dev.tidemark.cli.console.Ink;
import dev.tidemark.cli.console.JsonLine;
import dev.tidemark.cli.console.Shell;
import dev.tidemark.cli.console.Table;
import dev.tidemark.cli.console.Texts;
import dev.tidemark.cli.device.DeviceOptions;
import dev.tidemark.cli.record.FieldArguments;
import dev.tidemark.cli.record.Shown;
import dev.tidemark.client.DeadLetters.DeadLetter;
import dev.tidemark.client.Tidemark;
import dev.tidemark.core.record.Mutation;
import dev.tidemark.core.value.Storable.Flaw;
import dev.tidemark.core.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The mutations that the server refused for good.
@Command(
        name = "dead-letters",
        description = {
            "Mutations that the server refused for good. They stay here until somebody requeues or"
                    + " discards them; everything else goes on."
        },
        footer = {
            "",
            "Examples:",
            "  tidemark dead-letters list",
            "  tidemark dead-letters edit 2 name=\"List users (2)\"",
            "  tidemark dead-letters discard 2"
        })
public final class DeadLettersCommand {
    private final Shell shell;

    public DeadLettersCommand(Shell shell) {
        this.shell = shell;
    }

    @Command(name = "list", description = "List them, oldest first.")
    void list(
            @Mixin DeviceOptions device,
            @Option(names = "--json", description = "Print one JSON object a line.") boolean json) {
        try (Tidemark tidemark = device.open(shell)) {
            Table table = new Table("LETTER", "REFUSED", "OP", "RECORD", "CODE", "WHY");
            for (DeadLetter letter : tidemark.deadLetters().list()) {
                if (json) {
                    line(letter).print(shell);
                } else {
                    table.row(
                            Long.toString(letter.id()),
                            letter.refusedAt().toString(),
                            op(letter.mutation()),
                            letter.mutation().key().toString(),
                            letter.code(),
                            letter.detail());
                }
            }
            table.print(shell);
        }
    }

    @Command(name = "show", description = "Show one: what it wanted, and why it may not.")
    void show(
            @Mixin DeviceOptions device,
            @Parameters(paramLabel = "LETTER", description = "Its number.") long id,
            @Option(names = "--json", description = "Print it as one JSON object.") boolean json) {
        try (Tidemark tidemark = device.open(shell)) {
            DeadLetter letter = tidemark.deadLetters().get(id);
            if (json) {
                line(letter).print(shell);
            } else {
                print(letter);
            }
        }
    }

    @Command(name = "edit", description = "Change fields of it, and queue it again.")
    void edit(
            @Mixin DeviceOptions device,
            @Parameters(index = "0", paramLabel = "LETTER", description = "Its number.") long id,
            @Parameters(
                            index = "1..*",
                            arity = "0..*",
                            paramLabel = "FIELD",
                            description = "name=text, or name:=json.")
                    List<String> arguments,
            @Option(names = "--drop", paramLabel = "NAME", description = "Leave a field out.")
                    List<String> dropped) {
        List<String> typed = arguments == null ? List.of() : arguments;
        List<String> gone = dropped == null ? List.of() : dropped;
        if (typed.isEmpty() && gone.isEmpty()) {
            throw Failure.usage("Name a field to change; 'requeue' sends it as it was.");
        }
        try (Tidemark tidemark = device.open(shell)) {
            DeadLetter letter = tidemark.deadLetters().get(id);
            TreeMap<String, Value> fields = new TreeMap<>(letter.mutation().fields().members());
            fields.keySet().removeAll(gone);
            fields.putAll(FieldArguments.read(typed).members());
            tidemark.deadLetters().requeue(id, new Value.Obj(fields));
            shell.out().println("Queued again; the next sync sends it.");
        }
    }

    @Command(name = "requeue", description = "Queue it again as it was.")
    void requeue(
            @Mixin DeviceOptions device,
            @Parameters(paramLabel = "LETTER", description = "Its number.") long id) {
        try (Tidemark tidemark = device.open(shell)) {
            tidemark.deadLetters().requeue(id);
            shell.out().println("Queued again; the next sync sends it.");
        }
    }

    @Command(name = "discard", description = "Let it go for good.")
    void discard(
            @Mixin DeviceOptions device,
            @Parameters(paramLabel = "LETTER", description = "Its number.") long id) {
        try (Tidemark tidemark = device.open(shell)) {
            tidemark.deadLetters().discard(id);
            shell.out().println("Discarded.");
        }
    }

    private void print(DeadLetter letter) {
        Mutation mutation = letter.mutation();
        shell.out()
                .println(
                        "%s  %s %s"
                                .formatted(
                                        shell.paint(Ink.BOLD, "letter " + letter.id()),
                                        op(mutation),
                                        Texts.oneLine(mutation.key().toString())));
        shell.out()
                .println(
                        "  "
                                + shell.paint(Ink.RED, letter.code())
                                + "  "
                                + Texts.oneLine(letter.detail()));
        for (Flaw flaw : letter.errors()) {
            shell.out().println("  " + Texts.oneLine(flaw.pointer() + ": " + flaw.message()));
        }
        mutation.fields()
                .members()
                .forEach((name, value) ->
                        shell.out()
                                .println(
                                        "    "
                                                + Texts.padded(Texts.oneLine(name), 16)
                                                + " "
                                                + Shown.text(value)));
        if (letter.conflictId() != null) {
            shell.out().println("  tidemark conflicts " + letter.conflictId());
        }
        if (letter.traceId() != null) {
            shell.out().println("  trace " + letter.traceId());
        }
    }

    private static JsonLine line(DeadLetter letter) {
        List<Value> errors = new ArrayList<>();
        for (Flaw flaw : letter.errors()) {
            errors.add(
                    new JsonLine()
                            .with("pointer", flaw.pointer())
                            .with("message", flaw.message())
                            .value());
        }
        Mutation mutation = letter.mutation();
        return new JsonLine()
                .with("letter", letter.id())
                .with("mutation", mutation.id())
                .with("collection", mutation.key().collection())
                .with("id", mutation.key().id())
                .with("op", op(mutation))
                .with("fields", mutation.fields())
                .with("unset", mutation.unset())
                .with("code", letter.code())
                .with("detail", letter.detail())
                .with("errors", Value.of(errors))
                .with("conflict", letter.conflictId())
                .with("traceId", letter.traceId())
                .with("refused", letter.refusedAt());
    }

    private static String op(Mutation mutation) {
        return mutation.op().name().toLowerCase(Locale.ROOT);
    }
}
