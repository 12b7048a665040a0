package dev.tidemark.cli.admin;

import dev.tidemark.cli.console.Exit;
import dev.tidemark.cli.console.Failure;
import dev.tidemark.cli.console.Shell;
import dev.tidemark.cli.console.Variable;
import dev.tidemark.server.settings.Known;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which server to ask, and with which key.
public final class ServerOptions {
    private static final String KEY_FILE = "admin.key";

    @Option(
            names = "--server",
            paramLabel = "URL",
            description = "The server. Default: TIDEMARK_SERVER, else http://127.0.0.1:8484.")
    private @Nullable String server;

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            description =
                    "A file that holds the key. Default: the key in TIDEMARK_ADMIN_KEY, else the"
                            + " file tidemark-data/admin.key.")
    private @Nullable Path keyFile;

    @Option(
            names = "--plain-http",
            description = "Send the key without encryption to another machine.")
    private boolean plainHttp;

    @Option(names = "--json", description = "Print what the server says, one JSON object a line.")
    private boolean json;

    /// Whether the answer is for a script.
    public boolean json() {
        return json;
    }

    /// Opens the connection. Close it.
    public Connection connect(Shell shell) {
        return new Connection(address(shell), key(shell));
    }

    private String address(Shell shell) {
        String typed =
                server != null
                        ? server
                        : shell.variable(Variable.SERVER.text())
                                .orElse("http://127.0.0.1:" + Known.PORT.byDefault());
        URI uri;
        try {
            uri = URI.create(typed);
        } catch (IllegalArgumentException e) {
            throw noAddress(typed);
        }
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        if (uri.getHost() == null || !(scheme.equals("http") || scheme.equals("https"))) {
            throw noAddress(typed);
        }
        if (scheme.equals("http") && !plainHttp && !isThisMachine(uri.getHost())) {
            throw Failure.usage(
                    "The key would go to %s unencrypted; use https, or add --plain-http."
                            .formatted(uri.getHost()));
        }
        return typed.replaceAll("/+$", "");
    }

    private static Failure noAddress(String typed) {
        return Failure.usage(
                "\"%s\" is no address of a server; it looks like https://sync.example.org."
                        .formatted(typed));
    }

    private static boolean isThisMachine(String host) {
        return host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.\\d+){3}");
    }

    /// What is no key must not get as far as an error message of somebody else, who would show it.
    private String key(Shell shell) {
        String key = given(shell).strip();
        if (key.isEmpty() || !key.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
            throw Failure.of(
                    Exit.AUTH,
                    "The key is not one word of printable ASCII; is it the right file or"
                            + " variable?");
        }
        return key;
    }

    private String given(Shell shell) {
        if (keyFile != null) {
            return read(shell.resolve(keyFile));
        }
        Path here = shell.resolve(Path.of(Known.DATA.byDefault(), KEY_FILE));
        return shell.variable(Variable.ADMIN_KEY.text())
                .orElseGet(() -> {
                    if (Files.exists(here)) {
                        return read(here);
                    }
                    throw Failure.of(
                            Exit.AUTH,
                            "There is no key: name its file with --key-file, or set "
                                    + Variable.ADMIN_KEY.text()
                                    + "; a server keeps its admin key in admin.key of its data"
                                    + " folder.");
                });
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw Failure.of(
                    Exit.NO_ACCESS,
                    "The key file %s cannot be read; is it there, and yours?".formatted(file),
                    e);
        }
    }
}
