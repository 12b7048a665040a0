package dev.tidemark.cli.record;

import dev.tidemark.cli.console.Exit;
import dev.tidemark.cli.console.Failure;
import dev.tidemark.cli.console.Shell;
import dev.tidemark.cli.device.DeviceOptions;
import dev.tidemark.client.Fields;
import dev.tidemark.client.LocalRecord;
import dev.tidemark.client.Records;
import dev.tidemark.client.Tidemark;
import dev.tidemark.core.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Changes some fields of a record.
@Command(
        name = "set",
        description =
                "Change fields of a record; all of it is one write, kept whole or not at all.",
        footer = {
            "",
            "A field is name=text, or name:=json for anything that is not a text. Examples:",
            "  tidemark set endpoints ID method=POST --add tags=v2 --remove tags=draft",
            "  tidemark set notes ID --increment views=1 --unset reminder",
            "  tidemark set notes ID --restore",
            "  tidemark set observations ID ph:=6.4 --reason \"typing error\" --by \"A. Jensen\""
        })
public final class SetCommand implements Runnable {
    private final Shell shell;

    @Mixin private DeviceOptions device;

    @Parameters(index = "0", paramLabel = "COLLECTION", description = "Where it belongs.")
    private String collection = "";

    @Parameters(index = "1", paramLabel = "ID", description = "Its id.")
    private String id = "";

    @Parameters(index = "2..*", arity = "0..*", paramLabel = "FIELD", description = "New values.")
    private List<String> arguments = new ArrayList<>();

    @Option(names = "--unset", paramLabel = "NAME", description = "Take a field away.")
    private List<String> unset = new ArrayList<>();

    @Option(names = "--add", paramLabel = "FIELD", description = "Add an element to a set.")
    private List<String> added = new ArrayList<>();

    @Option(names = "--remove", paramLabel = "FIELD", description = "Remove one from a set.")
    private List<String> removed = new ArrayList<>();

    @Option(names = "--increment", paramLabel = "NAME=N", description = "Add to a counter.")
    private List<String> increments = new ArrayList<>();

    @Option(names = "--restore", description = "Bring a deleted record back first.")
    private boolean restore;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why a frozen record changes.")
    private @Nullable String reason;

    @Option(names = "--by", paramLabel = "NAME", description = "Who answers for the correction.")
    private @Nullable String by;

    public SetCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public void run() {
        Value.Obj fields = fields();
        if (fields.members().isEmpty() && unset.isEmpty() && !restore) {
            throw Failure.usage("There is nothing to change; name a field, as in name=text.");
        }
        if ((reason == null) != (by == null)) {
            throw Failure.usage("A correction needs both --reason and --by.");
        }
        try (Tidemark tidemark = device.open(shell)) {
            tidemark.batch(batch -> {
                write(batch.records(collection), fields);
                return null;
            });
        }
    }

    private void write(Records records, Value.Obj fields) {
        LocalRecord record = Finding.record(records, id);
        if (record.deleted() && !restore) {
            throw Failure.of(
                    Exit.NOT_FOUND,
                    "%s is deleted; --restore brings it back.".formatted(record.key()));
        }
        if (record.deleted()) {
            records.restore(id);
        }
        if (reason != null && by != null) {
            records.correct(id, fields, reason, by);
        } else if (!fields.members().isEmpty()) {
            records.update(id, fields);
        }
        if (!unset.isEmpty()) {
            records.unset(id, unset.toArray(String[]::new));
        }
    }

    private Value.Obj fields() {
        TreeMap<String, Value> all = new TreeMap<>(FieldArguments.read(arguments).members());
        SetEdits.of(added, removed).forEach((name, edit) -> put(all, name, edit));
        for (String argument : increments) {
            FieldArguments.Field field = FieldArguments.field(argument.replaceFirst(":?=", ":="));
            put(all, field.name(), Fields.of("increment", field.value()));
        }
        return new Value.Obj(all);
    }

    private static void put(TreeMap<String, Value> all, String name, Value value) {
        if (all.put(name, value) != null) {
            throw Failure.usage("The field %s is given twice.".formatted(name));
        }
    }
}
