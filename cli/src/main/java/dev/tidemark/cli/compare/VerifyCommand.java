package dev.tidemark.cli.compare;

import dev.tidemark.cli.admin.Connection;
import dev.tidemark.cli.admin.ServerOptions;
import dev.tidemark.cli.console.Exit;
import dev.tidemark.cli.console.Failure;
import dev.tidemark.cli.console.JsonLine;
import dev.tidemark.cli.console.Shell;
import dev.tidemark.cli.console.Table;
import dev.tidemark.cli.device.DeviceOptions;
import dev.tidemark.client.Tidemark;
import dev.tidemark.client.sync.Verification;
import dev.tidemark.client.sync.Verification.Differing;
import dev.tidemark.client.sync.Verification.OfCollection;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.wire.digest.CheckReport;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Whether a device and its server hold the same.
@Command(
        name = "verify",
        description = {
            "Compare what the device holds with what its server does, and name each record that"
                    + " differs.",
            "Pulls first and pushes nothing; what waits to be sent is left aside."
        },
        footer = {
            "",
            "Exit code 0 if both hold the same, 7 if they do not. Examples:",
            "  tidemark verify",
            "  tidemark verify --json | jq -r 'select(.how) | .id'",
            "  tidemark verify server --key-file laptop.key"
        })
public final class VerifyCommand implements Runnable {
    private final Shell shell;

    @Mixin private DeviceOptions device;

    @Option(names = "--json", description = "Print one JSON object a line.")
    private boolean json;

    public VerifyCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public void run() {
        try (Tidemark tidemark = device.open(shell)) {
            Verification found = tidemark.verify();
            if (json) {
                printLines(found);
            } else {
                printTables(found);
            }
            if (!found.same()) {
                throw Failure.of(
                        Exit.DIFFERENT,
                        "The device and the server hold different records; 'tidemark sync --anew' takes"
                                + " the server's again, and keeps what waits to be sent.");
            }
        }
    }

    private void printTables(Verification found) {
        Table table = new Table("COLLECTION", "HERE", "SERVER", "SAME");
        for (OfCollection each : found.collections()) {
            table.row(
                    each.name(),
                    String.format(Locale.ROOT, "%,d", each.here()),
                    String.format(Locale.ROOT, "%,d", each.there()),
                    each.same() ? "yes" : "no");
        }
        table.print(shell);
        for (Differing each : found.differences()) {
            shell.out().println(each.key() + " " + sentence(each));
        }
    }

    private static String sentence(Differing differing) {
        return switch (differing.how()) {
            case ONLY_HERE -> "is only on this device";
            case ONLY_THERE -> "is only on the server";
            case CONTENT ->
                    differing.fields().isEmpty()
                            ? "is damaged on one side"
                            : "differs in " + String.join(", ", differing.fields());
        };
    }

    private void printLines(Verification found) {
        for (OfCollection each : found.collections()) {
            new JsonLine()
                    .with("collection", each.name())
                    .with("here", each.here())
                    .with("server", each.there())
                    .with("same", each.same())
                    .print(shell);
        }
        for (Differing each : found.differences()) {
            RecordKey key = each.key();
            new JsonLine()
                    .with("collection", key.collection())
                    .with("id", key.id())
                    .with("how", each.how().name().toLowerCase(Locale.ROOT).replace('_', '-'))
                    .with("fields", each.fields())
                    .print(shell);
        }
    }

    @Command(
            name = "server",
            description =
                    "Let the server look whether its records are what it has noted of them; needs an"
                            + " owner's key.")
    void server(@Mixin ServerOptions server) {
        try (Connection connection = server.connect(shell)) {
            CheckReport report = CheckReport.read(connection.bytes("/v1/sync/digest/verify"));
            if (server.json()) {
                new JsonLine()
                        .with("whole", report.whole())
                        .with("records", report.records())
                        .print(shell);
            } else {
                shell.out()
                        .println(
                                String.format(
                                        Locale.ROOT,
                                        "%,d live records, %,d faults",
                                        report.records(),
                                        report.faults().size()));
            }
            report.faults().forEach(fault -> print(fault, server.json()));
            if (!report.whole()) {
                throw Failure.of(
                        Exit.DIFFERENT,
                        "The server's records are not what it has noted; compare with a backup.");
            }
        }
    }

    private void print(CheckReport.Fault fault, boolean asJson) {
        if (asJson) {
            new JsonLine()
                    .with("collection", fault.collection())
                    .with("id", fault.id())
                    .with("detail", fault.detail())
                    .print(shell);
        } else {
            String record = fault.id() == null ? "" : "/" + fault.id();
            shell.out().println("  " + fault.collection() + record + ": " + fault.detail());
        }
    }
}
