package dev.tidemark.cli.admin;

import dev.tidemark.cli.console.Failure;
import dev.tidemark.cli.console.Shell;
import dev.tidemark.core.value.Value;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Mass changes that wait for a person.
@Command(
        name = "holds",
        description = {
            "List, release and drop mass changes that the server holds.",
            "A device that deletes or overwrites most of a collection within a short time is asked"
                    + " about before anything of that happens. What is held waits on the device."
        },
        footer = {
            "",
            "The key is an owner's; the admin key is one for the account \"default\". Examples:",
            "  tidemark holds list",
            "  tidemark holds release 6f9619ff-8b86-3011-b42d-00cf4fc964ff --yes"
        })
public final class HoldsCommand {
    private static final String PATH = "/v1/holds";

    private final Shell shell;

    public HoldsCommand(Shell shell) {
        this.shell = shell;
    }

    @Command(name = "list", description = "List what waits to be confirmed, the oldest first.")
    void list(
            @Mixin ServerOptions server,
            @Option(names = "--all", description = "Also what somebody has decided about.")
                    boolean all) {
        try (Connection connection = server.connect(shell)) {
            Answers.print(
                    shell,
                    server.json(),
                    connection.get(PATH + (all ? "?state=all" : "")),
                    "holds",
                    "holdId",
                    "deviceId",
                    "collection",
                    "kind",
                    "count",
                    "openedAt",
                    "state");
        }
    }

    @Command(
            name = "release",
            description = {
                "Let a mass change through: the device sends it again by itself, or with its next"
                        + " sync.",
                "What else the device changes in that collection then passes too, for one window."
            })
    void release(
            @Mixin ServerOptions server,
            @Parameters(paramLabel = "HOLD", description = "The hold's id.") String id,
            @Option(names = "--yes", description = "Yes, let it through.") boolean yes) {
        decide(server, id, "release", yes, "lets all of it happen on every device");
        shell.remark("Hold " + id + " is released; the device's next sync brings it.");
    }

    @Command(
            name = "drop",
            description =
                    "Refuse a mass change for good; its mutations become dead letters on the device.")
    void drop(
            @Mixin ServerOptions server,
            @Parameters(paramLabel = "HOLD", description = "The hold's id.") String id,
            @Option(names = "--yes", description = "Yes, drop it.") boolean yes) {
        decide(server, id, "drop", yes, "refuses all of it for good");
        shell.remark("Hold " + id + " is dropped; the device keeps its mutations as dead letters.");
    }

    private void decide(ServerOptions server, String id, String how, boolean yes, String effect) {
        if (!yes) {
            throw Failure.usage(
                    "This %s; look at 'tidemark holds list', and add --yes if it is meant."
                            .formatted(effect));
        }
        try (Connection connection = server.connect(shell)) {
            connection.post(
                    PATH + "/" + Answers.segment(id) + "/" + how,
                    Value.of(Map.of("confirm", Value.TRUE)));
        }
    }
}
