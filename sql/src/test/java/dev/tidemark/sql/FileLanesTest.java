package dev.tidemark.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.sql.StorageException.Kind;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileLanesTest {

    @TempDir Path folder;
    private final FaultsOnDemand faults = new FaultsOnDemand();
    private Database database;
    private FileLanes lanes;
    private CountDownLatch holdEnd = new CountDownLatch(0);

    @BeforeEach
    void open() {
        Options options = Options.DEFAULTS.withFaults(faults).withBusyTimeoutMillis(0);
        database = Database.open(folder.resolve("notes.db"), Notes.FORMAT, options);
        lanes = FileLanes.start(database, LaneLimits.DEFAULTS);
    }

    @AfterEach
    void close() {
        letGo(); // A failed assertion may have left the lane held.
        database.close();
    }

    @Test
    void many_writers_share_commits_and_none_is_lost() throws InterruptedException {
        List<Thread> threads =
                LongStream.range(0, 64).mapToObj(i -> new Thread(() -> addTwenty(i * 20))).toList();
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(Notes.count(database)).isEqualTo(64 * 20);
        assertThat(lanes.works()).isEqualTo(64 * 20);
        assertThat(lanes.commits()).isLessThan(64 * 20 / 2);
    }

    private void addTwenty(long from) {
        for (long id = from; id < from + 20; id++) {
            long next = id;
            lanes.writeNow("everybody", tx -> Notes.add(tx, next));
        }
    }

    @Test
    void a_lone_write_waits_for_nobody() {
        lanes.writeNow("everybody", tx -> Notes.add(tx, 1));
        lanes.writeNow("everybody", tx -> Notes.add(tx, 2));
        assertThat(lanes.commits()).isEqualTo(2);
    }

    @Test
    void a_failing_work_harms_no_neighbour_wherever_it_stands() {
        for (int failing = 0; failing < 5; failing++) {
            List<CompletableFuture<Void>> answers = groupOfFive(failing, "refused " + failing);
            for (int i = 0; i < 5; i++) {
                CompletableFuture<Void> answer = answers.get(i);
                if (i == failing) {
                    assertThatThrownBy(answer::join).hasRootCauseMessage("refused " + failing);
                } else {
                    answer.join();
                }
            }
        }
        List<Long> kept = LongStream.range(0, 25).filter(id -> id / 5 != id % 5).boxed().toList();
        assertThat(Notes.ids(database)).isEqualTo(kept);
        assertThat(lanes.commits()).isEqualTo(5);
    }

    private List<CompletableFuture<Void>> groupOfFive(int failing, String message) {
        List<CompletableFuture<Void>> answers = new ArrayList<>();
        hold();
        for (int i = 0; i < 5; i++) {
            boolean fails = i == failing;
            long id = failing * 5L + i;
            answers.add(
                    lanes.write(
                            "everybody",
                            tx -> {
                                Notes.add(tx, id);
                                if (fails) {
                                    throw new IllegalStateException(message);
                                }
                                return null;
                            }));
        }
        letGo();
        return answers;
    }

    @Test
    void an_error_thrown_by_a_work_does_not_end_the_lane() {
        assertThatThrownBy(() ->
                        lanes.writeNow(
                                "everybody",
                                tx -> {
                                    throw new StackOverflowError();
                                }))
                .isInstanceOf(StackOverflowError.class);
        lanes.writeNow("everybody", tx -> Notes.add(tx, 1));
        assertThat(Notes.ids(database)).containsExactly(1L);
    }

    @Test
    void a_preview_is_taken_back_and_its_neighbours_stay() {
        CompletableFuture<Void> before;
        CompletableFuture<Long> preview;
        CompletableFuture<Void> after;
        hold();
        before = lanes.write("everybody", tx -> Notes.add(tx, 1));
        preview =
                lanes.preview(
                        "everybody",
                        tx -> {
                            Notes.add(tx, 2);
                            return tx.number("SELECT sum(id) FROM note");
                        });
        after = lanes.write("everybody", tx -> Notes.add(tx, 2));
        letGo();
        CompletableFuture.allOf(before, after).join();
        assertThat(preview.join()).isEqualTo(3);
        assertThat(Notes.ids(database)).containsExactly(1L, 2L);
        assertThat(
                        lanes.<Long>previewNow(
                                "everybody", tx -> tx.number("DELETE FROM note RETURNING id")))
                .isPositive();
        assertThat(Notes.count(database)).isEqualTo(2);
    }

    @Test
    void a_full_queue_is_told_at_once() {
        database.close();
        LaneLimits narrow = new LaneLimits(2, 1, 256, 50);
        database = Notes.open(folder.resolve("notes.db"));
        lanes = FileLanes.start(database, narrow);
        CompletableFuture<Void> first;
        CompletableFuture<Void> second;
        hold();
        first = lanes.write("everybody", tx -> Notes.add(tx, 1));
        second = lanes.write("everybody", tx -> Notes.add(tx, 2));
        assertThat(lanes.writesWaiting()).isEqualTo(2);
        assertKind(Kind.BUSY, () -> lanes.writeNow("everybody", tx -> Notes.add(tx, 3)));
        assertThat(lanes.write("everybody", tx -> Notes.add(tx, 4))).isCompletedExceptionally();
        letGo();
        CompletableFuture.allOf(first, second).join();
        assertThat(Notes.ids(database)).containsExactly(1L, 2L);
    }

    @Test
    void a_group_is_no_larger_than_its_limit() {
        database.close();
        database = Notes.open(folder.resolve("notes.db"));
        lanes = FileLanes.start(database, new LaneLimits(100, 1, 10, 10_000));
        List<CompletableFuture<Void>> answers = new ArrayList<>();
        hold();
        for (long id = 0; id < 39; id++) {
            long next = id;
            answers.add(lanes.write("everybody", tx -> Notes.add(tx, next)));
        }
        letGo();
        answers.forEach(CompletableFuture::join);
        assertThat(lanes.commits()).isEqualTo(4);
    }

    @Test
    void a_commit_that_fails_fails_its_whole_group_and_no_later_one() {
        CompletableFuture<Void> first;
        CompletableFuture<Void> second;
        hold();
        faults.failNext("commit");
        first = lanes.write("everybody", tx -> Notes.add(tx, 1));
        second = lanes.write("everybody", tx -> Notes.add(tx, 2));
        letGo();
        assertThatThrownBy(first::join).hasRootCauseMessage("the commit was lost");
        assertThatThrownBy(second::join).hasRootCauseMessage("the commit was lost");
        lanes.writeNow("everybody", tx -> Notes.add(tx, 3));
        assertThat(Notes.ids(database)).containsExactly(3L);
    }

    @Test
    void a_statement_that_fails_fails_its_work_alone() {
        hold();
        CompletableFuture<Void> first = lanes.write("everybody", tx -> Notes.add(tx, 1));
        CompletableFuture<Integer> second =
                lanes.write(
                        "everybody",
                        tx -> {
                            Notes.add(tx, 2);
                            faults.failNext("statement");
                            return tx.update("DELETE FROM note");
                        });
        CompletableFuture<Void> third = lanes.write("everybody", tx -> Notes.add(tx, 3));
        letGo();
        CompletableFuture.allOf(first, third).join();
        assertThatThrownBy(second::join).hasRootCauseMessage("the statement was lost");
        assertThat(Notes.ids(database)).containsExactly(1L, 3L);
    }

    @Test
    void a_lost_answer_leaves_the_write_in_place() {
        faults.failNext("answer");
        assertKind(Kind.IO, () -> lanes.writeNow("everybody", tx -> Notes.add(tx, 1)));
        lanes.writeNow("everybody", tx -> Notes.add(tx, 2));
        assertThat(Notes.ids(database)).containsExactly(1L, 2L);
    }

    @Test
    void when_sqlite_takes_back_everything_all_inside_learn_it() throws SQLException {
        elsewhere(
                "CREATE TRIGGER bomb BEFORE INSERT ON note WHEN new.id = 13 BEGIN"
                        + " SELECT RAISE(ROLLBACK, 'bang'); END");
        CompletableFuture<Void> before;
        CompletableFuture<Void> bomb;
        CompletableFuture<Void> after;
        hold();
        before = lanes.write("everybody", tx -> Notes.add(tx, 1));
        bomb = lanes.write("everybody", tx -> Notes.add(tx, 13));
        after = lanes.write("everybody", tx -> Notes.add(tx, 2));
        letGo();
        assertThatThrownBy(before::join).hasMessageContaining("took back the whole transaction");
        assertThatThrownBy(bomb::join).hasMessageContaining("bang");
        after.join();
        assertThat(Notes.ids(database)).containsExactly(2L);
    }

    @Test
    void while_another_process_holds_the_file_all_who_wait_learn_it_and_later_ones_succeed()
            throws SQLException {
        List<CompletableFuture<Void>> answers = new ArrayList<>();
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + database.file());
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            database.inTurn(() -> {
                answers.add(lanes.write("everybody", tx -> Notes.add(tx, 1)));
                answers.add(lanes.write("everybody", tx -> Notes.add(tx, 2)));
                return null;
            });
            for (CompletableFuture<Void> answer : answers) {
                assertThatThrownBy(answer::join).hasMessageContaining("Another process");
            }
            statement.execute("COMMIT");
        }
        lanes.writeNow("everybody", tx -> Notes.add(tx, 3));
        assertThat(Notes.ids(database)).containsExactly(3L);
    }

    @Test
    void what_a_caller_hangs_on_a_future_holds_up_no_lane() {
        CountDownLatch forever = new CountDownLatch(1);
        CompletableFuture<Void> slow;
        hold();
        slow = lanes.write("everybody", tx -> Notes.add(tx, 1)).thenRun(() -> await(forever));
        letGo();
        lanes.writeNow("everybody", tx -> Notes.add(tx, 2));
        assertThat(Notes.ids(database)).containsExactly(1L, 2L);
        assertThat(slow).isNotDone();
        forever.countDown();
        slow.join();
    }

    @Test
    void readers_read_side_by_side_and_bring_back_what_was_thrown() {
        CountDownLatch both = new CountDownLatch(2);
        Work<Long> meeting =
                tx -> {
                    both.countDown();
                    await(both);
                    return tx.number("SELECT 7");
                };
        CompletableFuture<Long> one = lanes.read(meeting);
        assertThat(lanes.<Long>readNow(meeting)).isEqualTo(7);
        assertThat(one.join()).isEqualTo(7);
        assertThatThrownBy(() ->
                        lanes.readNow(tx -> {
                            throw new IllegalArgumentException("no such note");
                        }))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no such note");
    }

    @Test
    void a_work_that_waits_for_another_is_a_mistake() {
        assertThatThrownBy(() -> lanes.writeNow("everybody", tx -> lanes.readNow(inner -> 1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("pass its Tx on");
        assertThatThrownBy(() -> lanes.writeNow("everybody", tx -> database.write(inner -> 1)))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void closing_finishes_what_waits_and_takes_nothing_more() {
        List<CompletableFuture<Void>> answers = new ArrayList<>();
        Thread closing = new Thread(database::close);
        hold();
        for (long id = 0; id < 10; id++) {
            long next = id;
            answers.add(lanes.write("everybody", tx -> Notes.add(tx, next)));
        }
        closing.start();
        letGo();
        answers.forEach(CompletableFuture::join);
        database.close();
        assertKind(Kind.CLOSED, () -> lanes.writeNow("everybody", tx -> Notes.add(tx, 99)));
        assertKind(Kind.CLOSED, () -> lanes.readNow(tx -> 1));
        database = Notes.open(folder.resolve("notes.db"));
        assertThat(Notes.count(database)).isEqualTo(10);
    }

    private void elsewhere(String sql) throws SQLException {
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + database.file());
                Statement statement = other.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void assertKind(Kind kind, Runnable failing) {
        assertThatThrownBy(failing::run)
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }

    /**
     * Holds the writing lane inside a preview, so that what is queued meanwhile shares its group (a
     * preview leaves the transaction to the next one).
     */
    private void hold() {
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        holdEnd = end;
        lanes.preview(
                "everybody",
                tx -> {
                    held.countDown();
                    await(end);
                    return null;
                });
        await(held);
    }

    private void letGo() {
        holdEnd.countDown();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Fails on demand. */
    private static final class FaultsOnDemand implements Faults {
        private final AtomicReference<String> next = new AtomicReference<>("");

        void failNext(String boundary) {
            next.set(boundary);
        }

        @Override
        public void beforeStatement(String sql) {
            fail("statement");
        }

        @Override
        public void beforeCommit() {
            fail("commit");
        }

        @Override
        public void afterCommit() {
            fail("answer");
        }

        private void fail(String boundary) {
            if (next.compareAndSet(boundary, "")) {
                throw new StorageException(Kind.IO, "the " + boundary + " was lost");
            }
        }
    }
}
