package dev.tidemark.cli.sync;

import dev.tidemark.cli.console.Failure;
import dev.tidemark.cli.console.Shell;
import dev.tidemark.cli.device.DeviceOptions;
import dev.tidemark.client.Tidemark;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Syncs once.
@Command(
        name = "sync",
        description = {
            "Sync once: pull what others did, push what waits here, pull what came of it.",
            "Exit code 4 if the server refused or holds something, 5 if it wants another credential, 6 if it"
                    + " cannot be reached. Nothing that waits is ever lost by it.",
            "With --dry-run nothing is done at all, here or there: it shows what would be, and exit"
                    + " code 4 says that something would be refused or held. The token that it ends"
                    + " with goes to --expect, which syncs only if nothing has moved since: else exit"
                    + " code 4, and nothing was sent."
        },
        footer = {
            "",
            "Examples:",
            "  tidemark sync --json | jq .pending",
            "  tidemark sync --dry-run",
            "  tidemark sync --expect \"$(tidemark sync --dry-run --json | jq -r .token)\""
        })
public final class SyncCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin private DeviceOptions device;

    @Option(
            names = "--anew",
            description = "Pull everything once more from the beginning, keeping what waits here.")
    private boolean anew;

    @ArgGroup private @Nullable Preview preview;

    @Option(names = "--json", description = "Print what was done as one JSON object.")
    private boolean json;

    /// At most one of these.
    private static final class Preview {

        @Option(
                names = "--dry-run",
                description = "Show what a sync would do, and do nothing.",
                required = true)
        private boolean dryRun;

        @Option(
                names = "--expect",
                paramLabel = "TOKEN",
                description = "Sync only in the state that a dry run was about.",
                required = true)
        private @Nullable String token;
    }

    public SyncCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        if (anew && preview != null) {
            throw Failure.usage("--anew goes neither with --dry-run nor with --expect.");
        }
        try (Tidemark tidemark = device.open(shell)) {
            if (preview != null && preview.dryRun) {
                return new DryRun(shell).show(tidemark, json);
            }
            if (anew) {
                tidemark.pullAnew();
            }
            String token = preview == null ? null : preview.token;
            return new Rounds(shell)
                    .run(tidemark, token == null ? tidemark.sync() : tidemark.sync(token), json);
        }
    }
}
