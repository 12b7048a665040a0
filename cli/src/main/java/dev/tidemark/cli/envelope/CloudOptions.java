package dev.tidemark.cli.envelope;

import dev.tidemark.cli.console.Failure;
import dev.tidemark.cli.console.Shell;
import dev.tidemark.cli.console.Variable;
import dev.tidemark.cli.device.DeviceOptions;
import dev.tidemark.cli.sync.TokenOptions;
import dev.tidemark.client.Tidemark;
import dev.tidemark.client.envelope.CloudEnvelopes;
import dev.tidemark.client.envelope.Envelopes;
import dev.tidemark.client.transport.Credential;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Which device, and which account on which server.
public final class CloudOptions {

    @Mixin private DeviceOptions device;

    @Mixin private TokenOptions token;

    @Option(
            names = "--server",
            paramLabel = "URL",
            description =
                    "The server of the account. Default: the one that the database syncs with, else"
                            + " TIDEMARK_SERVER.")
    private @Nullable String server;

    /// Opens the device's database. Close it.
    Tidemark open(Shell shell) {
        return device.open(shell);
    }

    /// The database's options.
    DeviceOptions device() {
        return device;
    }

    /// The account: the one that is named, or else the one that the database syncs with.
    CloudEnvelopes cloud(Shell shell, Tidemark tidemark) {
        Envelopes envelopes = tidemark.envelopes();
        String named =
                server != null ? server : token.typed() ? variable(shell).orElse(null) : null;
        if (named == null && tidemark.status().server() != null) {
            return envelopes.cloud();
        }
        String address = named != null ? named : variable(shell).orElse(null);
        if (address == null) {
            throw Failure.usage(
                    "This database syncs with no server; name one with --server and a token with"
                            + " --token-file.");
        }
        Credential credential =
                token.find(shell, envelopes.deviceId())
                        .orElseThrow(() ->
                                Failure.usage(
                                        "Name a token for %s with --token-file."
                                                .formatted(address)));
        return envelopes.cloud(uri(address), credential);
    }

    private static Optional<String> variable(Shell shell) {
        return shell.variable(Variable.SERVER.text());
    }

    private static URI uri(String address) {
        try {
            return URI.create(address);
        } catch (IllegalArgumentException e) {
            throw Failure.usage("\"%s\" is no address of a server.".formatted(address));
        }
    }
}
