package dev.tidemark.cli.envelope;

import dev.tidemark.cli.console.Exit;
import dev.tidemark.cli.console.Failure;
import dev.tidemark.cli.console.Shell;
import dev.tidemark.cli.console.Variable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where the passphrase of a sealed bundle comes from. It is never printed, and not taken from the
/// command line, which others may see.
public final class Passphrase {

    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            description =
                    "A file whose first line is the passphrase of a sealed bundle. Default: the"
                            + " variable TIDEMARK_PASSPHRASE.")
    private @Nullable Path file;

    /// The passphrase.
    char[] read(Shell shell) {
        if (file == null) {
            return shell.variable(Variable.PASSPHRASE.text())
                    .map(String::toCharArray)
                    .orElseThrow(() ->
                            Failure.of(
                                    Exit.AUTH,
                                    "A sealed bundle needs a passphrase: name a file with"
                                            + " --passphrase-file, or set "
                                            + Variable.PASSPHRASE.text()
                                            + "."));
        }
        Path path = shell.resolve(file);
        try {
            return Files.readString(path).lines().findFirst().orElse("").toCharArray();
        } catch (IOException e) {
            throw Failure.of(
                    Exit.NO_ACCESS,
                    "The passphrase file %s cannot be read; is it there, and yours?"
                            .formatted(path),
                    e);
        }
    }
}
