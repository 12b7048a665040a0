package dev.tidemark.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.examples.requests.Requests;
import dev.tidemark.examples.wellbeing.Wellbeing;
import dev.tidemark.examples.workspace.Workspace;
import dev.tidemark.server.Server;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The examples do what they say, against a real server.
class ExamplesTest {

    private static final int LINES_MAX = 150;

    @TempDir private Path folder;

    /// An example's way to play its flow.
    private interface Play {

        void play(URI server, String key, Path folder, PrintStream out) throws IOException;
    }

    private List<String> said(String app, Play play) throws IOException, InterruptedException {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try (RunningServer server = new RunningServer(folder)) {
            PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
            play.play(server.address(), server.accountOf(app), folder, out);
        }
        return said.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void a_diary_is_private_until_its_owner_wants_it_on_a_second_device() throws Exception {
        assertThat(said("wellbeing", Wellbeing::play))
                .containsExactly(
                        "phone: local-only, 3 pending, last sync never",
                        "phone: synced, 0 pending, last sync done",
                        "laptop: synced, 0 pending, last sync done",
                        "laptop reads: {\"at\":\"2026-11-20T09:00:00Z\",\"mood\":4,\"note\":\"a walk\"}",
                        "to look at: UPDATE_UPDATE of mood",
                        "both read mood 4",
                        "deleted on the phone, gone on the laptop: true",
                        "restored on the laptop, back on the phone: true",
                        "laptop: local-only, 1 pending, last sync done",
                        "phone reads: a walk");
    }

    @Test
    void two_people_at_api_projects_decide_what_only_people_can() throws Exception {
        List<String> said = said("requests", Requests::play);

        assertThat(said)
                .contains(
                        "pending on the laptop: 2",
                        "pending on the laptop: 0",
                        "UPDATE_UPDATE of name: mine \"Shop API\", theirs \"Web shop\"",
                        "endpoints on the desktop: 2",
                        "DELETE_UPDATE: restore or accept the deletion",
                        "project: Shop, archived",
                        "open conflicts: 0");
        assertThat(said)
                .anySatisfy(line -> assertThat(line).contains("\"beta\",\"internal\",\"v2\""));
        assertThat(said).anySatisfy(line -> assertThat(line).startsWith("NATURAL_KEY: rename to "));
    }

    @Test
    void two_guests_bring_what_they_have_to_one_account() throws Exception {
        List<String> said = said("workspace", Workspace::play);

        assertThat(said)
                .contains(
                        "laptop: 2 new, 0 in conflict",
                        "  board_inventory/esp32 CREATED",
                        "desktop: 1 new, 1 in conflict",
                        "  board_inventory/esp32 SKIPPED",
                        "  board_inventory/pico CREATED",
                        "the desktop still has ESP32 of the lab");
        assertThat(said)
                .anySatisfy(line ->
                        assertThat(line).startsWith("  archived: {").contains("ESP32 of the lab"));
        assertThat(folder.resolve("laptop/user/exports")).isNotEmptyDirectory();
        assertThat(folder.resolve("desktop/reports")).isNotEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"agronomy", "requests", "screenplay", "wellbeing", "workspace"})
    void an_example_shows_the_schema_that_the_server_has(String app) throws IOException {
        try (InputStream bundled = Server.class.getResourceAsStream("app/" + app + ".yaml")) {
            assertThat(Path.of(app, "schema.yaml"))
                    .hasContent(new String(bundled.readAllBytes(), StandardCharsets.UTF_8));
        }
        assertThat(Path.of(app, "README.md")).exists();
    }

    @Test
    void an_app_is_short() throws IOException {
        try (var files = Files.walk(Path.of("src/main/java"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".java")))
                    .allSatisfy(file ->
                            assertThat(Files.readAllLines(file)).hasSizeLessThan(LINES_MAX));
        }
    }
}
