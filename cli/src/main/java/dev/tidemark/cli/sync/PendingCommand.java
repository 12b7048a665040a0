package dev.tidemark.cli.sync;

import dev.tidemark.cli.console.JsonLine;
import dev.tidemark.cli.console.Shell;
import dev.tidemark.cli.console.Table;
import dev.tidemark.cli.device.DeviceOptions;
import dev.tidemark.client.Pending;
import dev.tidemark.client.Tidemark;
import dev.tidemark.core.record.Mutation;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// What waits for the server.
@Command(
        name = "pending",
        description = "List the mutations that the server has not been seen to hold, oldest first.",
        footer = {"", "Example:", "  tidemark pending --json | wc -l"})
public final class PendingCommand implements Runnable {
    private final Shell shell;

    @Mixin private DeviceOptions device;

    @Option(names = "--json", description = "Print one JSON object a line.")
    private boolean json;

    public PendingCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public void run() {
        try (Tidemark tidemark = device.open(shell)) {
            Table table = new Table("WRITTEN", "OP", "RECORD", "STAGE", "ATTEMPTS", "FIELDS");
            for (Pending pending : tidemark.pending()) {
                Mutation mutation = pending.mutation();
                if (json) {
                    line(pending).print(shell);
                } else {
                    table.row(
                            pending.queuedAt().toString(),
                            word(mutation.op()),
                            mutation.key().toString(),
                            word(pending.stage()),
                            Integer.toString(pending.attempts()),
                            mutation.fields().toString());
                }
            }
            table.print(shell);
        }
    }

    private static JsonLine line(Pending pending) {
        Mutation mutation = pending.mutation();
        return new JsonLine()
                .with("mutation", mutation.id())
                .with("collection", mutation.key().collection())
                .with("id", mutation.key().id())
                .with("op", word(mutation.op()))
                .with("fields", mutation.fields())
                .with("unset", mutation.unset())
                .with("counter", mutation.dot().counter())
                .with("written", pending.queuedAt())
                .with("stage", word(pending.stage()))
                .with("attempts", pending.attempts())
                .with("bytes", pending.bytes());
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
