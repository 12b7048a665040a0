package dev.tidemark.cli.sync;

import dev.tidemark.cli.console.Exit;
import dev.tidemark.cli.console.Failure;
import dev.tidemark.cli.console.JsonLine;
import dev.tidemark.cli.console.Shell;
import dev.tidemark.cli.console.Texts;
import dev.tidemark.client.Status;
import dev.tidemark.client.SyncResult;
import dev.tidemark.client.Tidemark;
import dev.tidemark.client.sync.Trouble;
import java.util.ArrayList;
import java.util.List;

/// Syncs once and says what came of it.
final class Rounds {
    private final Shell shell;

    Rounds(Shell shell) {
        this.shell = shell;
    }

    /// @return the exit code; trouble that only a person can end is thrown instead
    int run(Tidemark tidemark, boolean json) {
        return run(tidemark, tidemark.sync(), json);
    }

    /// @param result what came of it
    int run(Tidemark tidemark, SyncResult result, boolean json) {
        Status status = tidemark.status();
        if (json) {
            line(result, status).print(shell);
        } else if (result.complete()) {
            shell.out().println(sentence(result, status));
        }
        result.notices().forEach(notice -> shell.remark(Texts.oneLine(notice)));
        Trouble trouble = result.trouble();
        if (trouble != null) {
            return trouble(trouble, status, json);
        }
        return result.refused() + status.held() > 0 ? Exit.REFUSED.code() : Exit.OK.code();
    }

    private static int trouble(Trouble trouble, Status status, boolean json) {
        String waiting =
                status.pending() > 0
                        ? " %d mutations wait on this device.".formatted(status.pending())
                        : "";
        return ended(trouble, waiting, json);
    }

    /// Ends with what kept a sync from going on: for scripts that have read it already with the
    /// code only.
    static int ended(Trouble trouble, String more, boolean json) {
        Failure failure =
                Failure.of(exit(trouble), Texts.sentence(trouble.detail()) + more)
                        .traced(trouble.traceId());
        if (json) {
            return failure.exit().code();
        }
        throw failure;
    }

    private static Exit exit(Trouble trouble) {
        return switch (trouble.kind()) {
            case OFFLINE, DEFERRED -> Exit.OFFLINE;
            case AUTH_REQUIRED -> Exit.AUTH;
            case OTHER_ACCOUNT -> Exit.NOT_OURS;
            case STOPPED -> Exit.FAILED;
        };
    }

    private static JsonLine line(SyncResult result, Status status) {
        Trouble trouble = result.trouble();
        return new JsonLine()
                .with("complete", result.complete())
                .with("pulled", result.pulled())
                .with("pushed", result.pushed())
                .with("merged", result.merged())
                .with("refused", result.refused())
                .with("resolved", result.resolved())
                .with("pending", status.pending())
                .with("held", status.held())
                .with("deadLetters", status.deadLetters())
                .with("conflicts", status.conflicts())
                .with("state", status.state().word())
                .with("code", trouble == null ? null : trouble.code())
                .with("detail", trouble == null ? null : trouble.detail())
                .with("traceId", trouble == null ? null : trouble.traceId());
    }

    private static String sentence(SyncResult result, Status status) {
        List<String> parts = new ArrayList<>();
        parts.add("%d pulled".formatted(result.pulled()));
        parts.add("%d pushed".formatted(result.pushed()));
        add(parts, result.merged(), "merged with what others did");
        add(parts, result.resolved(), "decisions carried out");
        add(parts, result.refused(), "refused: see 'tidemark dead-letters'");
        add(parts, status.held(), "held for confirmation: see 'tidemark holds'");
        add(parts, status.conflicts(), "in conflict: see 'tidemark conflicts'");
        return "Synced: " + String.join(", ", parts) + ".";
    }

    private static void add(List<String> parts, long count, String what) {
        if (count > 0) {
            parts.add(count + " " + what);
        }
    }
}
