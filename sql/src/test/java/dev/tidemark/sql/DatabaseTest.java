package dev.tidemark.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseTest {

    @TempDir Path folder;

    @Test
    void what_was_written_is_there_after_opening_again() {
        try (Database database = Notes.open(file())) {
            database.write(tx -> Notes.add(tx, 1));
        }
        try (Database database = Notes.open(file())) {
            assertThat(Notes.ids(database)).containsExactly(1L);
            assertThat(database.problems()).isEmpty();
        }
    }

    @Test
    void a_new_file_and_what_sqlite_puts_beside_it_are_for_the_owner_only() throws IOException {
        try (Database database = Notes.open(file())) {
            database.write(tx -> Notes.add(tx, 1));
            for (String suffix : List.of("", "-wal", "-shm")) {
                Path file = folder.resolve("notes.db" + suffix);
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .isEqualTo("rw-------");
            }
        }
    }

    @Test
    void an_empty_file_becomes_ours() throws IOException {
        Files.createFile(file());
        try (Database database = Notes.open(file())) {
            assertThat(Notes.count(database)).isZero();
        }
    }

    @Test
    void hard_characters_in_a_path_are_only_characters() throws IOException {
        Path hard = Files.createDirectory(folder.resolve("a?mode=ro&x")).resolve("100% #1 é;'.db");
        try (Database database = Notes.open(hard)) {
            database.write(tx -> Notes.add(tx, 1));
        }
        assertThat(hard).isNotEmptyFile();
    }

    @Test
    void a_symbolic_link_leads_to_the_one_real_file() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link.db"), file());
        try (Database direct = Notes.open(file());
                Database linked = Notes.open(link)) {
            direct.write(tx -> Notes.add(tx, 1));
            assertThat(Notes.ids(linked)).containsExactly(1L);
            assertThat(linked.file()).isEqualTo(direct.file());
        }
    }

    @Test
    void settings_are_the_durable_and_the_careful_ones() {
        Notes.open(file()).close();
        try (Session writer = Session.writer(file(), Options.DEFAULTS)) {
            assertThat(writer.pragma("journal_mode")).isEqualTo("wal");
            assertThat(writer.pragma("synchronous")).isEqualTo("2");
            assertThat(writer.pragma("foreign_keys")).isEqualTo("1");
            assertThat(writer.pragma("trusted_schema")).isEqualTo("0");
            assertThat(writer.pragma("cell_size_check")).isEqualTo("1");
            assertThat(writer.pragma("temp_store")).isEqualTo("2");
            assertThat(writer.pragma("busy_timeout")).isEqualTo("5000");
        }
    }

    @Test
    void a_work_that_throws_leaves_nothing_behind() {
        try (Database database = Notes.open(file())) {
            assertThatThrownBy(() ->
                            database.write(tx -> {
                                Notes.add(tx, 1);
                                throw new IllegalStateException("changed my mind");
                            }))
                    .hasMessage("changed my mind");
            database.write(tx -> Notes.add(tx, 2));
            assertThat(Notes.ids(database)).containsExactly(2L);
        }
    }

    @Test
    void a_preview_answers_as_the_write_would_and_changes_nothing() {
        try (Database database = Notes.open(file())) {
            long seen =
                    database.preview(tx -> {
                        Notes.add(tx, 1);
                        return tx.number("SELECT count(*) FROM note");
                    });
            assertThat(seen).isEqualTo(1);
            assertThat(Notes.count(database)).isZero();
        }
    }

    @Test
    void a_reader_sees_one_state_while_a_writer_goes_on() throws InterruptedException {
        CountDownLatch looked = new CountDownLatch(1);
        CountDownLatch written = new CountDownLatch(1);
        try (Database database = Notes.open(file())) {
            CompletableFuture<List<Long>> counts =
                    CompletableFuture.supplyAsync(() ->
                            database.read(tx -> {
                                long before = count(tx);
                                looked.countDown();
                                await(written);
                                return List.of(before, count(tx));
                            }));
            looked.await();
            database.write(tx -> Notes.add(tx, 1));
            written.countDown();
            assertThat(counts.join()).containsExactly(0L, 0L);
            assertThat(Notes.count(database)).isEqualTo(1);
        }
    }

    @Test
    void a_reader_cannot_write() {
        try (Database database = Notes.open(file())) {
            assertThatThrownBy(() -> database.read(tx -> Notes.add(tx, 1)))
                    .isInstanceOfSatisfying(
                            StorageException.class,
                            e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.READ_ONLY));
            assertThat(Notes.count(database)).isZero();
        }
    }

    @Test
    void a_transaction_inside_a_transaction_is_a_mistake() {
        try (Database database = Notes.open(file())) {
            assertThatThrownBy(
                            () -> database.write(tx -> database.write(inner -> Notes.add(tx, 1))))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("pass its Tx on");
        }
    }

    @Test
    void threads_that_write_take_turns() throws InterruptedException {
        try (Database database = Notes.open(file())) {
            AtomicReference<Throwable> failure = new AtomicReference<>();
            List<Thread> threads =
                    IntStream.range(0, 8)
                            .mapToObj(i -> new Thread(() -> addTen(database, i * 10L)))
                            .toList();
            threads.forEach(t -> t.setUncaughtExceptionHandler((x, e) -> failure.set(e)));
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(failure.get()).isNull();
            assertThat(Notes.count(database)).isEqualTo(80);
        }
    }

    private static void addTen(Database database, long from) {
        for (long id = from; id < from + 10; id++) {
            long next = id;
            database.write(tx -> Notes.add(tx, next));
            Notes.count(database);
        }
    }

    @Test
    void closing_leaves_one_whole_file_and_may_be_repeated() {
        Database database = Notes.open(file());
        database.write(tx -> Notes.add(tx, 1));
        Notes.count(database);
        database.close();
        database.close();
        assertThat(Notes.fingerprint(folder).keySet()).containsExactly("notes.db");
        assertThatThrownBy(() -> database.write(tx -> Notes.add(tx, 2)))
                .isInstanceOfSatisfying(
                        StorageException.class,
                        e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.CLOSED));
        assertThatThrownBy(() -> Notes.count(database)).isInstanceOf(StorageException.class);
    }

    @Test
    void readers_that_never_pause_do_not_make_the_log_grow_for_ever() throws IOException {
        Options shortLog = Options.DEFAULTS.withCheckpointPages(10);
        Path log = folder.resolve("notes.db-wal");
        try (Database database = Database.open(file(), Notes.FORMAT, shortLog)) {
            Relay relay = new Relay(database);
            long longest = 0;
            for (long id = 0; id < 1_000; id++) {
                long next = id;
                database.write(tx -> Notes.add(tx, next));
                longest = Math.max(longest, Files.size(log));
            }
            relay.end();
            long allFrames = 1_000 * 2 * 4_120;
            assertThat(longest).isLessThan(allFrames / 4);
            assertThat(Notes.count(database)).isEqualTo(1_000);
        }
    }

    /** Readers in turns: the next one begins before the last one ends. */
    private static final class Relay {
        private final Database database;
        private final Thread thread = new Thread(this::run);
        private volatile boolean ending;

        Relay(Database database) {
            this.database = database;
            thread.start();
        }

        private void run() {
            CountDownLatch leave = new CountDownLatch(0);
            while (!ending) {
                CountDownLatch entered = new CountDownLatch(1);
                CountDownLatch mayLeave = new CountDownLatch(1);
                new Thread(() -> stay(entered, mayLeave)).start();
                await(entered);
                leave.countDown();
                leave = mayLeave;
            }
            leave.countDown();
        }

        private void stay(CountDownLatch entered, CountDownLatch mayLeave) {
            database.read(tx -> {
                long seen = count(tx);
                entered.countDown();
                await(mayLeave);
                return seen;
            });
        }

        void end() {
            ending = true;
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    private static long count(Tx tx) {
        return tx.number("SELECT count(*) FROM note");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private Path file() {
        return folder.resolve("notes.db");
    }
}
