package dev.tidemark.cli.sync;

import dev.tidemark.cli.console.Ink;
import dev.tidemark.cli.console.JsonLine;
import dev.tidemark.cli.console.Shell;
import dev.tidemark.cli.console.Texts;
import dev.tidemark.cli.device.DeviceOptions;
import dev.tidemark.client.Status;
import dev.tidemark.client.Tidemark;
import dev.tidemark.client.sync.Trouble;
import dev.tidemark.client.sync.VerificationTable.Checked;
import dev.tidemark.client.sync.WentBack;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Where a device stands.
@Command(
        name = "status",
        description = "Show where the device stands; asks nobody, so it works without a network.",
        footer = {"", "Example:", "  tidemark status --json | jq -r .state"})
public final class StatusCommand implements Runnable {
    private final Shell shell;

    @Mixin private DeviceOptions device;

    @Option(names = "--json", description = "Print it as one JSON object.")
    private boolean json;

    public StatusCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public void run() {
        try (Tidemark tidemark = device.open(shell)) {
            Status status = tidemark.status();
            if (json) {
                line(status).print(shell);
            } else {
                print(status);
            }
        }
    }

    private static JsonLine line(Status status) {
        WentBack wentBack = status.wentBack();
        Trouble trouble = status.trouble();
        return new JsonLine()
                .with("state", status.state().word())
                .with("pending", status.pending())
                .with("held", status.held())
                .with("deadLetters", status.deadLetters())
                .with("conflicts", status.conflicts())
                .with("lastSync", status.lastSync())
                .with("nextAttempt", status.nextAttempt())
                .with("checkedAt", status.checked() == null ? null : status.checked().at())
                .with("differences", status.checked() == null ? 0 : status.checked().differences())
                .with("device", status.deviceId())
                .with("account", status.accountId())
                .with("app", status.app())
                .with("server", status.server())
                .with("file", status.file())
                .with("wentBack", wentBack == null ? null : wentBack.foundAt())
                .with("wentBackDetail", wentBack == null ? null : wentBack.sentence())
                .with("code", trouble == null ? null : trouble.code())
                .with("detail", trouble == null ? null : trouble.detail())
                .with("traceId", trouble == null ? null : trouble.traceId());
    }

    private void print(Status status) {
        row("state", shell.paint(ink(status.state()), status.state().word()));
        row("pending", Long.toString(status.pending()));
        if (status.held() > 0) {
            row(
                    "held",
                    status.held()
                            + " of them for confirmation; an owner looks at 'tidemark holds list'");
        }
        row("dead letters", Long.toString(status.deadLetters()));
        row("conflicts", Long.toString(status.conflicts()));
        row("last sync", text(status.lastSync(), "never"));
        if (status.nextAttempt() != null) {
            row("next attempt", status.nextAttempt().toString());
        }
        if (status.checked() != null) {
            row("last check", text(status.checked()));
        }
        row("server", status.server() == null ? "none" : status.server());
        row("account", status.accountId() == null ? "none yet" : status.accountId());
        if (status.app() != null) {
            row("app", status.app());
        }
        row("device", status.deviceId());
        row("file", status.file());
        WentBack wentBack = status.wentBack();
        if (wentBack != null) {
            row("went back", wentBack.foundAt() + ": " + wentBack.sentence());
        }
        Trouble trouble = status.trouble();
        if (trouble != null) {
            row("trouble", Texts.oneLine(trouble.detail() + " (" + trouble.code() + ")"));
        }
    }

    private void row(String name, String value) {
        shell.out().println(shell.paint(Ink.FAINT, Texts.padded(name, 13)) + " " + value);
    }

    private static String text(Checked checked) {
        return checked.same()
                ? checked.at() + ", the same as the server"
                : "%s, %d records differ; see 'tidemark verify'"
                        .formatted(checked.at(), checked.differences());
    }

    private static String text(@Nullable Instant time, String none) {
        return time == null ? none : time.toString();
    }

    private static Ink ink(Status.State state) {
        return switch (state) {
            case SYNCED -> Ink.GREEN;
            case LOCAL_ONLY, SYNCING -> Ink.CYAN;
            case OFFLINE, DEFERRED -> Ink.YELLOW;
            case AUTH_REQUIRED, CONFLICT -> Ink.RED;
        };
    }
}
