package dev.tidemark.cli.serve;

import dev.tidemark.cli.console.Shell;
import dev.tidemark.server.World;
import dev.tidemark.server.backup.BackupRestore;
import dev.tidemark.server.backup.BackupRestore.Restored;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Puts a server's backup back.
@Command(
        name = "restore-backup",
        description = {
            "Put a backup in the place of a server's database, while no server runs on it. The"
                    + " replaced files are kept beside it, in replaced-TIME.",
            "Devices find out by themselves, and offer what they hold and the backup lacks: nothing"
                    + " that any of them has is lost, and deletions stay deletions."
        },
        footer = {
            "",
            "Example:",
            "  tidemark restore-backup --data /var/lib/tidemark --from /media/stick/monday.db"
        })
public final class RestoreBackupCommand implements Runnable {
    private final Shell shell;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "DIR",
            description = "The server's data folder; made if it is missing.")
    private Path data;

    @Option(
            names = "--from",
            required = true,
            paramLabel = "FILE",
            description = "What 'tidemark backup --data' has made.")
    private Path from;

    @Option(names = "--json", description = "Print one JSON object for each account.")
    private boolean json;

    public RestoreBackupCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public void run() {
        World real = World.real();
        Path folder = shell.resolve(data);
        Restored done =
                BackupRestore.restore(
                        folder, shell.resolve(from), real.clock().instant(), real.random());
        ServerBackups.print(shell, done.backup().accounts(), json);
        done.lacking()
                .filter(changes -> changes > 0)
                .ifPresent(changes ->
                        shell.remark(
                                "%d later changes are in the replaced files and not in the backup; devices"
                                                .formatted(changes)
                                        + " bring back what they hold of them."));
        shell.remark("Restored. What was there before is in %s.".formatted(done.replaced()));
    }
}
