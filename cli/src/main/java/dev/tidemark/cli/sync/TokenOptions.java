package dev.tidemark.cli.sync;

import dev.tidemark.cli.console.Exit;
import dev.tidemark.cli.console.Failure;
import dev.tidemark.cli.console.Shell;
import dev.tidemark.cli.console.Variable;
import dev.tidemark.client.transport.Credential;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where the credential comes from. It is never printed.
public final class TokenOptions {

    /// What the server begins a device's token with.
    private static final String OF_DEVICE = "tmd_";

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description =
                    "An API key or a device token. Others may see it in the list of processes, so"
                            + " rather use --token-file.")
    private @Nullable String token;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "A file that holds it. Default: the variable TIDEMARK_TOKEN.")
    private @Nullable Path file;

    /// Whether the command line names one.
    public boolean typed() {
        return token != null || file != null;
    }

    /// The credential, if there is one anywhere.
    ///
    /// @param deviceId for whom a device token speaks
    public Optional<Credential> find(Shell shell, String deviceId) {
        if (token != null && file != null) {
            throw Failure.usage("Name the token with --token or --token-file, not with both.");
        }
        return text(shell).map(String::strip).map(secret -> credential(secret, deviceId));
    }

    private Optional<String> text(Shell shell) {
        if (token != null) {
            return Optional.of(token);
        }
        return file == null
                ? shell.variable(Variable.TOKEN.text())
                : Optional.of(read(shell.resolve(file)));
    }

    private static Credential credential(String secret, String deviceId) {
        try {
            return secret.startsWith(OF_DEVICE)
                    ? Credential.deviceToken(deviceId, secret)
                    : Credential.bearer(secret);
        } catch (IllegalArgumentException e) {
            throw Failure.of(Exit.AUTH, "This is no token: " + e.getMessage() + ".", e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw Failure.of(
                    Exit.NO_ACCESS,
                    "The token file %s cannot be read; is it there, and yours?".formatted(file),
                    e);
        }
    }
}
