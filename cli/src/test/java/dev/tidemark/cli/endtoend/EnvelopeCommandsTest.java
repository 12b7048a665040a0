package dev.tidemark.cli.endtoend;

import static dev.tidemark.cli.endtoend.Site.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.Typed;
import dev.tidemark.cli.Typed.Desk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Envelopes, with the real client and the real server: from guests to an account.
class EnvelopeCommandsTest {

    private static final String SCHEMA =
            "version: 1\ncollections:\n  board_inventory: { id: string }\n  user_preset: { id: string }\n";

    @TempDir private Path folder;
    private Site site;
    private Desk laptop;
    private Desk desktop;

    @BeforeEach
    void open() throws IOException {
        site = Site.open(folder, "workspace");
        Files.writeString(folder.resolve("guest.yaml"), SCHEMA);
        laptop = guest("laptop");
        desktop = guest("desktop");
    }

    @AfterEach
    void close() {
        site.close();
    }

    /// Somebody who works without an account.
    private Desk guest(String name) throws IOException {
        Path home = Files.createDirectory(folder.resolve(name));
        Desk desk = site.desk(name).with("TIDEMARK_DB", home.resolve("work.db").toString());
        ok(desk.with("TIDEMARK_SERVER", "").run("init", "--schema", "guest.yaml"));
        return desk;
    }

    private static void put(Desk desk, String id, String field) {
        ok(desk.run("put", "board_inventory", "--id", id, field));
    }

    private List<Path> files(String under) throws IOException {
        try (Stream<Path> all = Files.list(folder.resolve(under))) {
            return all.toList();
        }
    }

    @Test
    void principle_1_a_guest_works_and_exports_with_no_server() throws IOException {
        site.stop();
        put(laptop, "esp32", "name=ESP32");

        String file = ok(laptop.run("envelope", "export"));
        assertThat(Path.of(file)).hasParent(folder.resolve("laptop/user/exports"));
        assertThat(Files.readString(Path.of(file)))
                .contains("\"schema_version\":\"1.0.0\"", "\"item_id\":\"esp32\"", "sha256:");
        assertThat(laptop.run("envelope", "preview").code()).isEqualTo(6);
        assertThat(ok(laptop.run("get", "board_inventory", "esp32", "--json"))).contains("ESP32");
        site.startAgain();
    }

    @Test
    void step_1_to_7_two_guests_come_to_one_account() throws IOException {
        put(laptop, "esp32", "name=ESP32");
        put(laptop, "pico", "name=Pico");
        put(desktop, "esp32", "name=Mine");
        put(desktop, "uno", "name=Uno");

        assertThat(ok(laptop.run("envelope", "preview", "--json")))
                .contains("\"new\":2", "\"conflicts\":0");
        assertThat(laptop.run("envelope", "apply", "--policy", "local_preferred").code())
                .as("security: every import is confirmed")
                .isEqualTo(2);
        ok(laptop.run("envelope", "apply", "--policy", "local_preferred", "--yes"));
        assertThat(files("laptop/reports")).hasSize(1);

        Typed preview = desktop.run("envelope", "preview");
        assertThat(preview.code()).isEqualTo(7);
        assertThat(preview.out()).contains("in conflict", "esp32", "new", "uno");
        Typed undecided =
                desktop.run("envelope", "apply", "--policy", "manual_per_item", "--yes", "--json");
        assertThat(undecided.code()).isEqualTo(4);
        assertThat(undecided.out()).contains("\"conflicted\":1", "\"created\":1");
        Typed decided =
                desktop.run(
                        "envelope",
                        "apply",
                        "--policy",
                        "manual_per_item",
                        "--decide",
                        "board_inventory/esp32=local",
                        "--yes",
                        "--json");
        assertThat(decided.code()).as(decided.err()).isZero();
        String archived = decided.out().replaceAll("(?s).*\"archived_as\":\"([^\"]+)\".*", "$1");
        assertThat(ok(desktop.run("envelope", "archive", "board_inventory", archived)))
                .contains("\"name\":\"ESP32\"", "\"side\":\"cloud\"");

        assertThat(desktop.run("envelope", "reports", "--json").lines()).hasSize(2);
        String id = decided.out().replaceAll("(?s).*\"report_id\":\"([^\"]+)\".*", "$1");
        assertThat(ok(desktop.run("envelope", "reports", id))).contains("esp32", "updated");
        assertThat(desktop.run("envelope", "reports", id.replace('-', '0')).code()).isNotZero();
        assertThat(ok(laptop.run("envelope", "export", "-", "--cloud")))
                .contains("\"name\":\"Mine\"", "\"name\":\"Uno\"");
        assertThat(ok(laptop.run("get", "board_inventory", "esp32", "--json")))
                .as("local data is never changed by it")
                .contains("ESP32");
    }

