package dev.tidemark.cli.history;

import dev.tidemark.cli.admin.Answers;
import dev.tidemark.cli.admin.Connection;
import dev.tidemark.cli.admin.ServerOptions;
import dev.tidemark.cli.console.Exit;
import dev.tidemark.cli.console.Failure;
import dev.tidemark.cli.console.Shell;
import dev.tidemark.cli.console.Texts;
import dev.tidemark.core.value.JsonText;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.command.RestoreAnswer;
import dev.tidemark.wire.command.RestorePreview;
import dev.tidemark.wire.json.Json;
import java.io.IOException;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The way back.
@Command(
        name = "restore",
        description = {
            "Bring back what an account, a collection or a record was: at a snapshot, at a time, or"
                    + " at a cursor.",
            "It shows what would change and asks. Nothing is lost: it writes ordinary changes that"
                    + " every device pulls, and takes a snapshot just before, which undoes it.",
            "Exit code 2 if it was not confirmed, 4 if some records had to stay as they are."
        },
        footer = {
            "",
            "Examples:",
            "  tidemark restore 6f1c…",
            "  tidemark restore --at 2026-11-20T09:00:00Z --collection endpoints --yes",
            "  tidemark restore 6f1c… --collection endpoints --id 3f2a… --dry-run"
        })
public final class RestoreCommand implements Runnable {
    private static final String PATH = "/v1/restore";
    private static final int LINE_BYTES_MAX = 100;

    private final Shell shell;

    @Mixin private ServerOptions server = new ServerOptions();

    @Parameters(index = "0", arity = "0..1", paramLabel = "SNAPSHOT", description = "Its id.")
    private @Nullable String snapshot;

    @Option(names = "--at", paramLabel = "TIME", description = "Instead: a time (RFC 3339).")
    private @Nullable String at;

    @Option(names = "--cursor", paramLabel = "CURSOR", description = "Instead: a cursor.")
    private @Nullable String cursor;

    @Option(names = "--collection", paramLabel = "NAME", description = "Only this collection.")
    private @Nullable String collection;

    @Option(names = "--id", paramLabel = "ID", description = "Only this record of it.")
    private @Nullable String id;

    @Option(names = "--dry-run", description = "Show what would change, and stop there.")
    private boolean dryRun;

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    public RestoreCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public void run() {
        requireOne();
        try (Connection connection = server.connect(shell)) {
            if (dryRun || !yes || !server.json()) {
                byte[] body = connection.bytes(PATH + query());
                new PreviewPrint(shell).print(RestorePreview.read(body), body, server.json());
            }
            if (!dryRun) {
                confirm();
                say(connection.post(PATH, body()));
            }
        }
    }

    private void requireOne() {
        int named = (snapshot == null ? 0 : 1) + (at == null ? 0 : 1) + (cursor == null ? 0 : 1);
        if (named != 1) {
            throw Failure.usage("Say to what: a snapshot, or --at, or --cursor; just one of them.");
        }
        if (id != null && collection == null) {
            throw Failure.usage("--id needs --collection, to which the record belongs.");
        }
    }

    private String query() {
        StringJoiner query = new StringJoiner("&", "?", "");
        add(query, "snapshotId", snapshot);
        add(query, "at", at);
        add(query, "cursor", cursor);
        add(query, "collection", collection);
        add(query, "id", id);
        return query.toString();
    }

    private static void add(StringJoiner query, String name, @Nullable String value) {
        if (value != null) {
            query.add(name + "=" + Answers.segment(value));
        }
    }

    private Value.Obj body() {
        TreeMap<String, Value> scope = new TreeMap<>();
        put(scope, "collection", collection);
        put(scope, "id", id);
        TreeMap<String, Value> body = new TreeMap<>();
        put(body, "snapshotId", snapshot);
        put(body, "at", at);
        put(body, "cursor", cursor);
        put(body, "restoreId", UUID.randomUUID().toString());
        body.put("scope", new Value.Obj(scope));
        body.put("confirm", Value.TRUE);
        return new Value.Obj(body);
    }

    private static void put(TreeMap<String, Value> members, String name, @Nullable String value) {
        if (value != null) {
            members.put(name, Value.of(value));
        }
    }

    private void confirm() {
        if (yes) {
            return;
        }
        if (!shell.console()) {
            throw Failure.usage("Nothing was restored: add --yes, as nobody can be asked here.");
        }
        shell.err().print("Restore this? [y/N] ");
        shell.err().flush();
        String answer = line().strip().toLowerCase(Locale.ROOT);
        if (!answer.equals("y") && !answer.equals("yes")) {
            throw Failure.usage("Nothing was restored.");
        }
    }

    private String line() {
        try {
            StringBuilder line = new StringBuilder();
            int next = shell.in().read();
            while (next >= 0 && next != '\n' && line.length() < LINE_BYTES_MAX) {
                line.append((char) next);
                next = shell.in().read();
            }
            return line.toString();
        } catch (IOException e) {
            throw Failure.of(Exit.FAILED, "The answer could not be read.", e);
        }
    }

    private void say(Value.Obj answered) {
        RestoreAnswer answer = RestoreAnswer.read(Json.bytes(answered));
        if (server.json()) {
            shell.out().println(JsonText.exact(answered));
        } else {
            shell.out()
                    .println(
                            "Restored %d records; \"tidemark restore %s\" undoes it."
                                    .formatted(answer.restored(), answer.snapshotBefore()));
            answer.skippedRecords()
                    .forEach(each ->
                            shell.remark(
                                    Texts.oneLine(
                                            "%s stayed as it is: %s"
                                                    .formatted(each.key(), each.detail()))));
        }
        if (answer.skipped() > 0) {
            throw Failure.of(
                    Exit.REFUSED,
                    "%d records had to stay as they are.".formatted(answer.skipped()));
        }
    }
}
