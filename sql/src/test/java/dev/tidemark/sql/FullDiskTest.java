package dev.tidemark.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.sql.StorageException.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A limit on the file's pages makes SQLite meet a full disk, with all it does about it. */
class FullDiskTest {

    private static final String PAGE = "x".repeat(4_000);

    @TempDir Path folder;
    private Database database;

    @BeforeEach
    void open() {
        database = Notes.open(folder.resolve("notes.db"));
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void a_write_that_does_not_fit_is_not_half_done_and_later_ones_succeed() {
        database.limitBytes(40 * 4_096);
        assertThatThrownBy(() -> database.write(tx -> addPages(tx, 0, 100)))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.FULL))
                .hasMessageContaining("The disk is full");
        assertThat(Notes.count(database)).isZero();
        database.write(tx -> Notes.add(tx, 1));
        database.limitBytes(0);
        database.write(tx -> addPages(tx, 100, 100));
        assertThat(Notes.count(database)).isEqualTo(101);
        assertThat(database.problems()).isEmpty();
    }

    @Test
    void in_groups_every_write_is_there_whole_or_not_at_all_and_its_answer_says_which() {
        database.limitBytes(60 * 4_096);
        FileLanes lanes = FileLanes.start(database, LaneLimits.DEFAULTS);
        List<CompletableFuture<Void>> answers = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            long from = i * 10L;
            answers.add(lanes.write("everybody", tx -> addPages(tx, from, 10)));
        }
        List<Long> kept =
                LongStream.range(0, 300)
                        .filter(id -> succeeded(answers.get((int) id / 10)))
                        .boxed()
                        .toList();
        assertThat(kept).hasSizeLessThan(60);
        assertThat(Notes.ids(database)).isEqualTo(kept);
        lanes.writeNow("everybody", tx -> tx.update("DELETE FROM note"));
        lanes.writeNow("everybody", tx -> addPages(tx, 1_000, 10));
        assertThat(Notes.count(database)).isEqualTo(10);
        assertThat(database.problems()).isEmpty();
    }

    private static boolean succeeded(CompletableFuture<Void> answer) {
        try {
            answer.join();
            return true;
        } catch (CompletionException e) {
            assertThat(e.getCause())
                    .isInstanceOfSatisfying(
                            StorageException.class,
                            full -> assertThat(full.kind()).isEqualTo(Kind.FULL));
            return false;
        }
    }

    private static Void addPages(Tx tx, long from, int count) {
        for (long id = from; id < from + count; id++) {
            Notes.add(tx, id, PAGE);
        }
        return null;
    }
}
