package dev.tidemark.cli.demo;

import dev.tidemark.cli.console.Exit;
import dev.tidemark.cli.console.Ink;
import dev.tidemark.cli.demo.Stage.Answer;
import dev.tidemark.client.Tidemark;
import dev.tidemark.core.conflict.Conflict.Type;
import dev.tidemark.wire.command.ListedConflict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/// Two devices, one server, and what can come between them.
final class Story implements AutoCloseable {
    private static final int CATALOGUE = 1_000;
    private static final String BATCH_IN_LOG = "POST /v1/sync/batch";
    private static final int POLL_MILLIS = 5;

    private final Stage stage;
    private final Path folder;
    private final Path log;
    private final Path keyFile;
    private final Actor laptop;
    private final Actor phone;
    private ServerProcess server;
    private String project = "";
    private String list = "";
    private String show = "";
    private String remove = "";
    private long changes;

    Story(Stage stage, Path folder) {
        this.stage = stage;
        this.folder = folder;
        this.log = folder.resolve("server.log");
        this.keyFile = folder.resolve("demo.key");
        this.laptop = new Actor("laptop", Ink.CYAN, folder.resolve("laptop.db"));
        this.phone = new Actor("phone", Ink.MAGENTA, folder.resolve("phone.db"));
        this.server = ServerProcess.start(folder.resolve("server"), 0, log);
    }

    /// @return whether all was proved
    boolean play() throws IOException {
        meet();
        partWays();
        meetAgain();
        decide();
        stage.scene("Proof");
        Proof.Named names = new Proof.Named(list, show, remove, project);
        return new Proof(stage, laptop, phone, names).show(server.address(), keyFile, changes);
    }

    private void meet() throws IOException {
        stage.scene("A laptop, a phone and a server");
        stage.operate("tidemark serve --data server");
        stage.show(new Answer(0, "Listening on " + server.address() + "\n", ""));
        openAccount();
        for (Actor each : new Actor[] {laptop, phone}) {
            stage.type(each, "init", "--server", server.address(), "--token-file", "demo.key");
        }
        project = stage.type(laptop, "put", "projects", "name=Shop").line();
        list = endpoint("List users", "/users", "tags:=[\"public\"]");
        show = endpoint("Show user", "/users/{id}");
        remove = endpoint("Remove user", "/users/{id}/remove");
        changes += pending(laptop);
        stage.type(laptop, "sync");
        stage.type(phone, "sync");
        stage.type(
                phone,
                "list",
                "endpoints",
                "--field",
                "name",
                "--field",
                "method",
                "--field",
                "path");
    }

    /// With the admin's key, as an operator would; nobody has to watch.
    private void openAccount() throws IOException {
        Actor operator = new Actor("server", Ink.YELLOW, folder.resolve("none.db"));
        String[] asAdmin = {
            "--server",
            server.address(),
            "--key-file",
            folder.resolve("server/admin.key").toString()
        };
        String account =
                stage.require(
                                operator,
                                with(asAdmin, "accounts", "create", "Demo", "--app=requests"))
                        .line();
        String key =
                stage.require(
                                operator,
                                with(
                                        asAdmin,
                                        "keys",
                                        "create",
                                        "demo",
                                        "--role=owner",
                                        "--account=" + account))
                        .line();
        Files.writeString(keyFile, key);
    }

    private static String[] with(String[] last, String... first) {
        String[] all = new String[first.length + last.length];
        System.arraycopy(first, 0, all, 0, first.length);
        System.arraycopy(last, 0, all, first.length, last.length);
        return all;
    }

    private String endpoint(String name, String path, String... more) {
        String[] first = {
            "put", "endpoints", "projectId=" + project, "name=" + name, "method=GET", "path=" + path
        };
        return stage.type(laptop, with(more, first)).line();
    }

