package dev.tidemark.cli.history;

import dev.tidemark.cli.admin.Connection;
import dev.tidemark.cli.console.JsonLine;
import dev.tidemark.cli.console.Shell;
import dev.tidemark.cli.console.Table;
import dev.tidemark.cli.record.Shown;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.command.RecordAt;
import dev.tidemark.wire.command.RecordAt.Field;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Two versions of a record, side by side.
@Command(
        name = "diff",
        description = "Show which fields of a record differ between two versions.",
        footer = {
            "",
            "A version is a number that \"tidemark history\" shows, or any later one. Examples:",
            "  tidemark diff endpoints 3f2a… 412        what has changed since",
            "  tidemark diff endpoints 3f2a… 412 415    between the two"
        })
public final class DiffCommand implements Runnable {
    private final Shell shell;

    @Mixin private RecordOptions record = new RecordOptions();

    @Parameters(index = "2", paramLabel = "FROM", description = "The earlier version.")
    private String from = "";

    @Parameters(
            index = "3",
            arity = "0..1",
            paramLabel = "TO",
            defaultValue = "now",
            description = "The later version. Default: now.")
    private String to = "";

    public DiffCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public void run() {
        try (Connection connection = record.connect(shell)) {
            RecordAt before = record.at(connection, from);
            RecordAt after = record.at(connection, to);
            print(before, after);
        }
    }

    private void print(RecordAt before, RecordAt after) {
        Table table =
                new Table("FIELD", "VERSION " + before.version(), "VERSION " + after.version());
        TreeSet<String> names = new TreeSet<>(before.fields().keySet());
        names.addAll(after.fields().keySet());
        names.removeIf(name -> same(value(before, name), value(after, name)));
        for (String name : names) {
            if (record.json()) {
                line(name, value(before, name), value(after, name)).print(shell);
            } else {
                table.row(name, Shown.text(value(before, name)), Shown.text(value(after, name)));
            }
        }
        table.print(shell);
        if (names.isEmpty() && !record.json()) {
            shell.remark("Both versions show the same.");
        }
    }

    /// What a deleted record would show does not count.
    private static @Nullable Value value(RecordAt record, String name) {
        Field field = record.fields().get(name);
        return field == null || record.deleted() ? null : field.value();
    }

    private static boolean same(@Nullable Value a, @Nullable Value b) {
        return a == null ? b == null : a.equals(b);
    }

    private static JsonLine line(String name, @Nullable Value from, @Nullable Value to) {
        JsonLine line = new JsonLine().with("field", name);
        if (from != null) {
            line.with("from", from);
        }
        if (to != null) {
            line.with("to", to);
        }
        return line;
    }
}
