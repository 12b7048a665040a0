package dev.tidemark.cli.history;

import dev.tidemark.cli.admin.Answers;
import dev.tidemark.cli.admin.Connection;
import dev.tidemark.cli.admin.ServerOptions;
import dev.tidemark.cli.console.Shell;
import dev.tidemark.core.value.JsonText;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.command.RestorePreview;
import java.util.Map;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// The snapshots of an account.
@Command(
        name = "snapshots",
        description = {
            "List, make, show and delete snapshots: named states of the account to go back to.",
            "One is also taken by itself before the first change of an hour, and before each"
                    + " restore."
        },
        footer = {
            "",
            "\"tidemark restore\" goes back to one. Examples:",
            "  tidemark snapshots create \"before the import\"",
            "  tidemark snapshots show 6f1c…"
        })
public final class SnapshotsCommand {
    static final String PATH = "/v1/snapshots";

    private final Shell shell;

    public SnapshotsCommand(Shell shell) {
        this.shell = shell;
    }

    @Command(name = "list", description = "List snapshots, newest first.")
    void list(@Mixin ServerOptions server) {
        try (Connection connection = server.connect(shell)) {
            String cursor = "";
            do {
                Value.Obj page = connection.get(PATH + cursor);
                Answers.print(
                        shell,
                        server.json(),
                        page,
                        "snapshots",
                        "snapshotId",
                        "version",
                        "createdAt",
                        "kind",
                        "label");
                String next = Answers.text(page, "cursor");
                cursor = next.isEmpty() ? "" : "?cursor=" + Answers.segment(next);
            } while (!cursor.isEmpty());
        }
    }

    @Command(name = "create", description = "Name the state that the account has now.")
    void create(
            @Mixin ServerOptions server,
            @Parameters(paramLabel = "LABEL", description = "What people call it.") String label) {
        try (Connection connection = server.connect(shell)) {
            Value.Obj made =
                    connection.post(
                            PATH,
                            Value.of(
                                    Map.of(
                                            "label",
                                            Value.of(label),
                                            "snapshotId",
                                            Value.of(UUID.randomUUID().toString()))));
            shell.out()
                    .println(
                            server.json()
                                    ? JsonText.exact(made)
                                    : Answers.text(made, "snapshotId"));
        }
    }

    @Command(
            name = "show",
            description = "Show what has changed since, and so what a restore would take back.")
    void show(
            @Mixin ServerOptions server,
            @Parameters(paramLabel = "SNAPSHOT", description = "Its id.") String id) {
        try (Connection connection = server.connect(shell)) {
            byte[] body = connection.bytes(PATH + "/" + Answers.segment(id));
            new PreviewPrint(shell).print(RestorePreview.read(body), body, server.json());
        }
    }

    @Command(name = "delete", description = "Forget a snapshot; no data goes with it.")
    void delete(
            @Mixin ServerOptions server,
            @Parameters(paramLabel = "SNAPSHOT", description = "Its id.") String id) {
        try (Connection connection = server.connect(shell)) {
            connection.delete(PATH + "/" + Answers.segment(id), null);
            shell.remark("Snapshot " + id + " is forgotten.");
        }
    }
}