    @Test
    void cloud_preferred_keeps_the_account_and_the_same_key_does_nothing_twice() {
        put(laptop, "esp32", "name=ESP32");
        ok(laptop.run("envelope", "apply", "--policy", "local_preferred", "--yes"));
        put(desktop, "esp32", "name=Mine");

        String[] apply = {
            "envelope", "apply", "--policy", "cloud_preferred", "--key", "once", "--yes", "--json"
        };
        String first = ok(desktop.run(apply));
        assertThat(first).contains("\"skipped\":1", "archived_as");
        assertThat(desktop.run("envelope", "archive", "board_inventory", "esp32~0").code())
                .isEqualTo(3);
        assertThat(desktop.run("envelope", "apply", "--policy", "newest", "--yes").code())
                .isEqualTo(2);
        assertThat(
                        desktop.run(
                                        "envelope",
                                        "apply",
                                        "--policy",
                                        "manual_per_item",
                                        "--decide",
                                        "esp32",
                                        "--yes")
                                .code())
                .isEqualTo(2);
    }

    @Test
    void a_sealed_bundle_is_applied_with_its_passphrase_only() throws IOException {
        put(laptop, "esp32", "name=ESP32");
        String file = ok(laptop.run("envelope", "export"));
        Desk knows = laptop.with("TIDEMARK_PASSPHRASE", "correct horse");
        ok(knows.run("envelope", "seal", file, "laptop/boards.tdmk"));
        assertThat(
                        Files.readString(
                                folder.resolve("laptop/boards.tdmk"), StandardCharsets.ISO_8859_1))
                .doesNotContain("esp32");

        String[] apply = {
            "envelope", "apply", "laptop/boards.tdmk", "--policy", "local_preferred", "--yes"
        };
        Typed wrong = desktop.with("TIDEMARK_PASSPHRASE", "wrong horse").run(apply);
        assertThat(wrong.code()).isEqualTo(65);
        assertThat(wrong.err()).contains("passphrase is another one", "nothing was read");
        assertThat(desktop.run(apply).code()).isEqualTo(5);
        assertThat(ok(desktop.run("envelope", "export", "-", "--cloud"))).contains("\"items\":[]");

        Files.writeString(folder.resolve("secret"), "correct horse\n");
        ok(
                desktop.run(
                        "envelope",
                        "open",
                        "laptop/boards.tdmk",
                        "opened.json",
                        "--passphrase-file",
                        "secret"));
        assertThat(folder.resolve("opened.json")).hasSameTextualContentAs(Path.of(file));
        ok(desktop.with("TIDEMARK_PASSPHRASE", "correct horse").run(apply));
        assertThat(ok(laptop.run("envelope", "export", "-", "--cloud"))).contains("esp32");
    }

    @Test
    void a_file_that_is_no_envelope_is_refused_before_anything_is_asked() throws IOException {
        Files.writeString(
                folder.resolve("newer.json"), "{\"schema_version\":\"3.0.0\",\"items\":[]}");
        Files.writeString(folder.resolve("text.json"), "hello");

        Typed newer = laptop.run("envelope", "preview", "newer.json");
        assertThat(newer.code()).isEqualTo(65);
        assertThat(newer.err()).contains("0.9.0, 1.0.0", "To migrate");
        assertThat(laptop.run("envelope", "preview", "text.json").code()).isEqualTo(65);
        assertThat(laptop.run("envelope", "preview", "missing.json").code()).isEqualTo(66);
    }

    @Test
    void a_device_that_syncs_brings_envelopes_as_itself() {
        Desk device = site.device("phone");
        ok(device.run("put", "user_preset", "--id", "p", "tags:=[\"a\"]"));
        ok(device.run("sync"));

        ok(device.run("envelope", "preview"));
        String export = ok(device.run("envelope", "export", "-", "--cloud"));
        assertThat(export).contains("\"item_id\":\"p\"").doesNotContain("\"device_id\":\"cloud\"");
    }
}