    private void partWays() throws IOException {
        stage.scene("The server is killed, and everybody goes on");
        stage.operate("kill -9");
        server.kill();
        stage.tell("Different fields of one record, and a tag on each side:");
        stage.type(laptop, "set", "endpoints", list, "summary=All users", "--add", "tags=internal");
        stage.type(phone, "set", "endpoints", list, "method=POST", "--add", "tags=mobile");
        stage.tell("The same field on both:");
        stage.type(laptop, "set", "endpoints", show, "path=" + Proof.LOSING_PATH);
        stage.type(phone, "set", "endpoints", show, "path=/people/{id}");
        stage.tell("One deletes what the other one changes:");
        stage.type(laptop, "delete", "endpoints", remove);
        stage.type(phone, "set", "endpoints", remove, "summary=For admins only");
        stage.tell("The same name twice:");
        for (Actor each : new Actor[] {laptop, phone}) {
            stage.type(
                    each,
                    "put",
                    "endpoints",
                    "projectId=" + project,
                    "name=Ping",
                    "path=/ping/" + each.name());
        }
        stage.tell("And the phone reads a catalogue of %,d endpoints.".formatted(CATALOGUE));
        writeCatalogue();
        stage.type(
                phone,
                "import",
                "catalogue.jsonl",
                "--collection=endpoints",
                "--id-from=name",
                "--set",
                "projectId=" + project);
        stage.type(Exit.OFFLINE, phone, "sync");
    }

    private void writeCatalogue() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 1; i <= CATALOGUE; i++) {
            lines.append(
                    String.format(
                            Locale.ROOT,
                            "{\"name\":\"call.%04d\",\"method\":\"GET\",\"path\":\"/call/%d\"}%n",
                            i,
                            i));
        }
        Files.writeString(folder.resolve("catalogue.jsonl"), lines);
    }

    private void meetAgain() throws IOException {
        stage.scene("The server is back, and is killed once more in the middle");
        startAgain();
        changes += pending(laptop) + pending(phone) - 1; // One Ping of two is refused.
        stage.type(laptop, "sync");
        syncWhileTheServerDies();
        startAgain();
        stage.typeAndMayBeRefused(phone, "sync"); // If it was not told so before the server died.
        stage.tell("Different fields and tags have merged, and nobody was asked:");
        stage.type(phone, "get", "endpoints", list);
    }

    private void startAgain() {
        stage.operate("tidemark serve --data server");
        server = ServerProcess.start(folder.resolve("server"), server.port(), log);
        stage.show(new Answer(0, "Listening on " + server.address() + "\n", ""));
    }

    /// Two batches are on their way; the server dies when it has answered the first one.
    private void syncWhileTheServerDies() throws IOException {
        int before = batches();
        stage.prompt(phone, "sync");
        CompletableFuture<Answer> syncing =
                CompletableFuture.supplyAsync(() -> stage.unseen(phone, "sync"));
        while (batches() == before && !syncing.isDone()) {
            rest();
        }
        server.kill();
        stage.operate("kill -9");
        stage.show(syncing.join());
    }

    private int batches() throws IOException {
        return Files.readString(log).split(BATCH_IN_LOG, -1).length;
    }

    private static void rest() {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void decide() {
        stage.scene("What only a person can decide");
        stage.type(phone, "conflicts");
        decide(Type.UPDATE_UPDATE, "mine");
        decide(Type.DELETE_UPDATE, "restore");
        decide(Type.NATURAL_KEY, "rename");
        changes += pending(phone) + 1; // The server itself writes the record under its new name.
        stage.type(phone, "sync");
        stage.type(laptop, "sync");
        stage.require(phone, "sync");
        stage.type(laptop, "conflicts");
    }

    private void decide(Type type, String choice) {
        try (Tidemark device = Tidemark.open(phone.database())) {
            ListedConflict conflict =
                    device.conflicts().list().stream()
                            .filter(each -> each.type() == type)
                            .findFirst()
                            .orElseThrow();
            stage.type(phone, "resolve", conflict.conflictId().substring(0, 8), choice);
        }
    }

    private static long pending(Actor actor) {
        try (Tidemark device = Tidemark.open(actor.database())) {
            return device.status().pending();
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
