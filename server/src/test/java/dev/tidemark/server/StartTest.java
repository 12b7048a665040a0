package dev.tidemark.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.server.fake.Call;
import dev.tidemark.server.problem.StartFailure;
import dev.tidemark.server.problem.StartFailure.Kind;
import dev.tidemark.server.settings.Settings;
import dev.tidemark.server.store.Census;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server starts, or says in a sentence why not and leaves everything as it was.
class StartTest {

    @TempDir private Path folder;

    private Settings settings(String... more) {
        Map<String, String> values = new TreeMap<>();
        values.put("data", folder.resolve("data").toString());
        values.put("port", "0");
        for (int i = 0; i < more.length; i += 2) {
            values.put(more[i], more[i + 1]);
        }
        return Settings.of(values);
    }

    private static void fails(Settings settings, Kind kind, String... texts) {
        assertThatThrownBy(() -> Server.start(settings))
                .isInstanceOfSatisfying(
                        StartFailure.class,
                        failure -> {
                            assertThat(failure.kind()).isEqualTo(kind);
                            assertThat(failure.sentence()).contains(texts);
                        });
    }

    @Test
    void the_first_start_makes_the_folder_and_the_admins_key_for_its_owner_only()
            throws IOException {
        Path data = folder.resolve("data");
        try (Server server = Server.start(settings())) {
            String key = server.newAdminKey().orElseThrow();
            assertThat(Files.readString(data.resolve("admin.key")).strip()).isEqualTo(key);
            assertThat(
                            PosixFilePermissions.toString(
                                    Files.getPosixFilePermissions(data.resolve("admin.key"))))
                    .isEqualTo("rw-------");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
                    .isEqualTo("rwx------");
            Call.to(server.address())
                    .get("/v1/schema")
                    .bearer(key)
                    .expect(200)
                    .has("\"app\":\"open\"");
        }
        try (Server server = Server.start(settings())) {
            assertThat(server.newAdminKey()).isEmpty();
        }
    }

    @Test
    void an_admin_key_that_was_lost_or_changed_is_replaced_and_worth_nothing() throws IOException {
        try (Site site = Site.on(folder.resolve("data"))) {
            String first = site.adminKey();
            site.server().stop();
            Files.delete(folder.resolve("data/admin.key"));
            site.restart();
            String second = site.adminKey();
            assertThat(second).isNotEqualTo(first);
            site.call().get("/v1/accounts").bearer(first).expect(401);
            site.admin().get("/v1/accounts").expect(200).has("\"name\":\"default\"");

            site.server().stop();
            Files.writeString(folder.resolve("data/admin.key"), "x".repeat(10_000));
            site.restart();
            site.admin().get("/v1/accounts").expect(200);
            site.call().get("/v1/accounts").bearer(second).expect(401);
        }
    }

    @Test
    void what_was_stored_is_there_after_a_restart() {
        try (Site site = Site.on(folder.resolve("data"))) {
            String account = site.account("requests");
            String key = site.owner(account);
            String token = site.enrol(key, "tablet").is(201).member("token");
            site.call().get("/v1/schema").device(token).expect(200);

            site.restart();

            site.call().get("/v1/schema").device(token).expect(200).has("requests", account);
            site.call().get("/v1/devices").bearer(key).expect(200).has("\"lastSeen\":\"2026");
        }
    }

    @Test
    void a_second_server_on_the_same_folder_is_refused() {
        try (Server first = Server.start(settings())) {
            fails(settings(), Kind.IN_USE, "in use", "tidemark serve");
            assertThat(first.port()).isPositive();
        }
        Server.start(settings()).stop();
    }

