package dev.tidemark.cli.admin;

import dev.tidemark.cli.console.Shell;
import dev.tidemark.core.value.JsonText;
import dev.tidemark.core.value.Value;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The API keys of a server.
@Command(
        name = "keys",
        description = "List, make, rotate and revoke API keys; needs the server's admin key.",
        footer = {
            "",
            "A new key is printed once, alone, so that it can go into a file. Examples:",
            "  tidemark keys create laptop --role editor > laptop.key",
            "  tidemark keys create reader --account ID --role viewer --scope notes:read"
        })
public final class KeysCommand {
    private static final String PATH = "/v1/auth/api-keys";

    private final Shell shell;

    public KeysCommand(Shell shell) {
        this.shell = shell;
    }

    @Command(name = "list", description = "List all keys, without their secrets.")
    void list(@Mixin ServerOptions server) {
        try (Connection connection = server.connect(shell)) {
            Answers.print(
                    shell,
                    server.json(),
                    connection.get(PATH),
                    "keys",
                    "id",
                    "account",
                    "role",
                    "prefix",
                    "expiresAt",
                    "name",
                    "scopes");
        }
    }

    @Command(name = "create", description = "Make a key and print it.")
    void create(
            @Mixin ServerOptions server,
            @Parameters(paramLabel = "NAME", description = "What people call it.") String name,
            @Option(
                            names = "--role",
                            required = true,
                            paramLabel = "ROLE",
                            description = "owner, editor, viewer or admin.")
                    String role,
            @Option(
                            names = "--account",
                            paramLabel = "ID",
                            description = "The account that it opens. Default: default.")
                    @Nullable String account,
            @Option(
                            names = "--scope",
                            paramLabel = "SCOPE",
                            description = "Narrows it, as notes:read does; may be repeated.")
                    @Nullable List<String> scopes,
            @Option(
                            names = "--expires",
                            paramLabel = "TIME",
                            description = "When it ends, as 2027-01-01T00:00:00Z.")
                    @Nullable String expires) {
        TreeMap<String, Value> body = new TreeMap<>();
        body.put("name", Value.of(name));
        body.put("role", Value.of(role));
        if (account != null) {
            body.put("account", Value.of(account));
        }
        if (scopes != null) {
            body.put("scopes", Value.of(scopes.stream().map(Value::of).toList()));
        }
        if (expires != null) {
            body.put("expiresAt", Value.of(expires));
        }
        try (Connection connection = server.connect(shell)) {
            printOnce(server, connection.post(PATH, new Value.Obj(body)));
        }
    }

    @Command(name = "rotate", description = "Replace a key; the old one lives on for a while.")
    void rotate(
            @Mixin ServerOptions server,
            @Parameters(paramLabel = "KEY", description = "The key's id.") String id) {
        try (Connection connection = server.connect(shell)) {
            String path = PATH + "/" + Answers.segment(id) + "/rotate";
            printOnce(server, connection.post(path, Value.Obj.EMPTY));
        }
    }

    @Command(name = "revoke", description = "End a key at once.")
    void revoke(
            @Mixin ServerOptions server,
            @Parameters(paramLabel = "KEY", description = "The key's id.") String id) {
        try (Connection connection = server.connect(shell)) {
            connection.delete(PATH + "/" + Answers.segment(id), null);
            shell.remark("Key " + id + " is revoked.");
        }
    }

    private void printOnce(ServerOptions server, Value.Obj made) {
        shell.out().println(server.json() ? JsonText.exact(made) : Answers.text(made, "key"));
        shell.remark("Nobody can show this key again; keep it safe.");
    }
}
