package dev.tidemark.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.client.fake.FakeNetwork.Fate;
import dev.tidemark.client.fault.SyncException;
import dev.tidemark.client.local.LocalFile;
import dev.tidemark.client.local.LocalFile.Environment;
import dev.tidemark.client.local.LocalLimits;
import dev.tidemark.client.sync.Verification;
import dev.tidemark.client.sync.Verification.Differing;
import dev.tidemark.client.sync.Verification.How;
import dev.tidemark.client.sync.Verification.OfCollection;
import dev.tidemark.core.record.RecordKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Closing a device checks that its checksums are those of its records, after every test there is.
 */
@Timeout(60)
class VerificationTest {

    @TempDir Path folder;
    private World world;
    private Tidemark laptop;

    @BeforeEach
    void open() {
        world = new World(folder);
        laptop = world.device("laptop");
    }

    @AfterEach
    void close() {
        world.close();
    }

    private String note(String title) {
        return laptop.records("notes").create(Fields.of("title", title, "n", 1));
    }

    /** Does to the database what no write does. */
    private void damage(String sql, String id) {
        try (LocalFile file =
                LocalFile.open(
                        world.file("laptop"),
                        dev.tidemark.sql.Options.DEFAULTS,
                        new Environment(world.clock, () -> ""),
                        LocalLimits.DEFAULTS,
                        1,
                        "",
                        null)) {
            int rows = file.change(tx -> tx.update(sql, id));
            assertThat(rows).isEqualTo(1);
        }
    }

    private void changeTitle(String id) {
        damage(
                "UPDATE entry SET body = CAST(replace(CAST(body AS TEXT), '\"title\":\"b\"',"
                        + " '\"title\":\"x\"') AS BLOB) WHERE position ="
                        + " (SELECT entry FROM record WHERE id = ?)",
                id);
    }

    @Test
    void a_device_that_has_pulled_holds_the_same_and_knows_when_that_was_seen() {
        note("a");
        laptop.sync();
        note("not sent");
        assertThat(laptop.status().checked()).isNull();

        Verification found = laptop.verify();

        assertThat(found.same()).isTrue();
        assertThat(found.collections()).containsExactly(new OfCollection("notes", 1, 1, true));
        assertThat(found.differences()).isEmpty();
        assertThat(laptop.status().checked().at()).isEqualTo(found.at());
        assertThat(laptop.status().pending()).isEqualTo(1);
    }

    @Test
    void what_others_wrote_is_pulled_first_and_a_write_in_between_is_noticed() {
        Tidemark phone = world.device("phone");
        note("a");
        laptop.sync();
        AtomicBoolean wrote = new AtomicBoolean();
        world.network.always(request -> {
            if (request.path().equals("/v1/sync/digest") && !wrote.getAndSet(true)) {
                note("meanwhile");
                laptop.sync();
            }
            return Fate.ARRIVES;
        });
        assertThat(phone.verify().collections())
                .containsExactly(new OfCollection("notes", 2, 2, true));
    }

    @Test
    void a_record_that_was_changed_here_is_named_and_pulling_anew_mends_it() {
        note("a");
        String id = note("b");
        laptop.sync();
        changeTitle(id);

        Verification found = laptop.verify();

        assertThat(found.same()).isFalse();
        assertThat(found.differences())
                .containsExactly(
                        new Differing(new RecordKey("notes", id), How.CONTENT, List.of("title")));
        assertThat(laptop.status().checked().same()).isFalse();
        laptop.pullAnew();
        laptop.sync();
        assertThat(laptop.verify().same()).isTrue();
        assertThat(laptop.records("notes").get(id).orElseThrow().text("title")).isEqualTo("b");
    }

    @Test
    void records_that_only_one_side_has_are_named() {
        String here = note("a");
        String there = note("b");
        laptop.sync();
        damage("DELETE FROM record WHERE id = ?", there);
        damage("UPDATE record SET id = '00000000-0000-4000-8000-000000000000' WHERE id = ?", here);

        assertThat(laptop.verify().differences())
                .extracting(Differing::key, Differing::how)
                .containsExactlyInAnyOrder(
                        tuple("00000000-0000-4000-8000-000000000000", How.ONLY_HERE),
                        tuple(here, How.ONLY_THERE),
                        tuple(there, How.ONLY_THERE));
        damage(
                "DELETE FROM entry WHERE position NOT IN (SELECT entry FROM record) AND ? <> ''",
                "x");
        laptop.pullAnew();
        laptop.sync();
        assertThat(laptop.verify().same()).isTrue();
    }

    private static Tuple tuple(String id, How how) {
        return Tuple.tuple(new RecordKey("notes", id), how);
    }

    @Test
    void without_a_server_it_says_so_and_nothing_is_noted() {
        Tidemark alone = world.local("alone");
        assertThatThrownBy(alone::verify)
                .isInstanceOfSatisfying(
                        SyncException.class,
                        e -> assertThat(e.kind()).isEqualTo(SyncException.Kind.NOT_ENABLED));
        world.network.always(request -> Fate.LOST);
        assertThatThrownBy(laptop::verify)
                .isInstanceOfSatisfying(
                        SyncException.class,
                        e -> assertThat(e.kind()).isEqualTo(SyncException.Kind.OFFLINE));
        assertThat(laptop.status().checked()).isNull();
    }

    @Test
    void live_sync_checks_every_so_often_and_reads_records_only_where_sums_differ()
            throws Exception {
        String id = note("b");
        laptop.sync();
        Options options = world.options().withPollInterval(Duration.ofMillis(20));
        Tidemark phone = world.device("phone", options);
        BlockingQueue<Changes> seen = new LinkedBlockingQueue<>();
        phone.observe(seen::add);
        world.network.streams(false);
        phone.goLive();
        assertThat(seen.poll(20, TimeUnit.SECONDS).touch("notes", id)).isTrue();
        while (phone.status().checked() == null) {
            world.clock.pass(Duration.ofMillis(21));
        }
        assertThat(phone.status().checked().same()).isTrue();
        assertThat(world.server.requests())
                .noneMatch(request -> request.path().equals("/v1/sync/digest"));
    }
}
