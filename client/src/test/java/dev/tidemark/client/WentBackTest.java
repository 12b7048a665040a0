package dev.tidemark.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.client.fake.FakeNetwork.Fate;
import dev.tidemark.client.sync.SyncLimits;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A device and a server that went back to an earlier state. */
class WentBackTest {

    private static final int LATE = 7;

    @TempDir private Path folder;
    private World world;
    private Tidemark laptop;

    /** A server that has forgotten most of what it had taken from the laptop. */
    @BeforeEach
    void goBack() {
        world = new World(folder);
        SyncLimits some = SyncLimits.DEFAULTS;
        laptop =
                world.device(
                        "laptop",
                        world.options()
                                .withSync(
                                        new SyncLimits(
                                                2,
                                                some.batchBytesMax(),
                                                3,
                                                some.backoffFirst(),
                                                some.backoffMax(),
                                                some.schemaAge(),
                                                some.checkEvery())));
        laptop.records("notes").create(Fields.of("n", "early"));
        laptop.sync();
        var earlier = world.server.log().copy();
        for (int n = 0; n < LATE; n++) {
            laptop.records("notes").create(Fields.of("n", n));
        }
        laptop.sync();
        world.server.setBack(earlier);
        world.server.heals();
    }

    @AfterEach
    void close() {
        world.close();
    }

    private long offers() {
        return world.server.paths().stream().filter("/v1/sync/heal"::equals).count();
    }

    private SyncResult later() {
        world.clock.pass(Duration.ofMinutes(10));
        return laptop.sync();
    }

    @Test
    void all_that_it_forgot_comes_back_in_pages_and_the_person_is_told() {
        String unsent = laptop.records("notes").create(Fields.of("n", "unsent"));

        SyncResult result = laptop.sync();

        assertThat(result.complete()).isTrue();
        assertThat(result.notices())
                .containsExactly(
                        "the server went back to an earlier state; this device offered 8 records, 7"
                                + " were missing there");
        assertThat(world.server.log().shown()).hasSize(LATE + 2);
        assertThat(world.server.log().fields("notes", unsent)).isEqualTo(Fields.of("n", "unsent"));
        assertThat(offers()).as("four pages, and the end").isEqualTo(5);
        assertThat(laptop.status().wentBack().healedAt()).isNotNull();
        assertThat(laptop.verify().same()).isTrue();
    }

    @Test
    void an_offer_that_was_cut_off_goes_on_behind_what_was_taken() {
        int[] count = {0};
        world.network.always(request ->
                request.path().equals("/v1/sync/heal") && ++count[0] == 3
                        ? Fate.ANSWER_LOST
                        : Fate.ARRIVES);

        assertThat(laptop.sync().complete()).isFalse();
        assertThat(laptop.status().wentBack().healedAt()).isNull();
        assertThat(later().complete()).isTrue();

        assertThat(offers()).as("one page was sent twice").isEqualTo(6);
        assertThat(world.server.log().shown()).hasSize(LATE + 1);
        assertThat(laptop.status().wentBack().offered()).isEqualTo(LATE + 1);
    }

    @Test
    void a_pull_that_is_cut_off_after_the_offer_goes_on_too() {
        int[] count = {0};
        world.network.always(request ->
                request.path().startsWith("/v1/sync/changes") && ++count[0] == 3
                        ? Fate.LOST
                        : Fate.ARRIVES);

        assertThat(laptop.sync().complete()).isFalse();
        assertThat(later().complete()).isTrue();

        assertThat(offers()).isEqualTo(5);
        assertThat(World.shown(laptop, "notes")).hasSize(LATE + 1);
    }

    @Test
    void pages_that_are_too_large_are_halved() {
        world.server.bodyBytesMax(900);

        assertThat(laptop.sync().complete()).isTrue();

        assertThat(world.server.log().shown()).hasSize(LATE + 1);
    }

    @Test
    void a_server_that_comes_forward_again_is_not_healed() {
        world.network.always(
                request -> request.path().equals("/v1/sync/heal") ? Fate.LOST : Fate.ARRIVES);
        laptop.sync();
        world.network.always(request -> Fate.ARRIVES);
        world.server.setForward();

        assertThat(later().complete()).isTrue();

        assertThat(laptop.status().wentBack()).isNull();
        assertThat(World.shown(laptop, "notes")).hasSize(LATE + 1);
        assertThat(laptop.verify().same()).isTrue();
    }

    @Test
    void one_that_goes_back_once_more_is_healed_from_the_start() {
        var earlier = world.server.log().copy();
        int[] count = {0};
        world.network.always(request -> {
            if (request.path().equals("/v1/sync/heal") && ++count[0] == 3) {
                world.server.setBack(earlier);
                return Fate.LOST;
            }
            return Fate.ARRIVES;
        });

        laptop.sync();
        assertThat(later().complete()).isTrue();

        assertThat(World.shown(laptop, "notes")).hasSize(LATE + 1);
        assertThat(world.server.log().shown()).hasSize(LATE + 1);
        assertThat(laptop.verify().same()).isTrue();
    }
}
