package dev.tidemark.cli.sync;

import dev.tidemark.cli.console.Shell;
import dev.tidemark.cli.device.DeviceOptions;
import dev.tidemark.client.Tidemark;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Syncs once.
@Command(
        name = "sync",
        description = {
            "Sync once: pull what others did, push what waits here, pull what came of it.",
            "Exit code 4 if the server refused something, 5 if it wants another credential, 6 if it"
                    + " cannot be reached. Nothing that waits is ever lost by it."
        },
        footer = {"", "Example:", "  tidemark sync --json | jq .pending"})
public final class SyncCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin private DeviceOptions device;

    @Option(
            names = "--anew",
            description = "Pull everything once more from the beginning, keeping what waits here.")
    private boolean anew;

    @Option(names = "--json", description = "Print what was done as one JSON object.")
    private boolean json;

    public SyncCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        try (Tidemark tidemark = device.open(shell)) {
            if (anew) {
                tidemark.pullAnew();
            }
            return new Rounds(shell).run(tidemark, json);
        }
    }
}
