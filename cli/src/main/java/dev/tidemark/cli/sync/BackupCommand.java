package dev.tidemark.cli.sync;

import dev.tidemark.cli.console.Failure;
import dev.tidemark.cli.console.JsonLine;
import dev.tidemark.cli.console.Shell;
import dev.tidemark.cli.console.Table;
import dev.tidemark.cli.device.DeviceOptions;
import dev.tidemark.client.Backups;
import dev.tidemark.client.Tidemark;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// What records were before pulls replaced them, and copies of the whole database.
@Command(
        name = "backup",
        description = "Backups on this device: what pulls replaced, and copies of the database.",
        footer = {
            "",
            "Examples:",
            "  tidemark backup list",
            "  tidemark backup restore 3",
            "  tidemark backup make /media/stick/tidemark.db"
        })
public final class BackupCommand {
    private final Shell shell;

    public BackupCommand(Shell shell) {
        this.shell = shell;
    }

    @Command(name = "list", description = "List what was kept before pulls, newest first.")
    void list(
            @Mixin DeviceOptions device,
            @Option(names = "--json", description = "Print one JSON object a line.") boolean json) {
        try (Tidemark tidemark = device.open(shell)) {
            Table table = new Table("BACKUP", "MADE", "RECORDS", "REASON");
            for (Backups.Backup each : tidemark.backups().list()) {
                if (json) {
                    new JsonLine()
                            .with("backup", each.id())
                            .with("made", each.madeAt())
                            .with("records", each.records())
                            .with("reason", each.reason())
                            .print(shell);
                } else {
                    table.row(
                            Long.toString(each.id()),
                            each.madeAt().toString(),
                            Long.toString(each.records()),
                            each.reason());
                }
            }
            table.print(shell);
        }
    }

    @Command(
            name = "restore",
            description = {
                "Give the records that pulls replaced since then what they had before.",
                "It is ordinary writing: it syncs like any other, and can be undone."
            })
    void restore(
            @Mixin DeviceOptions device,
            @Parameters(paramLabel = "BACKUP", description = "Its number in the list.") long id) {
        try (Tidemark tidemark = device.open(shell)) {
            int written = tidemark.backups().restore(id);
            shell.out().println("Restored %d records.".formatted(written));
        }
    }

    @Command(
            name = "make",
            description = "Copy the whole database into a new file, while it is in use.")
    void make(
            @Mixin DeviceOptions device,
            @Parameters(paramLabel = "FILE", description = "The new file.") Path target) {
        Path file = shell.resolve(target);
        if (file.equals(device.file(shell))) {
            throw Failure.usage("A database cannot be copied onto itself.");
        }
        try (Tidemark tidemark = device.open(shell)) {
            tidemark.backups().copyTo(file);
            shell.out().println("Copied to %s.".formatted(file));
        }
    }
}
