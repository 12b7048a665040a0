package dev.tidemark.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.sql.StorageException.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TxTest {

    private static final String IDS = "SELECT id FROM note ORDER BY id";

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
    void values_come_back_as_they_went_in() {
        byte[] bytes = {0, -1, 7};
        List<Object> values =
                database.read(tx ->
                        tx.first(
                                        "SELECT ?, ?, ?, ?, ?, ?, ?",
                                        TxTest::sevenColumns,
                                        Long.MIN_VALUE,
                                        42,
                                        -0.0,
                                        "é\uD83D\uDE00",
                                        bytes,
                                        true,
                                        null)
                                .orElseThrow());
        assertThat(values)
                .containsExactly(
                        Long.MIN_VALUE, 42, -0.0, "é\uD83D\uDE00", List.of(0, -1, 7), 1L, true);
    }

    private static List<Object> sevenColumns(Row row) {
        List<Integer> bytes = new ArrayList<>();
        for (byte b : row.getBytes(5)) {
            bytes.add((int) b);
        }
        return List.of(
                row.getLong(1),
                row.getInt(2),
                row.getDouble(3),
                row.getText(4),
                bytes,
                row.getLong(6),
                row.isNull(7));
    }

    @Test
    void null_is_told_from_a_value() {
        database.read(tx -> {
            try (Rows rows = tx.rows("SELECT NULL, 0, ''")) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getTextOrNull(1)).isNull();
                assertThat(rows.getBytesOrNull(1)).isNull();
                assertThat(rows.getLongOrNull(1)).isNull();
                assertThat(rows.getLongOrNull(2)).isZero();
                assertThat(rows.getTextOrNull(3)).isEmpty();
                assertThatThrownBy(() -> rows.getText(1)).hasMessageContaining("is NULL");
                assertThat(rows.next()).isFalse();
                assertThat(rows.next()).isFalse();
            }
            return null;
        });
    }

    @Test
    void a_kept_statement_is_run_again_and_again() {
        database.write(tx -> {
            Prepared insert = tx.prepare("INSERT INTO note (id, body) VALUES (?, ?)");
            for (long id = 0; id < 1_000; id++) {
                assertThat(insert.bind(id).bind("x").update()).isOne();
            }
            return tx.updateEach(
                    "UPDATE note SET body = 'y' WHERE id = ?",
                    List.of(1L, 2L, 5_000L),
                    Prepared::bind);
        });
        assertThat(number("SELECT count(*) FROM note WHERE body = 'y'")).isEqualTo(2);
    }

    @Test
    void the_same_statement_may_be_used_inside_its_own_rows() {
        database.write(tx -> tx.updateEach(insert(), List.of(1L, 2L, 3L), Prepared::bind));
        List<String> pairs = new ArrayList<>();
        database.read(tx -> {
            tx.each(
                    IDS,
                    outer ->
                            tx.each(
                                    IDS,
                                    inner -> pairs.add(outer.getLong(1) + "-" + inner.getLong(1))));
            return null;
        });
        assertThat(pairs)
                .containsExactly("1-1", "1-2", "1-3", "2-1", "2-2", "2-3", "3-1", "3-2", "3-3");
    }

    @Test
    void more_texts_than_are_kept_do_no_harm() {
        database.read(tx -> {
            for (int i = 0; i < 1_000; i++) {
                assertThat(tx.number("SELECT ? + " + i, 1)).isEqualTo(i + 1);
            }
            return null;
        });
        assertThat(number("SELECT 1 + 0")).isOne();
    }

    @Test
    void rows_left_open_are_closed_with_the_transaction() {
        database.write(tx -> tx.updateEach(insert(), List.of(1L, 2L), Prepared::bind));
        for (int i = 0; i < 3; i++) {
            database.write(tx -> tx.rows(IDS).next());
        }
        assertThat(number(IDS)).isOne();
    }

    @Test
    void returning_answers_rows() {
        assertThat(
                        database.<Long>write(tx ->
                                tx.prepare(insert() + " RETURNING id")
                                        .bind(9)
                                        .first(row -> row.getLong(1))
                                        .orElseThrow()))
                .isEqualTo(9);
        assertThat(number(IDS)).isEqualTo(9);
    }

    @Test
    void too_few_and_too_many_values_are_mistakes() {
        assertThatThrownBy(() -> database.write(tx -> tx.update(insert())))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("0 of 1 values are bound");
        assertThatThrownBy(() -> database.write(tx -> tx.update(insert(), 1, 2)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("All 1 values are bound");
        assertThatThrownBy(() -> database.write(tx -> tx.update(insert(), new Object())))
                .hasMessageContaining("A database holds no java.lang.Object");
    }

    @Test
    void a_broken_constraint_can_be_handled() {
        database.write(tx -> {
            tx.update(insert(), 1);
            assertKind(Kind.CONSTRAINT, () -> tx.update(insert(), 1));
            return tx.update(insert(), 2);
        });
        assertThat(number("SELECT count(*) FROM note")).isEqualTo(2);
    }

    @Test
    void any_other_error_ends_the_transaction_even_if_it_is_swallowed() {
        assertKind(
                Kind.OTHER,
                () ->
                        database.write(tx -> {
                            tx.update(insert(), 1);
                            assertKind(Kind.OTHER, () -> tx.update("INSERT INTO nowhere"));
                            return null;
                        }));
        assertThat(number("SELECT count(*) FROM note")).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "COMMIT",
                " rollback",
                "PRAGMA journal_mode=OFF",
                "SAVEPOINT work",
                "INSERT OR ROLLBACK INTO note VALUES (1, '')",
                "ATTACH 'x' AS y",
                "VACUUM"
            })
    void a_work_leaves_transactions_and_settings_alone(String sql) {
        assertThatThrownBy(() -> database.write(tx -> tx.update(sql)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Not for a work to say");
    }

    @Test
    void a_transaction_that_was_kept_is_of_no_use() {
        AtomicReference<Tx> kept = new AtomicReference<>();
        AtomicReference<Prepared> statement = new AtomicReference<>();
        database.write(tx -> {
            kept.set(tx);
            statement.set(tx.prepare(insert()));
            return null;
        });
        assertThatThrownBy(() -> kept.get().number("SELECT 1"))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> statement.get().bind(1).update())
                .isInstanceOf(IllegalStateException.class);
    }

    private static void assertKind(Kind kind, Runnable failing) {
        assertThatThrownBy(failing::run)
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }

    private long number(String sql) {
        return Notes.number(database, sql);
    }

    private static String insert() {
        return "INSERT INTO note (id, body) VALUES (?, '')";
    }
}
