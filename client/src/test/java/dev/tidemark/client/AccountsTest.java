package dev.tidemark.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.client.fake.FakeNetwork.Fate;
import dev.tidemark.client.fake.FakeServer;
import dev.tidemark.client.fault.SyncException;
import dev.tidemark.client.sync.Trouble.Kind;
import dev.tidemark.client.transport.Credential;
import dev.tidemark.client.transport.Request;
import dev.tidemark.sql.FileLease;
import dev.tidemark.sql.StorageException;
import dev.tidemark.wire.problem.ProblemCode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccountsTest {

    @TempDir Path folder;
    private World world;

    @BeforeEach
    void open() {
        world = new World(folder);
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void sync_is_off_until_it_is_enabled() {
        Tidemark laptop = world.local("laptop");

        assertThat(laptop.status().state()).isEqualTo(Status.State.LOCAL_ONLY);
        assertThatThrownBy(laptop::sync)
                .isInstanceOf(SyncException.class)
                .hasMessageContaining("not enabled");
    }

    @Test
    void what_was_written_before_is_sent_once_it_is_enabled() {
        Tidemark laptop = world.local("laptop");
        String id = laptop.records("notes").create(Fields.of("n", 1));
        laptop.records("notes").update(id, Fields.of("n", 2));
        World.enable(laptop);
        assertThat(laptop.status().state()).isEqualTo(Status.State.DEFERRED);

        laptop.sync();

        assertThat(world.server.log().fields("notes", id)).isEqualTo(Fields.of("n", 2));
        assertThat(laptop.status().accountId()).isEqualTo("account-1");
    }

    @Test
    void disabled_it_keeps_everything_and_goes_on_where_it_was() {
        Tidemark laptop = world.device("laptop");
        String id = laptop.records("notes").create(Fields.of("n", 1));
        laptop.sync();

        laptop.disableSync();
        laptop.records("notes").update(id, Fields.of("n", 2));
        assertThat(laptop.status().state()).isEqualTo(Status.State.LOCAL_ONLY);
        assertThat(laptop.status().pending()).isEqualTo(1);
        World.enable(laptop);
        laptop.sync();

        assertThat(world.server.log().fields("notes", id)).isEqualTo(Fields.of("n", 2));
        assertThat(world.server.log().entries()).hasSize(2);
    }

    @Test
    void another_accounts_credential_is_refused_before_anything_is_sent() {
        Tidemark laptop = world.device("laptop");
        laptop.sync();
        laptop.records("notes").create(Fields.of("secret", "of Ada"));
        world.server.accountId("account-2");
        World.enable(laptop);
        int before = world.server.requests().size();

        SyncResult first = laptop.sync();
        SyncResult second = laptop.sync();

        assertThat(first.trouble().kind()).isEqualTo(Kind.OTHER_ACCOUNT);
        assertThat(second.trouble().detail()).contains("account-1", "account-2");
        assertThat(world.server.requests().subList(before, before + 2))
                .extracting(Request::path)
                .containsExactly("/v1/schema", "/v1/schema");
        assertThat(laptop.status().state()).isEqualTo(Status.State.AUTH_REQUIRED);
        assertThat(laptop.status().pending()).isEqualTo(1);
        world.server.accountId("account-1");
        assertThat(laptop.sync().pushed()).isEqualTo(1);
    }

    @Test
    void a_credential_that_is_refused_pauses_sync_and_costs_nothing() {
        Tidemark laptop = world.device("laptop");
        laptop.sync();
        for (int n = 0; n < 200; n++) {
            laptop.records("notes").create(Fields.of("n", n));
        }
        world.server.revoke(laptop.status().deviceId());

        for (int n = 0; n < 10; n++) {
            assertThat(laptop.sync().trouble().kind()).isEqualTo(Kind.AUTH_REQUIRED);
        }
        Status status = laptop.status();
        assertThat(status.state()).isEqualTo(Status.State.AUTH_REQUIRED);
        assertThat(status.nextAttempt()).as("nothing is tried by itself").isNull();
        assertThat(status.pending()).isEqualTo(200);
        assertThat(status.trouble().traceId()).isEqualTo("trace-1");

        World.enable(laptop);
        assertThat(laptop.sync().pushed()).isEqualTo(200);
    }

    @Test
    void a_server_that_forbids_pauses_sync_too() {
        Tidemark laptop = world.device("laptop");
        laptop.sync();
        laptop.records("notes").create(Fields.of("n", 1));
        world.network.always(request ->
                request.path().equals("/v1/sync/batch")
                        ? Fate.answered(FakeServer.problem(ProblemCode.FORBIDDEN, "read only"))
                        : Fate.ARRIVES);

        assertThat(laptop.sync().trouble().kind()).isEqualTo(Kind.AUTH_REQUIRED);
        assertThat(laptop.status().pending()).isEqualTo(1);
        assertThat(laptop.deadLetters().list()).isEmpty();
    }

    @Test
    void a_device_gets_a_token_of_its_own_and_uses_it() {
        Tidemark laptop = world.device("laptop");

        laptop.sync();

        assertThat(world.server.requests())
                .filteredOn(request -> request.path().startsWith("/v1/sync"))
                .isNotEmpty()
                .allMatch(request -> request.credential().kind() == Credential.Kind.DEVICE_TOKEN);
    }

    @Test
    void a_credential_that_may_not_enrol_is_used_as_it_is() {
        world.server.mayEnrol(false);
        Tidemark laptop = world.device("laptop");
        laptop.records("notes").create(Fields.of("n", 1));

        assertThat(laptop.sync().pushed()).isEqualTo(1);
        laptop.sync();
        assertThat(world.server.paths()).filteredOn("/v1/devices"::equals).hasSize(1);
    }

    @Test
    void a_token_of_a_device_that_was_enrolled_elsewhere_makes_this_that_device() {
        Tidemark first = world.device("first");
        first.sync();
        String enrolled = first.status().deviceId();
        String token =
                world.server
                        .requests()
                        .get(world.server.requests().size() - 1)
                        .credential()
                        .secret();
        Tidemark laptop = world.local("laptop");
        laptop.records("notes").create(Fields.of("n", 1));

        laptop.enableSync(URI.create(FakeServer.ADDRESS), Credential.deviceToken(enrolled, token));
        laptop.sync();

        assertThat(laptop.status().deviceId()).isEqualTo(enrolled);
        assertThat(world.server.log().entries().get(0).mutation().dot().device())
                .isEqualTo(enrolled);
    }

    @Test
    void a_cursor_too_old_starts_again_and_keeps_what_is_unsent() {
        Tidemark laptop = world.device("laptop");
        Tidemark phone = world.device("phone");
        String gone = laptop.records("notes").create(Fields.of("n", "gone"));
        String edited = laptop.records("notes").create(Fields.of("n", "edited"));
        String kept = laptop.records("notes").create(Fields.of("n", "kept"));
        laptop.sync();
        phone.sync();
        phone.records("notes").delete(gone);
        phone.records("notes").delete(edited);
        phone.sync();
        world.server.forgetThePast();
        laptop.records("notes").update(edited, Fields.of("n", "edited on the laptop"));
        String fresh = laptop.records("notes").create(Fields.of("n", "fresh"));

        SyncResult result = laptop.sync();

        assertThat(result.complete()).isTrue();
        assertThat(laptop.records("notes").get(gone)).isEmpty();
        assertThat(laptop.records("notes").get(kept)).isPresent();
        assertThat(world.server.log().fields("notes", fresh)).isEqualTo(Fields.of("n", "fresh"));
        assertThat(world.server.log().shown()).hasSize(2);
        assertThat(laptop.deadLetters().list()).hasSize(1);
        assertThat(laptop.deadLetters().list().get(0).mutation().fields())
                .isEqualTo(Fields.of("n", "edited on the laptop"));
        assertThat(laptop.status().pending()).isZero();
        assertThat(world.server.paths())
                .filteredOn("/v1/sync/changes"::equals)
                .as("one resync, not one after the other")
                .hasSizeLessThan(8);
    }

    @Test
    void what_was_written_to_a_record_whose_deletion_is_forgotten_becomes_a_dead_letter() {
        Tidemark laptop = world.device("laptop");
        Tidemark phone = world.device("phone");
        String id = laptop.records("notes").create(Fields.of("n", 1));
        laptop.sync();
        phone.sync();
        phone.records("notes").delete(id);
        phone.sync();
        laptop.records("notes").update(id, Fields.of("n", 2));
        laptop.records("notes").update(id, Fields.of("n", 3));
        world.network.always(
                request -> request.path().equals("/v1/sync/batch") ? Fate.LOST : Fate.ARRIVES);
        laptop.sync();
        world.server.forgetThePast();
        world.network.always(request -> Fate.ARRIVES);
        for (int round = 0; round < 4; round++) {
            world.clock.pass(Duration.ofMinutes(10));
            laptop.sync();
        }

        assertThat(laptop.status().pending()).isZero();
        assertThat(laptop.deadLetters().list()).hasSize(2);
        assertThat(laptop.records("notes").get(id)).isEmpty();
    }

    @Test
    void a_server_that_went_back_in_time_stops_sync_and_nothing_is_lost() {
        Tidemark laptop = world.device("laptop");
        String early = laptop.records("notes").create(Fields.of("n", "early"));
        laptop.sync();
        var earlier = world.server.log().copy();
        String late = laptop.records("notes").create(Fields.of("n", "late"));
        laptop.sync();
        world.server.setBack(earlier);
        String unsent = laptop.records("notes").create(Fields.of("n", "unsent"));

        SyncResult result = laptop.sync();
        laptop.sync();

        assertThat(result.trouble().kind()).isEqualTo(Kind.STOPPED);
        assertThat(result.trouble().code()).isEqualTo("CURSOR_AHEAD");
        assertThat(laptop.status().state()).isEqualTo(Status.State.DEFERRED);
        assertThat(laptop.status().nextAttempt()).isNull();
        for (String id : new String[] {early, late, unsent}) {
            assertThat(laptop.records("notes").get(id)).isPresent();
        }
        assertThat(laptop.status().pending()).isEqualTo(1);
        assertThat(world.server.log().entries()).hasSize(1);
    }

    @Test
    void a_copy_that_cannot_be_enrolled_waits_and_keeps_everything() {
        Tidemark laptop = world.device("laptop");
        String id = laptop.records("notes").create(Fields.of("n", 0));
        laptop.sync();
        String device = laptop.status().deviceId();
        String token =
                world.server
                        .requests()
                        .get(world.server.requests().size() - 1)
                        .credential()
                        .secret();
        laptop.enableSync(URI.create(FakeServer.ADDRESS), Credential.deviceToken(device, token));
        laptop.backups().copyTo(world.file("copy"));
        Tidemark copy = world.local("copy");
        laptop.records("notes").update(id, Fields.of("n", 1));
        copy.records("notes").update(id, Fields.of("n", 2));
        laptop.sync();
        world.server.mayEnrol(false);

        SyncResult result = copy.sync();

        assertThat(result.trouble().kind()).isEqualTo(Kind.AUTH_REQUIRED);
        assertThat(result.trouble().code()).isEqualTo("DEVICE_FORKED");
        assertThat(copy.status().deviceId()).isEqualTo(device);
        assertThat(copy.status().pending()).isEqualTo(1);
        world.server.mayEnrol(true);
        World.enable(copy);
        assertThat(copy.sync().complete()).isTrue();
        assertThat(copy.status().pending()).isZero();
        assertThat(copy.status().deviceId()).isNotEqualTo(device);
    }

    @Test
    void only_one_process_syncs_a_database_at_a_time() {
        Tidemark laptop = world.device("laptop");
        Path lease = world.file("laptop").resolveSibling("laptop.db-sync");
        try (FileLease held = FileLease.acquire(lease, "somebody else")) {
            assertThat(held.held()).isTrue();
            assertThatThrownBy(laptop::sync)
                    .isInstanceOf(SyncException.class)
                    .hasMessageContaining("another process");
            laptop.records("notes").create(Fields.of("n", 1));
        }
        assertThat(laptop.sync().pushed()).isEqualTo(1);
    }

    @Test
    void a_file_that_is_not_ours_is_left_as_it_is() throws Exception {
        Path foreign = world.file("foreign");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + foreign);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("CREATE TABLE photos (id INTEGER)");
        }
        Path text = world.file("text");
        Files.writeString(text, "Dear diary");
        for (Path file : new Path[] {foreign, text}) {
            byte[] before = Files.readAllBytes(file);

            assertThatThrownBy(() -> Tidemark.open(file, world.options()))
                    .isInstanceOfSatisfying(
                            StorageException.class,
                            e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.NOT_OURS));
            assertThat(Files.readAllBytes(file)).isEqualTo(before);
        }
    }

    @Test
    void a_file_of_a_newer_version_is_left_as_it_is() throws IOException, SQLException {
        world.local("laptop").close();
        Path file = world.file("laptop");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("PRAGMA user_version = 99");
        }
        byte[] before = Files.readAllBytes(file);

        assertThatThrownBy(() -> Tidemark.open(file, world.options()))
                .isInstanceOfSatisfying(
                        StorageException.class,
                        e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.NEWER_VERSION));
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @Test
    void no_secret_is_in_what_is_printed() {
        Credential credential = Credential.bearer("tmk_canary");
        Tidemark laptop = world.local("laptop");
        laptop.enableSync(URI.create(FakeServer.ADDRESS), credential);

        String printed = credential + " " + laptop.status() + " " + laptop.sync();

        assertThat(printed).doesNotContain("canary");
    }

    @Test
    void an_address_that_would_send_the_credential_unencrypted_is_refused() {
        Tidemark laptop = world.local("laptop");
        for (String address :
                new String[] {"http://sync.example.org", "ftp://x", "sync.example.org"}) {
            assertThatThrownBy(() ->
                            laptop.enableSync(URI.create(address), Credential.bearer("tmk_1")))
                    .isInstanceOf(SyncException.class)
                    .extracting(e -> ((SyncException) e).kind())
                    .isEqualTo(SyncException.Kind.INVALID);
        }
        laptop.enableSync(URI.create("http://127.0.0.1:8484/"), Credential.bearer("tmk_1"));
        assertThat(laptop.status().server()).isEqualTo("http://127.0.0.1:8484");
    }
}
