package dev.tidemark.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.Main;
import dev.tidemark.cli.Typed;
import dev.tidemark.cli.Typed.Desk;
import dev.tidemark.cli.admin.Connection;
import dev.tidemark.cli.console.Exit;
import dev.tidemark.cli.console.Shell;
import dev.tidemark.client.Fields;
import dev.tidemark.client.Tidemark;
import dev.tidemark.client.transport.Credential;
import dev.tidemark.wire.command.Page;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The past of records and the way back, typed against a real server with a real device.
@Timeout(120)
class HistoryCommandsTest {
    @TempDir private Path folder;
    private RealServer server;
    private Tidemark device;
    private Desk desk;
    private String id;

    @BeforeEach
    void start() throws IOException {
        server = new RealServer(Files.createDirectory(folder.resolve("data")));
        device = Tidemark.open(folder.resolve("laptop.db"));
        device.enableSync(server.address(), Credential.bearer(server.key()));
        desk =
                Desk.at(folder)
                        .with("TIDEMARK_ADMIN_KEY", server.key())
                        .with("TIDEMARK_SERVER", server.address().toString());
        id = device.records("notes").create(Fields.of("title", "Milk", "n", 1));
        device.sync();
    }

    @AfterEach
    void stop() {
        device.close();
        server.close();
    }

    private void write(Object... fields) {
        device.records("notes").update(id, Fields.of(fields));
        device.sync();
    }

    private Typed typed(String... args) {
        Typed typed = desk.run(args);
        assertThat(typed.code()).as(typed.err()).isZero();
        return typed;
    }

    private String title() {
        device.sync();
        return String.valueOf(
                device.records("notes").get(id).orElseThrow().fields().members().get("title"));
    }

    @Test
    void history_shows_who_wrote_what_and_what_it_replaced() {
        write("title", "Bread");

        String writer = device.status().deviceId();
        assertThat(typed("history", "notes", id).out())
                .containsSubsequence("update", "by " + writer, "title: Bread   was Milk", "create");
        assertThat(typed("history", "notes", id, "--limit", "1").out()).doesNotContain("create");
        assertThat(typed("history", "notes", id, "--json").lines())
                .hasSize(2)
                .allMatch(line -> line.contains("\"replaced\":"));
        assertThat(desk.run("history", "notes", "nobody").code()).isEqualTo(Exit.NOT_FOUND.code());
    }

    @Test
    void diff_and_blame_show_versions_side_by_side_and_whose_they_are() {
        write("title", "Bread", "extra", true);

        assertThat(typed("diff", "notes", id, "1").out())
                .containsPattern("title +Milk +Bread")
                .containsPattern("extra +– +true")
                .doesNotContainPattern("(?m)^n ");
        assertThat(typed("diff", "notes", id, "1", "1").err()).contains("the same");
        assertThat(typed("diff", "notes", id, "1", "--json").lines())
                .contains("{\"field\":\"title\",\"from\":\"Milk\",\"to\":\"Bread\"}");
        assertThat(typed("blame", "notes", id).out())
                .containsPattern("n +1 +20\\S+ +" + device.status().deviceId() + " +1")
                .containsPattern("title +2 .* Bread");
    }

    @Test
    void a_snapshot_is_made_listed_shown_restored_undone_and_deleted() {
        String snapshot = typed("snapshots", "create", "before lunch").out().strip();
        write("title", "Bread");

        assertThat(typed("snapshots", "list").out()).contains(snapshot, "before lunch", "named");
        assertThat(typed("snapshots", "show", snapshot).out())
                .contains("update notes/" + id, "title: Bread → Milk")
                .containsPattern("notes +0 +1 +0");
        assertThat(typed("restore", snapshot, "--dry-run").out()).contains("Bread → Milk");
        assertThat(title()).isEqualTo("\"Bread\"");

        String told = typed("restore", snapshot, "--yes").out();
        assertThat(told).contains("Restored 1 records");
        assertThat(title()).isEqualTo("\"Milk\"");
        String undo = told.replaceAll("(?s).*tidemark restore ([0-9a-f-]{36}).*", "$1");
        typed("restore", undo, "--yes", "--json");
        assertThat(title()).isEqualTo("\"Bread\"");
        typed("snapshots", "delete", snapshot);
        assertThat(desk.run("restore", snapshot, "--yes").code()).isEqualTo(Exit.NOT_FOUND.code());
    }

    @Test
    void a_restore_without_a_yes_does_nothing() {
        String snapshot = typed("snapshots", "create", "then").out().strip();
        write("title", "Bread");

        Typed typed = desk.run("restore", snapshot);

        assertThat(typed.code()).isEqualTo(Exit.USAGE.code());
        assertThat(typed.err()).contains("--yes");
        assertThat(title()).isEqualTo("\"Bread\"");
        assertThat(desk.run("restore").code()).isEqualTo(Exit.USAGE.code());
        assertThat(desk.run("restore", snapshot, "--at", "2026-01-01T00:00:00Z").code())
                .isEqualTo(Exit.USAGE.code());
        assertThat(desk.run("restore", "--at", "yesterday", "--yes").code())
                .isEqualTo(Exit.BAD_INPUT.code());
    }

    @Test
    void one_record_goes_back_to_a_cursor_and_the_rest_stays() throws IOException {
        String cursor = cursor();
        write("title", "Bread");
        String other = device.records("notes").create(Fields.of("title", "Eggs"));
        device.sync();

        typed("restore", "--cursor", cursor, "--collection", "notes", "--id", id, "--yes");

        assertThat(title()).isEqualTo("\"Milk\"");
        assertThat(device.records("notes").get(other)).isPresent();
    }

    private String cursor() throws IOException {
        try (Connection connection = new Connection(server.address().toString(), server.key())) {
            return Page.read(connection.bytes("/v1/sync/changes")).newSince();
        }
    }

    @Test
    void a_person_is_asked_and_may_say_no() {
        String snapshot = typed("snapshots", "create", "then").out().strip();
        write("title", "Bread");

        assertThat(answering("n\n", snapshot)).isEqualTo(Exit.USAGE.code());
        assertThat(title()).isEqualTo("\"Bread\"");
        assertThat(answering("y\n", snapshot)).isZero();
        assertThat(title()).isEqualTo("\"Milk\"");
    }

    /// Types a restore at a terminal, and then an answer.
    private int answering(String answer, String snapshot) {
        StringWriter nowhere = new StringWriter();
        Shell shell =
                new Shell(
                        new ByteArrayInputStream(answer.getBytes(StandardCharsets.UTF_8)),
                        new PrintWriter(nowhere, true),
                        new PrintWriter(nowhere, true),
                        desk.environment(),
                        folder,
                        false,
                        true);
        return Main.run(shell, "restore", snapshot);
    }
}
