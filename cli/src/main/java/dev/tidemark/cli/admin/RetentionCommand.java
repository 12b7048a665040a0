package dev.tidemark.cli.admin;

import dev.tidemark.cli.console.Failure;
import dev.tidemark.cli.console.Shell;
import dev.tidemark.core.value.JsonText;
import dev.tidemark.core.value.Value;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// How much of an account's past is kept.
@Command(
        name = "retention",
        description = {
            "Show how much of the past an account keeps, and end what is not kept any longer.",
            "How much that is stands in the app's schema and in the server's settings. The server"
                    + " ends the rest by itself, once a day."
        },
        footer = {
            "",
            "The key is an owner's; the admin key is one for the account \"default\". Examples:",
            "  tidemark retention show",
            "  tidemark retention run --dry-run",
            "  tidemark retention run --yes"
        })
public final class RetentionCommand {
    private static final String PATH = "/v1/retention";

    private final Shell shell;

    public RetentionCommand(Shell shell) {
        this.shell = shell;
    }

    @Command(
            name = "show",
            description =
                    "Show how many versions are kept, for how many days, and for how long devices are"
                            + " waited for. Nothing stands for no limit.")
    void show(@Mixin ServerOptions server) {
        try (Connection connection = server.connect(shell)) {
            Value.Obj answer = connection.get(PATH);
            if (server.json()) {
                shell.out().println(JsonText.exact(answer));
                return;
            }
            Answers.print(
                    shell,
                    false,
                    answer,
                    "collections",
                    "collection",
                    "versions",
                    "days",
                    "tombstones");
            shell.remark(
                    "Nothing younger than %s days goes."
                            .formatted(Answers.text(answer, "daysMin")));
        }
    }

    @Command(
            name = "run",
            description =
                    "End now what is not kept any longer. Nobody can bring that back; snapshots stay"
                            + " restorable.")
    void run(
            @Mixin ServerOptions server,
            @Option(names = "--dry-run", description = "Only show what would go.") boolean dryRun,
            @Option(names = "--yes", description = "Yes, end it.") boolean yes) {
        if (!dryRun && !yes) {
            throw Failure.usage(
                    "What goes cannot be brought back; look at 'tidemark retention run --dry-run',"
                            + " and add --yes if it is meant.");
        }
        try (Connection connection = server.connect(shell)) {
            Value.Obj figures =
                    dryRun
                            ? due(connection.get(PATH))
                            : connection.post(PATH, Value.of(Map.of("confirm", Value.TRUE)));
            print(server.json(), figures, dryRun);
        }
    }

    private static Value.Obj due(Value.Obj answer) {
        return answer.members().get("due") instanceof Value.Obj due ? due : Value.Obj.EMPTY;
    }

    private void print(boolean json, Value.Obj figures, boolean dryRun) {
        if (json) {
            shell.out().println(JsonText.exact(figures));
            return;
        }
        Answers.print(
                shell,
                false,
                figures,
                "collections",
                "collection",
                "purgedRecords",
                "compactedVersions",
                "bytes");
        shell.remark(
                "%s deleted records %s purged, and %s old versions compacted."
                        .formatted(
                                Answers.text(figures, "purgedRecords"),
                                dryRun ? "would be" : "were",
                                Answers.text(figures, "compactedVersions")));
    }
}
