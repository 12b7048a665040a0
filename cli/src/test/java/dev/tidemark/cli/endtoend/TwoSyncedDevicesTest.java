package dev.tidemark.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.client.Changes;
import dev.tidemark.client.Fields;
import dev.tidemark.client.Records;
import dev.tidemark.client.Status;
import dev.tidemark.client.SyncResult;
import dev.tidemark.client.Tidemark;
import dev.tidemark.client.transport.Credential;
import dev.tidemark.core.conflict.Resolution.Choice;
import dev.tidemark.core.value.Value;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The first test is the quick start of docs/client.md.
@Timeout(120)
class TwoSyncedDevicesTest {
    @TempDir private Path folder;
    private RealServer server;
    private Tidemark laptop;
    private Tidemark phone;

    @BeforeEach
    void start() throws IOException {
        server = new RealServer(Files.createDirectory(folder.resolve("data")));
        laptop = device("laptop");
        phone = device("phone");
    }

    @AfterEach
    void stop() {
        laptop.close();
        phone.close();
        server.close();
    }

    private Tidemark device(String name) {
        Tidemark device = Tidemark.open(folder.resolve(name + ".db"));
        device.enableSync(server.address(), Credential.bearer(server.key()));
        return device;
    }

    @Test
    void a_developer_gets_from_nothing_to_two_synced_devices() {
        URI address = server.address();
        String key = server.key();
        Path laptopFile = folder.resolve("a.db");
        Path phoneFile = folder.resolve("b.db");
        // begin quick start
        record Note(String title, boolean done) {}

        try (Tidemark laptop = Tidemark.open(laptopFile);
                Tidemark phone = Tidemark.open(phoneFile)) {
            laptop.enableSync(address, Credential.bearer(key));
            phone.enableSync(address, Credential.bearer(key));

            String id = laptop.collection("notes", Note.class).create(new Note("Milk", false));
            laptop.sync();
            phone.sync();

            Note note = phone.collection("notes", Note.class).get(id).orElseThrow();
            assertThat(note.title()).isEqualTo("Milk");
        }
        // end quick start
    }

    @Test
    void edits_merge_and_a_conflict_is_settled_on_both() {
        String id = laptop.records("notes").create(Fields.of("title", "Milk", "n", 1));
        settle();
        laptop.records("notes").update(id, Fields.of("title", "Bread", "a", 1));
        phone.records("notes").update(id, Fields.of("title", "Cheese", "b", 2));
        settle();

        assertThat(laptop.conflicts().list()).hasSize(1);
        assertThat(phone.conflicts().list().get(0).conflictId())
                .isEqualTo(laptop.conflicts().list().get(0).conflictId());
        laptop.conflicts().resolve(laptop.conflicts().list().get(0).conflictId(), Choice.MINE);
        settle();

        assertThat(shown(phone)).isEqualTo(shown(laptop));
        assertThat(phone.records("notes").get(id).orElseThrow().fields())
                .isEqualTo(Fields.of("title", "Bread", "n", 1, "a", 1, "b", 2));
        assertThat(phone.status().state()).isEqualTo(Status.State.SYNCED);
    }

    @Test
    void many_records_come_and_go_in_pages_and_batches() {
        laptop.batch(batch -> {
            Records notes = batch.records("notes");
            for (int n = 0; n < 3_000; n++) {
                notes.create(Fields.of("n", n));
            }
            return null;
        });

        SyncResult pushed = laptop.sync();
        SyncResult pulled = phone.sync();

        assertThat(pushed.pushed()).isEqualTo(3_000);
        assertThat(pulled.pulled()).isEqualTo(3_000);
        assertThat(shown(phone)).isEqualTo(shown(laptop));
    }

    @Test
    void a_server_that_is_away_costs_nothing() {
        laptop.sync();
        server.stop();
        String id = laptop.records("notes").create(Fields.of("n", 1));
        laptop.sync();
        assertThat(laptop.status().state()).isEqualTo(Status.State.OFFLINE);

        server.again();
        assertThat(laptop.sync().complete()).isTrue();
        phone.sync();

        assertThat(phone.records("notes").get(id)).isPresent();
    }

    @Test
    void a_copied_database_takes_another_id_and_loses_nothing() {
        String id = laptop.records("notes").create(Fields.of("n", 0));
        settle();
        try (Tidemark copy = copy("copy")) {
            laptop.records("notes").update(id, Fields.of("a", "laptop"));
            copy.records("notes").update(id, Fields.of("b", "copy"));
            laptop.sync();
            SyncResult forked = copy.sync();
            settle();

            assertThat(forked.complete()).as(forked.toString()).isTrue();
            assertThat(copy.status().deviceId()).isNotEqualTo(laptop.status().deviceId());
            assertThat(copy.status().pending()).isZero();
            assertThat(phone.records("notes").get(id).orElseThrow().fields())
                    .isEqualTo(Fields.of("n", 0, "a", "laptop", "b", "copy"));
        }
    }

    /// Both find the dot of what they have queued taken by a third, and take new ids.
    @Test
    void what_two_copies_have_queued_alike_is_taken_once() {
        String id = laptop.records("notes").create(Fields.of("n", 0));
        settle();
        try (Tidemark third = copy("third")) {
            laptop.records("notes").update(id, Fields.of("a", "queued"));
            try (Tidemark second = copy("second")) {
                third.records("notes").update(id, Fields.of("b", "third"));
                second.records("notes").update(id, Fields.of("a", "replaced"));
                third.sync();
                second.sync();
                laptop.records("notes").update(id, Fields.of("c", "laptop"));
                settle();
                second.sync();

                assertThat(shown(second)).isEqualTo(shown(phone)).isEqualTo(shown(laptop));
            }
        }
        assertThat(phone.conflicts().list())
                .as("twice, it would be beside what replaced it")
                .isEmpty();
        assertThat(phone.records("notes").get(id).orElseThrow().fields())
                .isEqualTo(Fields.of("n", 0, "a", "replaced", "b", "third", "c", "laptop"));
        assertThat(laptop.status().pending()).isZero();
        assertThat(laptop.deadLetters().list()).isEmpty();
    }

    private Tidemark copy(String name) {
        Path file = folder.resolve(name + ".db");
        laptop.backups().copyTo(file);
        return Tidemark.open(file);
    }

    @Test
    void live_devices_tell_each_other_by_hints() throws Exception {
        BlockingQueue<Changes> seen = new LinkedBlockingQueue<>();
        phone.observe("notes", seen::add);
        laptop.goLive();
        phone.goLive();

        String id = laptop.records("notes").create(Fields.of("n", 1));

        Changes changes = seen.poll(60, TimeUnit.SECONDS);
        assertThat(changes).isNotNull();
        assertThat(changes.touch("notes", id)).isTrue();
    }

    private void settle() {
        laptop.sync();
        phone.sync();
        laptop.sync();
    }

    private static Map<String, Value.Obj> shown(Tidemark device) {
        Map<String, Value.Obj> shown = new TreeMap<>();
        device.records("notes").list().forEach(each -> shown.put(each.id(), each.fields()));
        return shown;
    }
}
