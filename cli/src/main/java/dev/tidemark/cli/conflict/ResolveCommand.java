package dev.tidemark.cli.conflict;

import dev.tidemark.cli.console.Failure;
import dev.tidemark.cli.console.JsonLine;
import dev.tidemark.cli.console.Shell;
import dev.tidemark.cli.device.DeviceOptions;
import dev.tidemark.cli.record.FieldArguments;
import dev.tidemark.client.Tidemark;
import dev.tidemark.core.conflict.Resolution.Choice;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.command.ListedConflict;
import dev.tidemark.wire.command.ListedConflict.Suggestion;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Decides on a conflict.
@Command(
        name = "resolve",
        description = {
            "Decide on a conflict. The decision is a write like any other: it has seen every side,"
                    + " it syncs, and what lost stays in the history.",
            "  mine, theirs       one side of every field",
            "  suggested          what is shown already",
            "  value FIELD...     something else, for the fields that are named",
            "  restore            keep the record that another device deleted",
            "  accept-delete      let it be deleted",
            "  rename [FIELD]     another name for the record that was refused; default: the"
                    + " proposal"
        },
        footer = {
            "",
            "Examples:",
            "  tidemark resolve 3f2a theirs",
            "  tidemark resolve 3f2a value path=/v2/users",
            "  tidemark resolve 9c01 rename name=\"List users (phone)\""
        })
public final class ResolveCommand implements Runnable {
    private final Shell shell;

    @Mixin private DeviceOptions device;

    @Parameters(
            index = "0",
            paramLabel = "CONFLICT",
            description = "Its id, or the beginning of it.")
    private String id = "";

    @Parameters(
            index = "1",
            paramLabel = "CHOICE",
            description = "One of mine, theirs, suggested, value, restore, accept-delete, rename.")
    private String word = "";

    @Parameters(index = "2..*", arity = "0..*", paramLabel = "FIELD", description = "name=text")
    private List<String> arguments = new ArrayList<>();

    @Option(names = "--json", description = "Print what was decided as JSON.")
    private boolean json;

    public ResolveCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public void run() {
        Choice choice = choice();
        Value.Obj typed = FieldArguments.read(arguments);
        boolean takesFields = choice == Choice.VALUE || choice == Choice.RENAME;
        if (!takesFields && !typed.members().isEmpty()) {
            throw Failure.usage("\"%s\" takes no fields; \"value\" does.".formatted(word));
        }
        if (choice == Choice.VALUE && typed.members().isEmpty()) {
            throw Failure.usage("\"value\" needs a field, as in value name=text.");
        }
        try (Tidemark tidemark = device.open(shell)) {
            ListedConflict conflict = Named.conflict(tidemark, id);
            Value.Obj fields =
                    choice == Choice.RENAME && typed.members().isEmpty()
                            ? proposal(conflict)
                            : typed;
            tidemark.conflicts().resolve(conflict.conflictId(), choice, fields);
            say(conflict, choice);
        }
    }

    private void say(ListedConflict conflict, Choice choice) {
        String made = choice.name().toLowerCase(Locale.ROOT).replace('_', '-');
        if (json) {
            new JsonLine()
                    .with("conflict", conflict.conflictId())
                    .with("choice", made)
                    .print(shell);
        } else {
            shell.out()
                    .println(
                            "Decided on %s: %s. The next sync tells the others."
                                    .formatted(conflict.key(), made));
        }
    }

    private Choice choice() {
        try {
            return Choice.valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
        } catch (IllegalArgumentException e) {
            throw Failure.usage(
                    "There is no choice \"%s\"; one of mine, theirs, suggested, value, restore,"
                                    .formatted(word)
                            + " accept-delete, rename.");
        }
    }

    private static Value.Obj proposal(ListedConflict conflict) {
        Suggestion suggestion = conflict.suggestion();
        if (suggestion == null || suggestion.fields().members().isEmpty()) {
            throw Failure.usage("There is no proposal; name the field, as in rename name=text.");
        }
        return suggestion.fields();
    }
}
