package dev.tidemark.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.client.fake.FakeNetwork.Fate;
import dev.tidemark.client.fault.SyncException;
import dev.tidemark.core.conflict.Conflict;
import dev.tidemark.core.conflict.Resolution.Choice;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.command.ListedConflict;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TwoDevicesTest {

    @TempDir Path folder;
    private World world;
    private Tidemark laptop;
    private Tidemark phone;

    @BeforeEach
    void open() {
        world = new World(folder);
        laptop = world.device("laptop");
        phone = world.device("phone");
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void what_one_writes_the_other_shows() {
        String id = laptop.records("notes").create(Fields.of("title", "Milk"));

        SyncResult pushed = laptop.sync();
        SyncResult pulled = phone.sync();

        assertThat(pushed.pushed()).isEqualTo(1);
        assertThat(pulled.pulled()).isEqualTo(1);
        assertThat(phone.records("notes").get(id).orElseThrow().text("title")).isEqualTo("Milk");
        assertThat(laptop.status().state()).isEqualTo(Status.State.SYNCED);
        assertThat(laptop.status().pending()).isZero();
        assertThat(laptop.records("notes").get(id).orElseThrow().pending()).isFalse();
        assertThat(laptop.records("notes").get(id).orElseThrow().version()).isEqualTo(1);
    }

    @Test
    void different_fields_merge_and_the_same_field_is_a_conflict() {
        String id = laptop.records("notes").create(Fields.of("title", "Milk", "n", 1));
        laptop.sync();
        phone.sync();

        laptop.records("notes").update(id, Fields.of("title", "Bread", "a", "laptop"));
        world.clock.pass(Duration.ofMinutes(10));
        phone.records("notes").update(id, Fields.of("title", "Cheese", "b", "phone"));
        laptop.sync();
        SyncResult merged = phone.sync();
        laptop.sync();

        assertThat(merged.merged()).isEqualTo(1);
        for (Tidemark device : List.of(laptop, phone)) {
            LocalRecord record = device.records("notes").get(id).orElseThrow();
            assertThat(record.fields())
                    .isEqualTo(Fields.of("title", "Cheese", "n", 1, "a", "laptop", "b", "phone"));
            assertThat(record.disputed()).isTrue();
            assertThat(device.status().state()).isEqualTo(Status.State.CONFLICT);
        }
        ListedConflict onLaptop = laptop.conflicts().list().get(0);
        assertThat(onLaptop.fields().get(0).mine()).isEqualTo(Value.of("Bread"));
        assertThat(onLaptop.fields().get(0).theirs()).isEqualTo(Value.of("Cheese"));
        assertThat(phone.conflicts().get(onLaptop.conflictId()).fields().get(0).mine())
                .isEqualTo(Value.of("Cheese"));
    }

    @Test
    void a_conflict_is_resolved_without_any_network_and_the_decision_reaches_the_other() {
        String id = conflict();
        world.network.offline(true);
        ListedConflict conflict = laptop.conflicts().list().get(0);

        laptop.conflicts().resolve(conflict.conflictId(), Choice.MINE);

        assertThat(laptop.conflicts().list()).isEmpty();
        assertThat(laptop.records("notes").get(id).orElseThrow().text("title")).isEqualTo("Bread");
        world.network.offline(false);
        laptop.sync();
        phone.sync();
        assertThat(phone.conflicts().list()).isEmpty();
        assertThat(phone.records("notes").get(id).orElseThrow().text("title")).isEqualTo("Bread");
    }

    @Test
    void each_choice_does_what_it_says() {
        conflict();
        String id = laptop.conflicts().list().get(0).conflictId();
        laptop.conflicts().resolve(id, Choice.VALUE, Fields.of("title", "Both"));
        assertThat(laptop.records("notes").list().get(0).text("title")).isEqualTo("Both");

        assertThatThrownBy(() -> laptop.conflicts().resolve(id, Choice.THEIRS))
                .isInstanceOf(SyncException.class)
                .hasMessageContaining("no open conflict");
    }

    @Test
    void a_deletion_against_an_update_is_a_conflict_and_keeps_the_data() {
        String id = laptop.records("notes").create(Fields.of("title", "Milk"));
        laptop.sync();
        phone.sync();
        laptop.records("notes").delete(id);
        phone.records("notes").update(id, Fields.of("title", "Oat milk"));
        laptop.sync();
        phone.sync();
        laptop.sync();

        ListedConflict conflict = laptop.conflicts().list().get(0);
        assertThat(conflict.type()).isEqualTo(Conflict.Type.DELETE_UPDATE);
        assertThat(laptop.records("notes").get(id).orElseThrow().text("title"))
                .isEqualTo("Oat milk");

        laptop.conflicts().resolve(conflict.conflictId(), Choice.ACCEPT_DELETE);
        laptop.sync();
        phone.sync();

        assertThat(phone.records("notes").get(id)).isEmpty();
        assertThat(phone.conflicts().list()).isEmpty();
    }

    @Test
    void a_deletion_reaches_the_other() {
        String id = laptop.records("notes").create(Fields.of("title", "Milk"));
        laptop.sync();
        phone.sync();

        phone.records("notes").delete(id);
        phone.sync();
        laptop.sync();

        assertThat(laptop.records("notes").list()).isEmpty();
        assertThat(laptop.records("notes").find(id).orElseThrow().deleted()).isTrue();
    }

    @Test
    void what_waits_to_be_sent_is_shown_on_top_of_what_others_did() {
        String id = laptop.records("notes").create(Fields.of("a", 1, "b", 1));
        laptop.sync();
        phone.sync();
        phone.records("notes").update(id, Fields.of("b", 2));
        phone.sync();
        laptop.records("notes").update(id, Fields.of("a", 2));
        world.network.always(
                request -> request.path().equals("/v1/sync/batch") ? Fate.LOST : Fate.ARRIVES);

        laptop.sync();

        LocalRecord record = laptop.records("notes").get(id).orElseThrow();
        assertThat(record.fields()).isEqualTo(Fields.of("a", 2, "b", 2));
        assertThat(record.pending()).isTrue();
        assertThat(record.version()).isEqualTo(2);
    }

    @Test
    void an_edit_after_seeing_a_value_wins_with_a_clock_that_is_slow() {
        String id = laptop.records("notes").create(Fields.of("title", "Milk"));
        laptop.sync();
        phone.sync();
        world.clock.pass(Duration.ofMinutes(-5));

        phone.records("notes").update(id, Fields.of("title", "Bread"));
        phone.sync();
        laptop.sync();

        assertThat(laptop.records("notes").get(id).orElseThrow().text("title")).isEqualTo("Bread");
        assertThat(laptop.conflicts().list()).isEmpty();
    }

    @Test
    void an_older_app_strips_nothing_from_a_newer_ones_record() {
        record Old(String title) {}
        String id = laptop.records("notes").create(Fields.of("title", "Milk", "colour", "red"));
        laptop.sync();
        phone.sync();
        TypedRecords<Old> old = phone.collection("notes", Old.class);

        old.put(id, new Old(old.get(id).orElseThrow().title() + "!"));
        phone.sync();
        laptop.sync();

        assertThat(laptop.records("notes").get(id).orElseThrow().fields())
                .isEqualTo(Fields.of("title", "Milk!", "colour", "red"));
    }

    @Test
    void an_empty_database_deletes_nothing() {
        laptop.records("notes").create(Fields.of("title", "Milk"));
        laptop.sync();
        Tidemark tablet = world.device("tablet");

        tablet.sync();
        laptop.sync();

        assertThat(World.shown(tablet, "notes")).isEqualTo(World.shown(laptop, "notes"));
        assertThat(laptop.records("notes").count()).isEqualTo(1);
    }

    @Test
    void what_a_pull_replaced_can_be_brought_back() {
        String id = laptop.records("notes").create(Fields.of("title", "Milk", "n", 1));
        laptop.sync();
        phone.sync();
        phone.records("notes").update(id, Fields.of("title", "Ruined", "new", true));
        String other = phone.records("notes").create(Fields.of("title", "Other"));
        phone.sync();
        laptop.sync();

        Backups.Backup backup = laptop.backups().list().get(0);
        int written = laptop.backups().restore(backup.id());
        laptop.sync();
        phone.sync();

        assertThat(backup.records()).isEqualTo(1);
        assertThat(written).isEqualTo(1);
        assertThat(phone.records("notes").get(id).orElseThrow().fields())
                .isEqualTo(Fields.of("title", "Milk", "n", 1));
        assertThat(phone.records("notes").get(other)).isPresent();
    }

    @Test
    void only_so_many_backups_are_kept() {
        String id = laptop.records("notes").create(Fields.of("n", 0));
        laptop.sync();
        for (int n = 1; n <= 15; n++) {
            phone.sync();
            phone.records("notes").update(id, Fields.of("n", n));
            phone.sync();
            laptop.sync();
        }

        assertThat(laptop.backups().list()).hasSize(Options.DEFAULTS.backupsMax());
        laptop.backups().restore(laptop.backups().list().get(9).id());
        assertThat(laptop.records("notes").get(id).orElseThrow().fields())
                .isEqualTo(Fields.of("n", 5));
    }

    private String conflict() {
        String id = laptop.records("notes").create(Fields.of("title", "Milk"));
        laptop.sync();
        phone.sync();
        laptop.records("notes").update(id, Fields.of("title", "Bread"));
        world.clock.pass(Duration.ofMinutes(10));
        phone.records("notes").update(id, Fields.of("title", "Cheese"));
        laptop.sync();
        phone.sync();
        laptop.sync();
        return id;
    }
}
