package dev.tidemark.cli.device;

import dev.tidemark.cli.console.Exit;
import dev.tidemark.cli.console.Failure;
import dev.tidemark.cli.console.Shell;
import dev.tidemark.cli.console.Variable;
import dev.tidemark.client.Options;
import dev.tidemark.client.Tidemark;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which database, and how it is opened.
public final class DeviceOptions {
    private static final Path DEFAULT = Path.of("tidemark.db");

    @Option(
            names = "--db",
            paramLabel = "FILE",
            description = "The device database. Default: TIDEMARK_DB, else tidemark.db.")
    private @Nullable Path db;

    @Option(
            names = "--plain-http",
            description = "Sync without encryption with a server on another machine.")
    private boolean plainHttp;

    /// The database's file, there or not.
    public Path file(Shell shell) {
        Path named =
                db != null ? db : shell.variable(Variable.DB.text()).map(Path::of).orElse(DEFAULT);
        return shell.resolve(named);
    }

    /// Opens a database that is there. Close it.
    ///
    /// @throws Failure if there is none
    public Tidemark open(Shell shell) {
        Path file = file(shell);
        if (!Files.exists(file)) {
            throw Failure.of(
                    Exit.NO_ACCESS,
                    ("There is no device database %s; 'tidemark init' makes one, --db names another"
                                    + " one.")
                            .formatted(file));
        }
        return open(file, Options.DEFAULTS);
    }

    /// Opens a database, made as needed. Close it.
    public Tidemark open(Path file, Options options) {
        return Tidemark.open(file, options.withHttp(options.http().withPlainHttp(plainHttp)));
    }
}
