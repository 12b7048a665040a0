package dev.tidemark.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.core.record.RecordKey;
import java.nio.file.Path;
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
class ObserveTest {

    @TempDir Path folder;
    private World world;
    private Tidemark laptop;
    private final BlockingQueue<Changes> seen = new LinkedBlockingQueue<>();

    @BeforeEach
    void open() {
        world = new World(folder);
        laptop = world.device("laptop");
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void a_listener_sees_what_it_is_told_of() throws Exception {
        BlockingQueue<String> titles = new LinkedBlockingQueue<>();
        laptop.observe(
                "notes",
                changes ->
                        changes.keys()
                                .forEach(key ->
                                        titles.add(
                                                laptop.records("notes")
                                                        .get(key.id())
                                                        .orElseThrow()
                                                        .text("title"))));

        laptop.records("notes").create(Fields.of("title", "Milk"));

        assertThat(titles.poll(20, TimeUnit.SECONDS)).isEqualTo("Milk");
    }

    @Test
    void a_listener_may_write_and_read_as_no_lock_is_held() throws Exception {
        laptop.observe("notes", changes -> laptop.records("log").create(Fields.of("n", 1)));
        laptop.observe("log", seen::add);

        laptop.records("notes").create(Fields.of("title", "Milk"));

        assertThat(seen.poll(20, TimeUnit.SECONDS)).isNotNull();
    }

    @Test
    void only_what_somebody_cares_for_is_told() throws Exception {
        String id = laptop.records("notes").create(Fields.of("n", 0));
        String other = laptop.records("notes").create(Fields.of("n", 0));
        laptop.observe("notes", id, seen::add);

        laptop.records("notes").update(other, Fields.of("n", 1));
        laptop.records("tasks").create(Fields.of("n", 1));
        laptop.records("notes").update(id, Fields.of("n", 1));

        assertThat(seen.poll(20, TimeUnit.SECONDS).keys())
                .containsExactly(new RecordKey("notes", id));
        assertThat(seen).isEmpty();
    }

    @Test
    void what_was_rolled_back_is_not_told() throws Exception {
        laptop.observe(seen::add);
        try {
            laptop.batch(batch -> {
                batch.records("notes").create(Fields.of("n", 1));
                throw new IllegalStateException("no");
            });
        } catch (IllegalStateException expected) {
            assertThat(expected).hasMessage("no");
        }
        laptop.records("tasks").create(Fields.of("n", 1));

        assertThat(seen.poll(20, TimeUnit.SECONDS).touch("notes")).isFalse();
    }

    @Test
    void what_others_did_is_told_too() throws Exception {
        Tidemark phone = world.device("phone");
        String id = phone.records("notes").create(Fields.of("n", 1));
        phone.sync();
        laptop.observe("notes", seen::add);

        laptop.sync();

        assertThat(seen.poll(20, TimeUnit.SECONDS).touch("notes", id)).isTrue();
    }

    @Test
    void a_slow_listener_is_told_of_many_changes_at_once_and_holds_up_nobody() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        laptop.observe(changes -> {
            started.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            seen.add(changes);
        });
        laptop.records("notes").create(Fields.of("n", 0));
        assertThat(started.await(20, TimeUnit.SECONDS)).isTrue();
        for (int n = 0; n < 50; n++) {
            laptop.records("notes").create(Fields.of("n", n));
        }

        go.countDown();

        assertThat(seen.poll(20, TimeUnit.SECONDS).keys()).hasSize(1);
        assertThat(seen.poll(20, TimeUnit.SECONDS).keys()).hasSize(50);
    }

    @Test
    void a_listener_that_fails_is_told_of_the_next_change_all_the_same() throws Exception {
        laptop.observe(changes -> {
            seen.add(changes);
            throw new IllegalStateException("oops");
        });
        laptop.records("notes").create(Fields.of("n", 1));
        assertThat(seen.poll(20, TimeUnit.SECONDS)).isNotNull();

        laptop.records("notes").create(Fields.of("n", 2));

        assertThat(seen.poll(20, TimeUnit.SECONDS)).isNotNull();
    }

    @Test
    void a_closed_subscription_is_told_nothing() throws Exception {
        Subscription subscription = laptop.observe(seen::add);
        subscription.close();
        subscription.close();
        BlockingQueue<Changes> others = new LinkedBlockingQueue<>();
        laptop.observe(others::add);

        laptop.records("notes").create(Fields.of("n", 1));

        assertThat(others.poll(20, TimeUnit.SECONDS)).isNotNull();
        assertThat(seen).isEmpty();
    }
}
