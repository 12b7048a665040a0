package dev.tidemark.server.engine;

import static dev.tidemark.server.engine.Mass.LIMITS;
import static dev.tidemark.server.engine.Mass.WINDOW;
import static dev.tidemark.server.engine.Mass.creates;
import static dev.tidemark.server.engine.Mass.deletes;
import static dev.tidemark.server.engine.Mass.key;
import static dev.tidemark.server.engine.Mass.updates;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.core.record.Mutation;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.server.audit.Actor;
import dev.tidemark.server.engine.GuardLimits.Limit;
import dev.tidemark.server.store.HoldRow;
import dev.tidemark.wire.command.Ack;
import dev.tidemark.wire.command.Batch;
import dev.tidemark.wire.command.BatchAnswer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What counts as a mass change, and what does not.
class GuardCountsTest {

    @TempDir Path folder;
    private Workbench bench;
    private Writer a;
    private Writer b;

    @BeforeEach
    void open() {
        bench = new Workbench(folder);
        a = bench.device("a");
        b = bench.device("b");
        a.push(creates(a, 0, 20));
        b.pull();
        bench.guard(LIMITS);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private static void assertHeld(BatchAnswer answer, int count) {
        assertThat(answer.rejections()).hasSize(count);
        assertThat(answer.rejections()).allMatch(each -> each.code().equals("HELD"));
    }

    private HoldRow onlyHold() {
        List<HoldRow> open = bench.holds().list(Workbench.ACCOUNT, true, 100);
        assertThat(open).hasSize(1);
        return open.getFirst();
    }

    private void release() {
        bench.holds().release(Workbench.ACCOUNT, onlyHold().id(), new Actor("owner", null, ""));
    }

    @Test
    void overwriting_nearly_all_of_a_collection_is_held() {
        BatchAnswer answer = b.push(updates(b, 0, 19, 7));

        assertHeld(answer, 19);
        assertThat(onlyHold().kind()).isEqualTo(HoldRow.Kind.OVERWRITE);
        assertThat(b.fields(key(3))).contains("\"n\":3");
        release();
        b.pull();
        assertThat(b.push(updates(b, 0, 20, 8)).acked()).hasSize(20);
    }

    @Test
    void overwriting_a_share_or_the_same_records_again_and_again_is_ordinary() {
        for (int round = 0; round < 5; round++) {
            assertThat(b.push(updates(b, 0, 18, round)).acked()).hasSize(18);
        }
        assertThat(bench.holds().list(Workbench.ACCOUNT, true, 100)).isEmpty();
    }

    @Test
    void overwriting_in_several_batches_is_counted_together() {
        assertThat(b.push(updates(b, 0, 10, 7)).acked()).hasSize(10);
        assertHeld(b.push(updates(b, 10, 20, 7)), 10);
        assertHeld(b.push(updates(b, 10, 20, 8)), 10);
        assertThat(b.push(updates(b, 0, 10, 9)).acked()).hasSize(10);
    }

    @Test
    void what_is_merged_with_what_others_did_does_not_count() {
        Writer c = bench.device("c").pull();
        bench.guard(GuardLimits.OFF);
        a.pull();
        a.push(updates(a, 0, 20, 1));
        bench.guard(LIMITS);

        BatchAnswer answer = c.push(updates(c, 0, 20, 2));

        assertThat(answer.acked()).hasSize(20).allMatch(ack -> ack.status() == Ack.Status.MERGED);
    }

    @Test
    void creating_is_never_held_on_however_many_devices_the_same_file_is_imported() {
        Writer c = bench.device("c").pull();
        Writer d = bench.device("d").pull();
        assertThat(c.push(creates(c, 100, 600)).acked()).hasSize(500);
        assertThat(d.push(creates(d, 100, 600)).acked()).hasSize(500);
        assertThat(bench.holds().list(Workbench.ACCOUNT, true, 100)).isEmpty();
    }

    @Test
    void a_new_collection_may_be_filled_and_changed_and_emptied_in_one_batch() {
        List<Mutation> batch = new ArrayList<>();
        for (int n = 0; n < 30; n++) {
            RecordKey key = new RecordKey("fresh", "f" + n);
            batch.add(b.create(key, "{'n':1}"));
            batch.add(b.update(key, "{'n':2}"));
            batch.add(b.delete(key));
        }

        assertThat(b.push(batch.toArray(Mutation[]::new)).acked()).hasSize(90);
    }

    @Test
    void adding_to_counters_and_new_fields_overwrites_nothing() {
        Mutation[] adding =
                IntStream.range(0, 20)
                        .mapToObj(n -> b.update(key(n), "{'extra':1}"))
                        .toArray(Mutation[]::new);

        assertThat(b.push(adding).acked()).hasSize(20);
    }

    @Test
    void a_guard_can_be_switched_off() {
        bench.guard(new GuardLimits(WINDOW, new Limit(0, 5), new Limit(90, 10)));
        assertThat(b.push(deletes(b, 0, 11)).acked()).hasSize(11);
        bench.guard(new GuardLimits(Duration.ZERO, new Limit(50, 5), new Limit(90, 5)));
        assertThat(b.push(deletes(b, 11, 20)).acked()).hasSize(9);
    }

    @Test
    void small_batches_of_edits_are_ordinary_work_of_which_nothing_is_written_down() {
        b.push(updates(b, 0, Guard.OVERWRITES_MIN - 1, 7));
        b.push(creates(b, 50, 60));
        assertThat(windows()).isZero();

        b.push(updates(b, 0, Guard.OVERWRITES_MIN, 8));
        assertThat(windows()).isEqualTo(1);
    }

    private long windows() {
        return bench.lanes().readNow(tx -> tx.number("SELECT count(*) FROM guard_window"));
    }

    @Test
    void batches_that_one_device_sends_at_once_do_not_get_past_the_line() throws Exception {
        bench.guard(GuardLimits.OFF);
        a.pull();
        a.push(creates(a, 1_000, 1_380));
        b.pull();
        bench.guard(LIMITS);
        List<Batch> batches = new ArrayList<>();
        for (int from = 1_000; from < 1_380; from += 20) {
            batches.add(b.batch(b.cursor, updates(b, from, from + 20, 5)));
        }
        int applied = 0;
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<BatchAnswer>> answers = new ArrayList<>();
            batches.forEach(batch -> answers.add(threads.submit(() -> b.send(batch))));
            for (Future<BatchAnswer> answer : answers) {
                applied += answer.get().acked().size();
            }
        }

        assertThat(applied).isEqualTo(360); // 90 % of 400, in whole batches
        assertThat(onlyHold().count()).isEqualTo(20);
    }
}
