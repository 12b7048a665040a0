package dev.tidemark.cli.endtoend;

import static dev.tidemark.cli.endtoend.Site.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.Typed;
import dev.tidemark.cli.Typed.Desk;
import dev.tidemark.client.local.LocalFile;
import dev.tidemark.client.local.LocalFile.Environment;
import dev.tidemark.client.local.LocalLimits;
import dev.tidemark.server.store.Storage;
import dev.tidemark.sql.LaneLimits;
import dev.tidemark.sql.Options;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A device and its server are compared, and each record that differs is named, with how.
class VerifyTest {

    @TempDir private Path folder;

    private static String put(Desk device, String collection, String... fields) {
        String id = UUID.randomUUID().toString();
        String[] args = new String[fields.length + 4];
        args[0] = "put";
        args[1] = collection;
        args[2] = "--id";
        args[3] = id;
        System.arraycopy(fields, 0, args, 4, fields.length);
        ok(device.run(args));
        return id;
    }

    @Test
    void what_is_the_same_is_said_to_be_and_what_waits_to_be_sent_does_not_count()
            throws IOException {
        try (Site site = Site.open(folder, "open")) {
            Desk tablet = site.device("tablet");
            put(tablet, "notes", "title=a");
            put(tablet, "tasks", "title=b");
            ok(tablet.run("sync"));
            Desk phone = site.device("phone");
            ok(phone.run("sync"));
            put(tablet, "notes", "title=not sent");

            assertThat(ok(tablet.run("verify"))).contains("notes", "tasks", "yes");
            assertThat(ok(phone.run("verify", "--json")).lines())
                    .hasSize(2)
                    .allMatch(line -> line.contains("\"same\":true"));
            assertThat(ok(tablet.run("status"))).contains("pending       1");
            assertThat(ok(site.owner().run("verify", "server"))).contains("2 live records");
        }
    }

    @Test
    void a_device_that_lags_behind_pulls_before_it_compares() throws IOException {
        try (Site site = Site.open(folder, "open")) {
            Desk tablet = site.device("tablet");
            Desk phone = site.device("phone");
            String id = put(tablet, "notes", "title=a");
            ok(tablet.run("sync"));
            ok(phone.run("sync"));
            ok(tablet.run("delete", "notes", id));
            put(tablet, "notes", "title=b");
            ok(tablet.run("sync"));
            assertThat(ok(phone.run("verify"))).contains("yes");
        }
    }

    @Test
    void records_that_differ_on_either_side_are_named_with_how() throws IOException {
        try (Site site = Site.open(folder, "open")) {
            Desk tablet = site.device("tablet");
            String changed = put(tablet, "notes", "title=a", "text=same");
            String added = put(tablet, "notes", "title=b");
            String taken = put(tablet, "tasks", "title=c");
            String damaged = put(tablet, "tasks", "title=d");
            put(tablet, "tasks", "title=e");
            ok(tablet.run("sync"));
            ok(tablet.run("verify"));

            site.stop();
            onServer(
                    "UPDATE record SET content_hash = randomblob(32), body = CAST(replace(CAST(body"
                            + " AS TEXT), '\"title\":\"a\"', '\"title\":\"x\"') AS BLOB)"
                            + " WHERE record_id = '%s'".formatted(changed),
                    "UPDATE record SET content_hash = NULL, deleted = 1 WHERE record_id = '%s'"
                            .formatted(added),
                    "UPDATE checksum SET count = count - 1 WHERE collection = 'notes'");
            onDevice(
                    "DELETE FROM record WHERE id = '%s'".formatted(taken),
                    "UPDATE entry SET body = CAST('{' AS BLOB) WHERE position ="
                            + " (SELECT entry FROM record WHERE id = '%s')".formatted(damaged));
            site.startAgain();

            Typed found = tablet.run("verify");
            assertThat(found.code()).isEqualTo(7);
            assertThat(found.lines())
                    .contains(
                            "notes/" + changed + " differs in title",
                            "notes/" + added + " is only on this device",
                            "tasks/" + taken + " is only on the server",
                            "tasks/" + damaged + " differs in title");
            assertThat(found.lines().stream().filter(line -> line.contains("/"))).hasSize(4);
            Typed json = tablet.run("verify", "--json");
            assertThat(json.code()).isEqualTo(7);
            assertThat(json.out())
                    .contains("\"how\":\"only-there\"", "\"how\":\"only-here\"")
                    .contains("\"fields\":[\"title\"]");
            Typed self = site.owner().run("verify", "server", "--json");
            assertThat(self.code()).isEqualTo(7);
            assertThat(self.out()).contains(changed, added).doesNotContain(taken, damaged);
        }
    }

    private void onServer(String... statements) {
        try (Storage storage =
                Storage.open(folder.resolve("server"), Options.DEFAULTS, LaneLimits.DEFAULTS)) {
            for (String sql : statements) {
                int rows = storage.lanes().writeNow("test", tx -> tx.update(sql));
                assertThat(rows).as(sql).isEqualTo(1);
            }
        }
    }

    private void onDevice(String... statements) {
        try (LocalFile file =
                LocalFile.open(
                        folder.resolve("tablet.db"),
                        Options.DEFAULTS,
                        new Environment(InstantSource.system(), () -> ""),
                        LocalLimits.DEFAULTS,
                        1,
                        "tablet",
                        null)) {
            for (String sql : statements) {
                int rows = file.change(tx -> tx.update(sql));
                assertThat(rows).as(sql).isEqualTo(1);
            }
        }
    }

    @Test
    void without_a_server_it_says_so() {
        Desk desk = Desk.at(folder);
        ok(desk.run("init"));
        Typed typed = desk.run("verify");
        assertThat(typed.code()).isEqualTo(5);
        assertThat(typed.err()).contains("syncs with no server");
    }
}
