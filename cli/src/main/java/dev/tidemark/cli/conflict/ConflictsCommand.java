package dev.tidemark.cli.conflict;

import dev.tidemark.cli.console.Shell;
import dev.tidemark.cli.device.DeviceOptions;
import dev.tidemark.client.Tidemark;
import dev.tidemark.wire.command.ListedConflict;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Shows conflicts.
@Command(
        name = "conflicts",
        description = {
            "Show what is in conflict, mine and theirs side by side, the suggested pick marked.",
            "Until somebody decides, the suggested value is what every device shows."
        },
        footer = {
            "",
            "Examples:",
            "  tidemark conflicts",
            "  tidemark conflicts 3f2a --json | jq .fields"
        })
public final class ConflictsCommand implements Runnable {
    private final Shell shell;

    @Mixin private DeviceOptions device;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "CONFLICT",
            description = "Show this one only; the beginning of its id is enough.")
    private @Nullable String id;

    @Option(names = "--json", description = "Print one JSON object a line.")
    private boolean json;

    public ConflictsCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public void run() {
        try (Tidemark tidemark = device.open(shell)) {
            List<ListedConflict> conflicts =
                    id == null
                            ? tidemark.conflicts().list()
                            : List.of(Named.conflict(tidemark, id));
            SideBySide sideBySide = new SideBySide(shell, tidemark);
            for (ListedConflict conflict : conflicts) {
                if (json) {
                    ConflictLine.of(conflict).print(shell);
                } else {
                    sideBySide.print(conflict);
                }
            }
            if (conflicts.isEmpty() && !json) {
                shell.remark("Nothing is in conflict.");
            }
        }
    }
}
