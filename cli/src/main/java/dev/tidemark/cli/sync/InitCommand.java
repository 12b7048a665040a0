package dev.tidemark.cli.sync;

import dev.tidemark.cli.console.Exit;
import dev.tidemark.cli.console.Failure;
import dev.tidemark.cli.console.JsonLine;
import dev.tidemark.cli.console.Shell;
import dev.tidemark.cli.console.Texts;
import dev.tidemark.cli.console.Variable;
import dev.tidemark.cli.device.DeviceOptions;
import dev.tidemark.client.Options;
import dev.tidemark.client.Tidemark;
import dev.tidemark.client.transport.Credential;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.schema.InvalidSchema;
import dev.tidemark.wire.schema.SchemaReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Makes a device database, and may enrol it with a server.
@Command(
        name = "init",
        description = {
            "Make a device database; with --server, enrol it and sync for the first time.",
            "On a database that is there, it changes where and as whom it syncs, or ends that."
        },
        footer = {
            "",
            "Examples:",
            "  tidemark init",
            "  tidemark init --db phone.db --server http://127.0.0.1:8484 --token-file admin.key",
            "  tidemark init --schema notes.yaml",
            "  tidemark init --no-sync"
        })
public final class InitCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin private DeviceOptions device;

    @Mixin private TokenOptions token;

    @Option(
            names = "--server",
            paramLabel = "URL",
            description = "Sync with this server. Default: TIDEMARK_SERVER, else none.")
    private @Nullable String server;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "What people call this device. Default: its file's name.")
    private @Nullable String name;

    @Option(
            names = "--platform",
            paramLabel = "WORD",
            description = "Such as android, where the app's sync schema ranks platforms.")
    private @Nullable String platform;

    @Option(
            names = "--schema",
            paramLabel = "FILE",
            description =
                    "The app's sync schema (YAML or JSON), until a server tells its own. Default:"
                            + " any collection.")
    private @Nullable Path schema;

    @Option(names = "--no-sync", description = "End sync; all data stays.")
    private boolean noSync;

    @Option(names = "--json", description = "Print what was done as JSON.")
    private boolean json;

    public InitCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        Path file = device.file(shell);
        boolean made = !Files.exists(file);
        Options options = options(file);
        try (Tidemark tidemark = device.open(file, options)) {
            if (noSync) {
                tidemark.disableSync();
            }
            String url = noSync ? null : address(made);
            if (url != null) {
                enable(tidemark, url);
            }
            say(tidemark, made);
            return url == null ? Exit.OK.code() : firstSync(tidemark);
        }
    }

    private Options options(Path file) {
        String fileName = String.valueOf(file.getFileName()).replaceFirst("\\.db$", "");
        Options options = Options.DEFAULTS.withDeviceName(name == null ? fileName : name);
        if (platform != null) {
            options = options.withPlatform(platform);
        }
        return schema == null ? options : options.withSchema(document(shell.resolve(schema)));
    }

    private static Value.Obj document(Path file) {
        try {
            return SchemaReader.read(file.toString(), Files.readAllBytes(file)).document();
        } catch (InvalidSchema e) {
            throw Failure.of(Exit.BAD_INPUT, String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw Failure.of(Exit.NO_ACCESS, "The schema " + file + " cannot be read.", e);
        }
    }

    /// A database that is there is not moved to another server by a variable alone.
    private @Nullable String address(boolean made) {
        if (server != null) {
            return server;
        }
        if (token.typed() && shell.variable(Variable.SERVER.text()).isEmpty()) {
            throw Failure.usage("A token alone opens nothing; name its server with --server.");
        }
        return made || token.typed() ? shell.variable(Variable.SERVER.text()).orElse(null) : null;
    }

    private void enable(Tidemark tidemark, String url) {
        Credential credential =
                token.find(shell, tidemark.status().deviceId())
                        .orElseThrow(() ->
                                Failure.of(
                                        Exit.AUTH,
                                        "The database is there, but to sync it needs a credential:"
                                                + " --token-file FILE, or the variable "
                                                + Variable.TOKEN.text()
                                                + "."));
        try {
            tidemark.enableSync(URI.create(url), credential);
        } catch (IllegalArgumentException e) {
            throw Failure.usage(
                    "\"%s\" is no address of a server; it looks like https://sync.example.org."
                            .formatted(url));
        }
    }

    private void say(Tidemark tidemark, boolean made) {
        String id = tidemark.status().deviceId();
        String file = tidemark.status().file();
        if (json) {
            new JsonLine().with("file", file).with("device", id).with("made", made).print(shell);
        } else {
            shell.out()
                    .println(
                            made
                                    ? "Made %s, device %s.".formatted(file, id)
                                    : "%s is device %s.".formatted(file, id));
        }
    }

    /// A server that does not answer now keeps nobody from working: the next sync enrols.
    private int firstSync(Tidemark tidemark) {
        try {
            return new Rounds(shell).run(tidemark, json);
        } catch (Failure failure) {
            if (failure.exit() != Exit.OFFLINE) {
                throw failure;
            }
            shell.remark(Texts.oneLine(failure.sentence()));
            shell.remark("The database is ready all the same; the next sync enrols it.");
            return Exit.OK.code();
        }
    }
}
