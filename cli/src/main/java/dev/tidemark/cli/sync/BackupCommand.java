package dev.tidemark.cli.sync;

import dev.tidemark.cli.console.Failure;
import dev.tidemark.cli.console.JsonLine;
import dev.tidemark.cli.console.Shell;
import dev.tidemark.cli.console.Table;
import dev.tidemark.cli.device.DeviceOptions;
import dev.tidemark.cli.serve.ServerBackups;
import dev.tidemark.client.Backups;
import dev.tidemark.client.Tidemark;
import dev.tidemark.server.backup.DataBackup;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Copies of whole databases, and what records were before pulls replaced them.
@Command(
        name = "backup",
        description = {
            "Copy a whole database into a new file, while it is in use: a device's, or with --data"
                    + " a server's. The copy is checked before this ends.",
            "The subcommands are about what pulls replaced on a device, which is kept by itself."
        },
        footer = {
            "",
            "'tidemark restore-backup' puts a server's copy back. Examples:",
            "  tidemark backup --data /var/lib/tidemark --to /media/stick/monday.db",
            "  tidemark backup --to /media/stick/phone.db",
            "  tidemark backup list",
            "  tidemark backup restore 3"
        })
public final class BackupCommand implements Runnable {
    private final Shell shell;

    @Spec private CommandSpec spec;

    @Mixin private DeviceOptions device;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "A server's data folder; without it a device's database is copied.")
    private @Nullable Path data;

    @Option(names = "--to", paramLabel = "FILE", description = "The new file.")
    private @Nullable Path to;

    @Option(names = "--json", description = "Print one JSON object for each account of a server.")
    private boolean json;

    public BackupCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public void run() {
        if (to == null) {
            throw new ParameterException(
                    spec.commandLine(), "Name the new file with --to, or a subcommand.");
        }
        Path file = shell.resolve(to);
        if (data != null) {
            DataBackup made = DataBackup.make(shell.resolve(data), file);
            ServerBackups.print(shell, made.accounts(), json);
        } else {
            copyDevice(file);
        }
        shell.remark("Copied to %s.".formatted(file));
    }

    private void copyDevice(Path file) {
        if (file.equals(device.file(shell))) {
            throw Failure.usage("A database cannot be copied onto itself.");
        }
        try (Tidemark tidemark = device.open(shell)) {
            tidemark.backups().copyTo(file);
        }
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
}