    @Test
    void an_address_that_is_taken_or_not_ours_is_refused_and_nothing_is_written()
            throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            fails(settings("port", port), Kind.ADDRESS, port, "127.0.0.1");
        }
        fails(settings("host", "203.0.113.1"), Kind.ADDRESS, "203.0.113.1");
        fails(settings("host", "no such host"), Kind.ADDRESS, "no such host");
        assertThat(folder.resolve("data")).doesNotExist();
    }

    @Test
    void a_folder_that_is_a_file_or_cannot_be_made_is_refused() throws IOException {
        Files.writeString(folder.resolve("data"), "x");
        fails(settings(), Kind.DATA_FOLDER, "is a file");
        fails(settings("data", folder.resolve("data/below").toString()), Kind.DATA_FOLDER, "below");
        fails(settings("data", "/proc/nothing"), Kind.DATA_FOLDER, "/proc/nothing");
    }

    @Test
    void a_database_of_something_else_is_refused_and_left_untouched() throws IOException {
        Path data = Files.createDirectory(folder.resolve("data"));
        Path file =
                Files.writeString(
                        data.resolve("tidemark.db"), "These are somebody's notes. ".repeat(50));
        byte[] before = Files.readAllBytes(file);
        fails(settings(), Kind.NOT_OURS, "tidemark.db");
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
        assertThat(data.resolve("admin.key")).doesNotExist();
    }

    @Test
    void a_database_of_a_newer_version_is_refused_and_left_untouched() throws IOException {
        Server.start(settings()).stop();
        Path file = folder.resolve("data/tidemark.db");
        byte[] bytes = Files.readAllBytes(file);
        bytes[60 + 3] = 99; // The version in SQLite's header.
        Files.write(file, bytes);
        fails(settings(), Kind.NEWER_DATABASE, "version 99", "update");
        assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
    }

    @Test
    void a_schema_that_is_none_refuses_the_start_and_says_where() throws IOException {
        Path schemas = Files.createDirectory(folder.resolve("schemas"));
        Files.writeString(
                schemas.resolve("notes.yaml"),
                "version: 1\ncollections:\n  notes:\n    flavour: 1\n");
        fails(
                settings("schemas", schemas.toString()),
                Kind.SCHEMA,
                "notes.yaml",
                "line 4",
                "flavour");
        fails(settings("schemas", "/nowhere"), Kind.SCHEMA, "/nowhere");
    }

    @Test
    void schemas_of_a_folder_are_published_and_must_follow_each_other() throws IOException {
        Path schemas = Files.createDirectory(folder.resolve("schemas"));
        Path file = schemas.resolve("notes.yaml");
        Settings settings = settings("schemas", schemas.toString());
        String first =
                "version: 1\ncollections:\n  notes:\n    fields:\n      tags: { kind: set }\n";
        Files.writeString(schemas.resolve("README.md"), "not a schema");
        Files.writeString(file, first);
        Server.start(settings).stop();
        Server.start(settings).stop(); // The same again changes nothing.

        Files.writeString(file, first.replace("set", "counter"));
        fails(settings, Kind.SCHEMA, "notes.yaml", "version 1");
        Files.writeString(
                file, first.replace("set", "counter").replace("version: 1", "version: 2"));
        fails(settings, Kind.SCHEMA, "notes.yaml", "tags");
        Files.writeString(file, first.replace("version: 1", "version: 2") + "  more: {}\n");
        try (Server server = Server.start(settings)) {
            assertThat(server.port()).isPositive();
        }
        Files.writeString(file, first); // An older one than is published: it stays.
        Server.start(settings).stop();
        Files.writeString(schemas.resolve("notes.json"), "{\"version\":1,\"collections\":{}}");
        fails(settings, Kind.SCHEMA, "one file");
    }

    @Test
    void a_start_that_failed_leaves_the_folder_free() throws IOException {
        Path schemas = Files.createDirectory(folder.resolve("schemas"));
        Files.writeString(schemas.resolve("notes.yaml"), "version: x\n");
        fails(settings("schemas", schemas.toString()), Kind.SCHEMA, "line 1");
        Server.start(settings()).stop();
        assertThat(Census.rowsOf(folder.resolve("data"), "x")).containsEntry("record", 0L);
    }
}
