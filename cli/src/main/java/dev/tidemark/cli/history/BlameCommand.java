package dev.tidemark.cli.history;

import dev.tidemark.cli.admin.Connection;
import dev.tidemark.cli.console.JsonLine;
import dev.tidemark.cli.console.Shell;
import dev.tidemark.cli.console.Table;
import dev.tidemark.cli.record.Shown;
import dev.tidemark.wire.command.RecordAt;
import dev.tidemark.wire.command.RecordAt.Field;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Whose write each field of a record is.
@Command(
        name = "blame",
        description = {
            "Show of each field of a record which device wrote it, when, and in which version.",
            "Of a set or a counter it is the last write; \"tidemark history\" has all."
        },
        footer = {"", "Example:", "  tidemark blame endpoints 3f2a…"})
public final class BlameCommand implements Runnable {
    private final Shell shell;

    @Mixin private RecordOptions record = new RecordOptions();

    @Parameters(
            index = "2",
            arity = "0..1",
            paramLabel = "VERSION",
            defaultValue = "now",
            description = "As it was then. Default: now.")
    private String version = "";

    public BlameCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public void run() {
        try (Connection connection = record.connect(shell)) {
            RecordAt found = record.at(connection, version);
            Table table = new Table("FIELD", "VERSION", "WHEN", "DEVICE", "VALUE");
            found.fields()
                    .forEach((name, field) -> {
                        if (record.json()) {
                            line(name, field).print(shell);
                        } else {
                            table.row(
                                    name,
                                    Long.toString(field.version()),
                                    field.clock().toString(),
                                    field.dot().device(),
                                    Shown.text(field.value()));
                        }
                    });
            table.print(shell);
            if (found.deleted()) {
                shell.remark("The record is deleted; this is what it would show.");
            }
        }
    }

    private static JsonLine line(String name, Field field) {
        return new JsonLine()
                .with("field", name)
                .with("value", field.value())
                .with("deviceId", field.dot().device())
                .with("counter", field.dot().counter())
                .with("ts", field.clock())
                .with("version", field.version());
    }
}
