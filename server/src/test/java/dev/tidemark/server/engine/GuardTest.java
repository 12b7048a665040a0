package dev.tidemark.server.engine;

import static dev.tidemark.server.engine.Mass.LIMITS;
import static dev.tidemark.server.engine.Mass.WINDOW;
import static dev.tidemark.server.engine.Mass.creates;
import static dev.tidemark.server.engine.Mass.deletes;
import static dev.tidemark.server.engine.Mass.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tidemark.core.record.Mutation;
import dev.tidemark.core.record.Op;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.server.audit.Actor;
import dev.tidemark.server.engine.GuardLimits.Limit;
import dev.tidemark.server.problem.Problem;
import dev.tidemark.server.store.HoldRow;
import dev.tidemark.server.store.HoldRow.State;
import dev.tidemark.wire.command.Ack;
import dev.tidemark.wire.command.Batch;
import dev.tidemark.wire.command.BatchAnswer;
import dev.tidemark.wire.command.Rejection;
import dev.tidemark.wire.problem.ProblemCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuardTest {

    private static final Actor OWNER = new Actor("owner-key", null, "trace");

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

    private long live() {
        Writer fresh = bench.device("fresh").pull();
        return fresh.records.values().stream().filter(entry -> !entry.deleted()).count();
    }

    private List<HoldRow> waiting() {
        return bench.holds().list(Workbench.ACCOUNT, true, 100);
    }

    private HoldRow onlyHold() {
        assertThat(waiting()).hasSize(1);
        return waiting().getFirst();
    }

    private HoldRow release() {
        return bench.holds().release(Workbench.ACCOUNT, onlyHold().id(), OWNER);
    }

    private HoldRow drop() {
        return bench.holds().drop(Workbench.ACCOUNT, onlyHold().id(), OWNER);
    }

    private static List<String> codes(BatchAnswer answer) {
        return answer.rejections().stream().map(Rejection::code).distinct().toList();
    }

    private static void assertHeld(BatchAnswer answer, int count) {
        assertThat(answer.rejections()).hasSize(count);
        assertThat(answer.rejections())
                .allMatch(each -> each.code().equals("HELD") && each.retryable());
    }

    @Test
    void deleting_more_than_the_share_is_held_and_nothing_of_it_is_applied() {
        BatchAnswer answer = b.push(deletes(b, 0, 11));

        assertHeld(answer, 11);
        assertThat(answer.acked()).isEmpty();
        assertThat(live()).isEqualTo(20);
        HoldRow hold = onlyHold();
        assertThat(hold.device()).isEqualTo("b");
        assertThat(hold.collection()).isEqualTo("notes");
        assertThat(hold.kind()).isEqualTo(HoldRow.Kind.DELETE);
        assertThat(hold.count()).isEqualTo(11);
        assertThat(hold.openedAt()).isEqualTo(bench.now.toEpochMilli());
    }

    @Test
    void deleting_just_the_share_is_ordinary() {
        assertThat(b.push(deletes(b, 0, 10)).acked()).hasSize(10);
        assertThat(waiting()).isEmpty();
    }

    @Test
    void fewer_than_the_minimum_are_never_held() {
        Writer c = bench.device("c");
        c.pull();
        RecordKey[] keys = new RecordKey[4];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = new RecordKey("small", "s" + i);
            c.accepted(c.create(keys[i], "{'n':1}"));
        }
        Mutation[] all = new Mutation[keys.length];
        for (int i = 0; i < keys.length; i++) {
            all[i] = c.delete(keys[i]);
        }

        assertThat(c.push(all).acked()).hasSize(4);
    }

    @Test
    void the_rest_of_the_batch_goes_on() {
        List<Mutation> batch = new ArrayList<>(List.of(deletes(b, 0, 11)));
        batch.add(b.create(key(100), "{'n':1}"));
        batch.add(b.update(key(15), "{'n':99}"));
        batch.add(b.create(new RecordKey("lists", "l"), "{'n':1}"));

        BatchAnswer answer = b.push(batch.toArray(Mutation[]::new));

        assertHeld(answer, 11);
        assertThat(answer.acked()).extracting(Ack::status).hasSize(3);
    }

    @Test
    void a_mass_change_in_many_batches_is_counted_together() {
        for (int n = 0; n < 10; n++) {
            assertThat(b.push(deletes(b, n, n + 1)).acked()).hasSize(1);
        }

        assertHeld(b.push(deletes(b, 10, 11)), 1);
        assertHeld(b.push(deletes(b, 11, 14)), 3);
        assertThat(onlyHold().count()).isEqualTo(4);
        assertThat(live()).isEqualTo(10);
    }

    @Test
    void a_collection_that_grows_within_the_window_is_taken_as_it_is_now() {
        assertThat(b.push(deletes(b, 0, 1)).acked()).hasSize(1);
        a.push(creates(a, 20, 60));
        b.pull();

        assertThat(b.push(deletes(b, 1, 30)).acked()).hasSize(29);
        assertHeld(b.push(deletes(b, 30, 31)), 1);
        assertThat(live()).isEqualTo(30);
    }

    @Test
    void after_something_was_held_no_smaller_part_of_it_slips_through() {
        b.push(deletes(b, 0, 11));

        assertHeld(b.push(deletes(b, 12, 13)), 1);
        assertThat(onlyHold().count()).isEqualTo(12);
    }

    @Test
    void a_window_ends_to_the_millisecond_and_the_next_one_counts_anew() {
        b.push(deletes(b, 0, 10));
        bench.pass(WINDOW.minusMillis(1));
        assertHeld(b.push(deletes(b, 10, 11)), 1);
        bench.holds().drop(Workbench.ACCOUNT, onlyHold().id(), OWNER);
        bench.pass(Duration.ofMillis(1));

        assertThat(b.push(deletes(b, 11, 15)).acked()).hasSize(4);
        assertHeld(b.push(deletes(b, 15, 17)), 2);
    }

    @Test
    void what_is_held_stays_held_when_the_window_is_over() {
        Mutation[] mass = deletes(b, 0, 11);
        b.push(mass);
        bench.pass(WINDOW.multipliedBy(3));

        assertHeld(b.send(b.batch(b.cursor, mass[0], mass[1])), 2);
        assertThat(onlyHold().count()).isEqualTo(11);
    }

    @Test
    void a_restart_of_the_server_forgets_nothing_that_was_counted_or_held() {
        b.push(deletes(b, 0, 6));
        bench.restart();
        Mutation[] mass = deletes(b, 6, 12);
        assertHeld(b.push(mass), 6);
        bench.restart();

        assertHeld(b.send(b.batch(b.cursor, mass)), 6);
        assertThat(onlyHold().count()).isEqualTo(6);
    }

    @Test
    void every_device_is_counted_by_itself() {
        assertThat(a.push(deletes(a, 0, 6)).acked()).hasSize(6);
        assertThat(b.push(deletes(b, 6, 13)).acked()).hasSize(7);
        assertThat(waiting()).isEmpty();
    }

    @Test
    void a_hold_of_one_device_is_none_of_another() {
        b.push(deletes(b, 0, 11));

        assertThat(a.push(deletes(a, 0, 3)).acked()).hasSize(3);
        assertThat(b.push(b.update(key(15), "{'n':5}")).acked()).hasSize(1);
    }

    @Test
    void a_released_mass_change_goes_through_with_all_that_belongs_to_it() {
        Mutation[] mass = deletes(b, 0, 11);
        b.push(mass);
        assertThat(release().state()).isEqualTo(State.RELEASED);
        bench.pass(Duration.ofDays(3));

        assertThat(b.send(b.batch(b.cursor, mass)).acked()).hasSize(11);
        b.pull();
        assertThat(b.push(deletes(b, 11, 20)).acked()).hasSize(9);
        assertThat(live()).isZero();
        assertThat(waiting()).isEmpty();
    }

    @Test
    void a_release_holds_for_one_window_only() {
        Mutation[] mass = deletes(b, 0, 11);
        b.push(mass);
        release();
        b.send(b.batch(b.cursor, mass));
        b.pull();
        bench.pass(WINDOW);

        assertHeld(b.push(deletes(b, 11, 17)), 6);
    }

    @Test
    void a_dropped_mass_change_is_refused_for_good_and_what_is_written_anew_is_not() {
        Mutation[] mass = deletes(b, 0, 11);
        b.push(mass);
        drop();
        bench.pass(WINDOW);

        BatchAnswer answer = b.send(b.batch(b.cursor, mass));
        assertThat(codes(answer)).containsExactly("HOLD_DROPPED");
        assertThat(answer.rejections()).noneMatch(Rejection::retryable);
        assertThat(codes(b.send(b.batch(b.cursor, mass)))).containsExactly("HOLD_DROPPED");
        assertThat(b.push(b.delete(key(0))).acked()).hasSize(1);
        assertThat(live()).isEqualTo(19);
    }

    @Test
    void a_copy_of_the_device_does_not_get_around_a_hold() {
        Mutation[] mass = deletes(b, 0, 11);
        b.push(mass);
        Writer copy = bench.device("copy").pull();
        Mutation same = mass[0].restamped(copy.delete(key(0)).dot(), mass[0].context());

        assertHeld(copy.send(copy.batch(copy.cursor, same)), 1);
    }

    @Test
    void to_decide_twice_is_fine_and_to_change_ones_mind_is_not() {
        b.push(deletes(b, 0, 11));
        HoldRow hold = release();
        Decider holds = new Decider(bench, hold.id());

        assertThat(holds.release()).isEqualTo(hold);
        assertThat(holds.refusalOfDrop()).isEqualTo(ProblemCode.ALREADY_DECIDED);
        assertThat(new Decider(bench, "unknown").refusalOfDrop()).isEqualTo(ProblemCode.NOT_FOUND);
    }

    private record Decider(Workbench bench, String id) {

        HoldRow release() {
            return bench.holds().release(Workbench.ACCOUNT, id, OWNER);
        }

        ProblemCode refusalOfDrop() {
            return catchThrowableOfType(
                            Problem.class, () -> bench.holds().drop(Workbench.ACCOUNT, id, OWNER))
                    .code();
        }
    }

    @Test
    void a_group_with_something_held_in_it_waits_as_a_whole() {
        List<Mutation> batch = new ArrayList<>(List.of(deletes(b, 0, 11)));
        batch.add(b.write(Op.DELETE, key(11), "{}", bench.now, "group"));
        batch.add(b.write(Op.CREATE, key(200), "{}", bench.now, "group"));
        batch.add(b.create(key(201), "{}"));

        BatchAnswer answer = b.push(batch.toArray(Mutation[]::new));

        assertThat(codes(answer)).containsExactly("HELD", "DEPENDS_ON_REJECTED");
        assertThat(answer.rejections()).hasSize(13).allMatch(Rejection::retryable);
        assertThat(answer.acked()).hasSize(1);
        assertThat(onlyHold().count()).isEqualTo(12);
        release();
        Mutation[] same = batch.subList(0, 13).toArray(Mutation[]::new);
        assertThat(b.send(b.batch(b.cursor, same)).acked()).hasSize(13);
    }

    @Test
    void what_comes_behind_something_held_on_the_same_record_waits_with_it() {
        List<Mutation> batch = new ArrayList<>(List.of(deletes(b, 0, 11)));
        batch.add(b.write(Op.RESTORE, key(0), "{'n':1}"));
        batch.add(b.update(key(0), "{'n':2}"));
        Mutation[] all = batch.toArray(Mutation[]::new);

        assertHeld(b.push(all), 13);
        assertThat(onlyHold().count()).isEqualTo(11);
        drop();
        assertThat(codes(b.send(b.batch(b.cursor, all))))
                .containsExactly("HOLD_DROPPED", "DEPENDS_ON_REJECTED");
    }

    @Test
    void a_preview_shows_what_would_be_held_and_opens_nothing() {
        List<Mutation> mutations = new ArrayList<>(List.of(deletes(b, 0, 11)));
        mutations.add(b.create(key(300), "{}"));
        Batch batch = b.batch(b.cursor, mutations.toArray(Mutation[]::new));

        BatchAnswer preview = bench.push().preview(b.asking(), batch).answer();

        assertHeld(preview, 11);
        assertThat(waiting()).isEmpty();
        BatchAnswer real = b.send(batch);
        assertThat(real.rejections()).isEqualTo(preview.rejections());
        assertThat(real.acked()).isEqualTo(preview.acked());
        assertThat(onlyHold().count()).isEqualTo(11);
    }

    @Test
    void a_decision_makes_a_previews_token_stale() {
        Batch batch = b.batch(b.cursor, deletes(b, 0, 11));
        b.send(batch);
        String token = bench.push().preview(b.asking(), batch).token();
        release();
        Batch expecting =
                new Batch(batch.deviceId(), batch.since(), batch.limit(), batch.commands(), token);

        assertThat(catchThrowableOfType(Problem.class, () -> b.send(expecting)).code())
                .isEqualTo(ProblemCode.PREVIEW_STALE);
    }

    @Test
    void of_devices_that_delete_at_once_each_is_held_by_itself() throws Exception {
        bench.guard(GuardLimits.OFF);
        a.pull();
        a.push(creates(a, 1_000, 1_100));
        bench.guard(new GuardLimits(WINDOW, new Limit(20, 5), new Limit(90, 10)));
        List<Writer> devices = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            devices.add(bench.device("d" + i).pull());
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<Integer>> held = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                Writer device = devices.get(i);
                int from = 1_000 + i * 25;
                held.add(
                        threads.submit(() -> {
                            int refused = 0;
                            for (int n = from; n < from + 25; n += 5) {
                                Batch batch =
                                        device.batch(device.cursor, deletes(device, n, n + 5));
                                refused += device.send(batch).rejections().size();
                            }
                            return refused;
                        }));
            }
            for (Future<Integer> each : held) {
                assertThat(each.get()).isPositive();
            }
        }
        assertThat(waiting()).hasSize(4);
    }
}
