package dev.tidemark.cli.admin;

import dev.tidemark.cli.console.Failure;
import dev.tidemark.cli.console.Shell;
import dev.tidemark.core.value.JsonText;
import dev.tidemark.core.value.Value;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The accounts of a server.
@Command(
        name = "accounts",
        description = "List, make and delete accounts of a server; needs its admin key.",
        footer = {
            "",
            "Examples:",
            "  tidemark accounts create \"Field team\" --app agronomy",
            "  tidemark accounts list --json | jq -r .accountId"
        })
public final class AccountsCommand {
    private static final String PATH = "/v1/accounts";

    private final Shell shell;

    public AccountsCommand(Shell shell) {
        this.shell = shell;
    }

    @Command(name = "list", description = "List all accounts.")
    void list(@Mixin ServerOptions server) {
        try (Connection connection = server.connect(shell)) {
            Answers.print(
                    shell,
                    server.json(),
                    connection.get(PATH),
                    "accounts",
                    "accountId",
                    "app",
                    "name");
        }
    }

    @Command(name = "create", description = "Make an account.")
    void create(
            @Mixin ServerOptions server,
            @Parameters(paramLabel = "NAME", description = "What people call it.") String name,
            @Option(
                            names = "--app",
                            defaultValue = "open",
                            paramLabel = "APP",
                            description = "The app whose sync schema it follows. Default: open.")
                    String app) {
        try (Connection connection = server.connect(shell)) {
            Value.Obj made =
                    connection.post(
                            PATH, Value.of(Map.of("name", Value.of(name), "app", Value.of(app))));
            shell.out()
                    .println(
                            server.json() ? JsonText.exact(made) : Answers.text(made, "accountId"));
        }
    }

    @Command(name = "delete", description = "Erase an account and everything of it, for good.")
    void delete(
            @Mixin ServerOptions server,
            @Parameters(paramLabel = "ACCOUNT", description = "The account's id.") String account,
            @Option(names = "--yes", description = "Yes, erase it.") boolean yes) {
        if (!yes) {
            throw Failure.usage(
                    "This erases account %s with all its records, history and devices; if that is"
                                    .formatted(account)
                            + " meant, add --yes.");
        }
        try (Connection connection = server.connect(shell)) {
            connection.delete(
                    PATH + "/" + Answers.segment(account), Value.of(Map.of("confirm", Value.TRUE)));
            shell.remark("Account " + account + " is erased.");
        }
    }
}
