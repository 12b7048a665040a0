package dev.tidemark.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.client.fake.FakeNetwork.Fate;
import dev.tidemark.client.transport.Answer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LiveSyncTest {

    @TempDir Path folder;
    private World world;
    private Tidemark laptop;
    private Tidemark phone;
    private final BlockingQueue<Changes> seenOnPhone = new LinkedBlockingQueue<>();

    @BeforeEach
    void open() {
        world = new World(folder);
        // Longer than any test: what happens does not happen because it is asked for.
        Options options = world.options().withPollInterval(Duration.ofHours(1));
        laptop = world.device("laptop", options);
        phone = world.device("phone", options);
        phone.observe("notes", seenOnPhone::add);
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void a_local_write_is_sent_and_a_hint_brings_it_to_the_other() throws Exception {
        laptop.goLive();
        phone.goLive();
        String id = laptop.records("notes").create(Fields.of("n", 1));

        Changes changes = null;
        while (changes == null) {
            world.network.hint();
            changes = seenOnPhone.poll(50, TimeUnit.MILLISECONDS);
        }

        assertThat(changes.touch("notes", id)).isTrue();
        assertThat(phone.records("notes").get(id)).isPresent();
    }

    @Test
    void without_hints_it_asks_every_so_often() throws Exception {
        Options options =
                world.options().withPollInterval(Duration.ofMillis(30)).withDeviceName("tablet");
        Tidemark tablet = world.device("tablet", options);
        BlockingQueue<Changes> seen = new LinkedBlockingQueue<>();
        tablet.observe(seen::add);
        world.network.streams(false);
        tablet.goLive();
        laptop.records("notes").create(Fields.of("n", 1));
        laptop.sync();

        Changes changes = null;
        while (changes == null) {
            world.clock.pass(Duration.ofMillis(31));
            changes = seen.poll(20, TimeUnit.MILLISECONDS);
        }

        assertThat(changes.touch("notes")).isTrue();
        assertThat(tablet.goLive().isStreaming()).isFalse();
    }

    @Test
    void writes_do_not_hurry_what_the_server_asked_to_wait_for() throws Exception {
        CountDownLatch refused = new CountDownLatch(1);
        world.network.always(request ->
                (asked, server) -> {
                    refused.countDown();
                    return new Answer(503, new byte[0], "3600", null, null);
                });
        laptop.goLive();
        assertThat(refused.await(20, TimeUnit.SECONDS)).isTrue();
        while (laptop.status().state() != Status.State.DEFERRED) {
            assertThat(Thread.interrupted()).isFalse();
        }
        world.network.always(request -> Fate.ARRIVES);

        for (int n = 0; n < 20; n++) {
            laptop.records("notes").create(Fields.of("n", n));
        }
        laptop.goLive().close();

        assertThat(world.server.log().entries()).isEmpty();
        assertThat(laptop.status().pending()).isEqualTo(20);
    }

    @Test
    void somebody_who_signs_in_again_need_not_wait() throws Exception {
        laptop.sync();
        world.server.revoke(laptop.status().deviceId());
        LiveSync live = laptop.goLive();
        laptop.records("notes").create(Fields.of("n", 1));
        while (laptop.status().state() != Status.State.AUTH_REQUIRED) {
            assertThat(Thread.interrupted()).isFalse();
        }

        World.enable(laptop);
        while (laptop.status().pending() > 0) {
            assertThat(Thread.interrupted()).isFalse();
        }

        assertThat(world.server.log().entries()).hasSize(1);
        live.close();
    }

    @Test
    void closed_it_does_nothing_any_more() {
        LiveSync live = laptop.goLive();
        assertThat(laptop.goLive()).isSameAs(live);
        live.close();
        live.close();
        int requests = world.server.requests().size();

        laptop.records("notes").create(Fields.of("n", 1));

        assertThat(world.server.requests()).hasSize(requests);
        assertThat(laptop.goLive()).isNotSameAs(live);
    }
}
