package dev.tidemark.cli.compare;

import dev.tidemark.cli.admin.Connection;
import dev.tidemark.cli.admin.ServerOptions;
import dev.tidemark.cli.console.JsonLine;
import dev.tidemark.cli.console.Shell;
import dev.tidemark.cli.console.Table;
import dev.tidemark.cli.device.DeviceOptions;
import dev.tidemark.client.Tidemark;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// One hash for each collection, of a device or of a server.
@Command(
        name = "digest",
        description = {
            "Print one hash for each collection; who holds the same records has the same hashes.",
            "A hash is over the id and the content hash of every live record, sorted by id."
        },
        footer = {
            "",
            "Example:",
            "  diff <(tidemark digest device) <(tidemark digest server --key-file laptop.key)"
        })
public final class DigestCommand {
    private final Shell shell;

    public DigestCommand(Shell shell) {
        this.shell = shell;
    }

    @Command(name = "device", description = "Of what this device shows; needs no network.")
    void device(
            @Mixin DeviceOptions device,
            @Option(names = "--json", description = "Print one JSON object a line.") boolean json) {
        try (Tidemark tidemark = device.open(shell)) {
            print(Digests.ofDevice(tidemark), json);
        }
    }

    @Command(name = "server", description = "Of what the server holds in the account of the key.")
    void server(@Mixin ServerOptions server) {
        try (Connection connection = server.connect(shell)) {
            print(Digests.ofServer(connection), server.json());
        }
    }

    private void print(Digests digests, boolean json) {
        Table table = new Table("COLLECTION", "RECORDS", "DIGEST");
        digests.collections()
                .forEach((name, digest) -> {
                    if (json) {
                        new JsonLine()
                                .with("collection", name)
                                .with("records", digest.records())
                                .with("digest", digest.hash())
                                .print(shell);
                    } else {
                        table.row(
                                name,
                                String.format(Locale.ROOT, "%,d", digest.records()),
                                digest.hash());
                    }
                });
        table.print(shell);
    }
}
