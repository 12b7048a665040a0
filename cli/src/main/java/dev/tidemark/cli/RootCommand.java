package dev.tidemark.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/// `tidemark` itself. Without a subcommand there is nothing to do but to say what there is.
@Command(
        name = "tidemark",
        scope = ScopeType.INHERIT,
        description = "Keeps an app's data on its devices and one server, and loses no value.",
        mixinStandardHelpOptions = true,
        versionProvider = RootCommand.Version.class,
        sortOptions = false,
        usageHelpAutoWidth = false)
final class RootCommand implements Runnable {
    @Spec private CommandSpec spec;

    @Option(
            names = "--debug",
            scope = ScopeType.INHERIT,
            description = "Show where in the program an error came from.")
    private boolean debug;

    /// Whether errors are shown with their stack trace.
    boolean debug() {
        return debug;
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"tidemark " + (version == null ? "(unpackaged)" : version)};
        }
    }
}
