package dev.tidemark.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.client.SyncPreview.Outcome;
import dev.tidemark.client.SyncPreview.Sent;
import dev.tidemark.client.fake.FakeNetwork.Fate;
import dev.tidemark.client.local.LocalFile;
import dev.tidemark.client.queue.Stage;
import dev.tidemark.client.sync.SyncLimits;
import dev.tidemark.client.transport.Credential;
import dev.tidemark.core.merge.Refusal.Code;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuardsTest {

    @TempDir Path folder;
    private World world;
    private Tidemark laptop;
    private final List<String> ids = new ArrayList<>();

    @BeforeEach
    void open() {
        world = new World(folder);
        laptop = world.device("laptop");
        for (int n = 0; n < 5; n++) {
            ids.add(laptop.records("notes").create(Fields.of("n", n)));
        }
        laptop.sync();
    }

    @AfterEach
    void close() {
        world.close();
    }

    private void deleteAll() {
        ids.forEach(laptop.records("notes")::delete);
    }

    private long batches() {
        return world.server.paths().stream().filter("/v1/sync/batch"::equals).count();
    }

    @Test
    void what_the_server_holds_waits_and_the_rest_goes_on() {
        world.server.refuseDeletions(Code.HELD);
        deleteAll();
        laptop.records("notes").create(Fields.of("n", 9));

        SyncResult result = laptop.sync();

        assertThat(result.pushed()).isEqualTo(1);
        assertThat(result.refused()).isZero();
        assertThat(result.complete()).isTrue();
        Status status = laptop.status();
        assertThat(status.held()).isEqualTo(5);
        assertThat(status.pending()).isEqualTo(5);
        assertThat(status.deadLetters()).isZero();
        assertThat(status.state()).isEqualTo(Status.State.DEFERRED);
        assertThat(laptop.pending()).extracting(Pending::stage).containsOnly(Stage.HELD);
        assertThat(laptop.records("notes").count()).isEqualTo(1);
    }

    @Test
    void what_is_held_is_sent_once_in_a_round_and_then_waits() {
        world.server.refuseDeletions(Code.HELD);
        deleteAll();
        long before = batches();

        laptop.sync();

        assertThat(batches()).isEqualTo(before + 1);
        assertThat(laptop.status().nextAttempt()).isAfter(world.clock.instant());
    }

    @Test
    void a_person_who_syncs_asks_again_and_a_released_change_goes_through() {
        world.server.refuseDeletions(Code.HELD);
        deleteAll();
        laptop.sync();
        laptop.sync();
        assertThat(laptop.status().held()).isEqualTo(5);
        world.server.refuseDeletions(null);

        assertThat(laptop.sync().pushed()).isEqualTo(5);
        assertThat(laptop.status().state()).isEqualTo(Status.State.SYNCED);
        assertThat(world.server.log().shown()).isEmpty();
    }

    @Test
    void a_dropped_change_becomes_dead_letters_and_the_records_come_back() {
        world.server.refuseDeletions(Code.HELD);
        deleteAll();
        laptop.sync();
        world.server.refuseDeletions(Code.HOLD_DROPPED);

        assertThat(laptop.sync().refused()).isEqualTo(5);
        assertThat(laptop.status().held()).isZero();
        assertThat(laptop.deadLetters().list())
                .extracting(DeadLetters.DeadLetter::code)
                .containsOnly("HOLD_DROPPED");
        assertThat(laptop.records("notes").count()).isEqualTo(5);
    }

    @Test
    void a_preview_shows_what_would_be_held() {
        world.server.refuseDeletions(Code.HELD);
        deleteAll();

        SyncPreview preview = laptop.previewSync();

        assertThat(preview.mutations()).extracting(Sent::outcome).containsOnly(Outcome.HELD);
        assertThat(preview.total().held()).isEqualTo(5);
        assertThat(laptop.status().held()).isZero();
        laptop.sync(preview.token());
        assertThat(laptop.previewSync().total().held()).isEqualTo(5);
    }

    @Test
    void what_is_written_on_top_of_something_held_waits_behind_it() {
        world.server.refuseDeletions(Code.HELD);
        deleteAll();
        laptop.sync();
        laptop.records("notes").restore(ids.get(0));
        laptop.records("notes").update(ids.get(0), Fields.of("n", 7));
        world.clock.pass(Duration.ofSeconds(1));
        laptop.sync();
        world.server.refuseDeletions(null);
        world.clock.pass(Duration.ofMinutes(10));

        laptop.sync();
        laptop.sync();

        assertThat(laptop.status().pending()).isZero();
        assertThat(world.server.log().fields("notes", ids.get(0))).isEqualTo(Fields.of("n", 7));
    }

    @Test
    void a_new_database_with_the_id_of_an_old_one_deletes_nothing() {
        String token = enrolledToken();
        String id = laptop.status().deviceId();
        laptop.close();
        Tidemark fresh = world.local("fresh");
        fresh.enableSync(
                URI.create(dev.tidemark.client.fake.FakeServer.ADDRESS),
                Credential.deviceToken(id, token));
        String own = fresh.records("notes").create(Fields.of("n", 100));

        fresh.sync();

        assertThat(fresh.status().deviceId()).isEqualTo(id);
        assertThat(fresh.records("notes").count()).isEqualTo(6);
        assertThat(world.server.log().shown()).hasSize(6);
        assertThat(world.server.log().fields("notes", own)).isEqualTo(Fields.of("n", 100));
        assertThat(world.server.log().entries())
                .noneMatch(each -> each.mutation().op() == dev.tidemark.core.record.Op.DELETE);
    }

    /** The device's own token, as somebody has it who set the device up anew. */
    private String enrolledToken() {
        return world.server.requests().stream()
                .map(request -> request.credential())
                .filter(each -> each.kind() == Credential.Kind.DEVICE_TOKEN)
                .reduce((first, last) -> last)
                .orElseThrow()
                .secret();
    }

    @Test
    void a_database_whose_records_were_emptied_deletes_nothing_and_gets_them_back() {
        laptop.close();
        emptied("laptop");
        Tidemark again = world.device("laptop");
        assertThat(again.records("notes").count()).isZero();
        again.records("notes").create(Fields.of("n", 100));

        again.sync();
        assertThat(world.server.log().shown()).hasSize(6);
        again.pullAnew();
        again.sync();

        assertThat(again.records("notes").count()).isEqualTo(6);
        assertThat(world.server.log().shown()).hasSize(6);
    }

    private void emptied(String name) {
        Options options = world.options();
        try (LocalFile file =
                LocalFile.open(
                        world.file(name),
                        options.storage(),
                        options.environment(),
                        options.local(),
                        10,
                        name,
                        null)) {
            file.change(tx -> tx.update("DELETE FROM record") + tx.update("DELETE FROM entry"));
        }
    }

    @Test
    void a_device_within_its_first_pull_pushes_nothing_and_deletes_nothing() {
        SyncLimits usual = SyncLimits.DEFAULTS;
        SyncLimits small =
                new SyncLimits(
                        500,
                        usual.batchBytesMax(),
                        2,
                        usual.backoffFirst(),
                        usual.backoffMax(),
                        usual.schemaAge(),
                        usual.checkEvery());
        Tidemark tablet = world.device("tablet", world.options().withSync(small));
        tablet.records("notes").create(Fields.of("n", 100));
        long before = batches();
        world.network.always(
                request -> request.path().contains("since=") ? Fate.LOST : Fate.ARRIVES);

        assertThat(tablet.sync().complete()).isFalse();

        assertThat(batches()).isEqualTo(before);
        assertThat(world.server.log().shown()).hasSize(5);
        world.network.always(request -> Fate.ARRIVES);
        world.clock.pass(Duration.ofMinutes(10));
        tablet.sync();
        assertThat(world.server.log().shown()).hasSize(6);
        assertThat(tablet.records("notes").count()).isEqualTo(6);
    }
}
