package dev.tidemark.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.sql.StorageException.Kind;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MigrationTest {

    private static final Migration SECOND =
            new Migration(
                    "0002-tag.sql",
                    """
                    -- Commit; this is only a comment.
                    CREATE TABLE tag (note INTEGER REFERENCES note, name TEXT) STRICT;
                    CREATE TRIGGER tagged AFTER INSERT ON tag BEGIN
                        UPDATE note SET body = body || '!' WHERE id = new.note;
                    END;
                    INSERT INTO tag SELECT id, 'old' FROM note;
                    """);

    @TempDir Path folder;

    @Test
    void steps_are_applied_once_and_in_order() {
        try (Database database = Notes.open(file())) {
            database.write(tx -> Notes.add(tx, 1, "hello"));
        }
        for (int round = 0; round < 2; round++) {
            try (Database database = open(Notes.FIRST, SECOND)) {
                assertThat(Notes.texts(database, "SELECT body FROM note"))
                        .containsExactly("hello!");
                assertThat(Notes.number(database, "SELECT count(*) FROM tag")).isOne();
            }
        }
    }

    @Test
    void a_step_that_fails_half_way_leaves_the_version_before_it() {
        Migration broken =
                new Migration("0002-broken.sql", "CREATE TABLE half (x); SELECT nonsense();");
        Notes.open(file()).close();
        assertThatThrownBy(() -> open(Notes.FIRST, broken))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("0002-broken.sql failed on")
                .hasMessageContaining("nonsense");
        try (Database database = Notes.open(file())) {
            assertThat(tables(database)).containsExactly("migration", "note");
        }
    }

    @Test
    void a_crash_before_the_commit_of_a_step_leaves_the_version_before_it() {
        Notes.open(file()).close();
        Faults crash =
                new Faults() {
                    @Override
                    public void beforeCommit() {
                        throw new StorageException(Kind.IO, "the plug was pulled");
                    }
                };
        Format format = new Format(Notes.APPLICATION_ID, "test", List.of(Notes.FIRST, SECOND));
        assertThatThrownBy(() -> Database.open(file(), format, Options.DEFAULTS.withFaults(crash)))
                .hasMessage("the plug was pulled");
        try (Database database = Notes.open(file())) {
            assertThat(tables(database)).containsExactly("migration", "note");
        }
    }

    @Test
    void a_step_that_was_changed_after_its_release_is_refused() {
        Notes.open(file()).close();
        Migration changed = new Migration(Notes.FIRST.name(), "CREATE TABLE note (id, text)");
        assertThatThrownBy(() -> open(changed))
                .isInstanceOfSatisfying(
                        StorageException.class,
                        e -> assertThat(e.kind()).isEqualTo(Kind.CHANGED_MIGRATION))
                .hasMessageContaining("0001-note.sql is not the one that made");
    }

    @Test
    void line_ends_of_a_checkout_do_not_change_a_step() {
        assertThat(new Migration("a", "CREATE TABLE a (\r\nx)").sha256())
                .isEqualTo(new Migration("a", "CREATE TABLE a (\nx)").sha256());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "COMMIT",
                "CREATE TABLE a (x); rollback;",
                "pragma user_version = 3",
                "CREATE TABLE a (x UNIQUE ON CONFLICT ROLLBACK)",
                "CREATE TRIGGER t BEFORE INSERT ON a BEGIN SELECT RAISE(ROLLBACK, 'no'); END",
                "BEGIN; CREATE TABLE a (x)"
            })
    void a_step_that_would_end_its_transaction_is_refused(String sql) {
        assertThatThrownBy(() -> new Migration("0001.sql", sql))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0001.sql must leave transactions and settings alone");
    }

    @Test
    void a_missing_script_is_named() {
        assertThatThrownBy(() -> Migration.resource(MigrationTest.class, "0009-nothing.sql"))
                .hasMessage(
                        "No migration 0009-nothing.sql beside " + MigrationTest.class.getName());
    }

    @Test
    void a_script_is_read_from_beside_a_class() {
        assertThat(Migration.resource(MigrationTest.class, "0001-test.sql").sql())
                .isEqualTo("CREATE TABLE note (id INTEGER PRIMARY KEY);\n");
    }

    private static List<String> tables(Database database) {
        return Notes.texts(database, "SELECT name FROM sqlite_schema ORDER BY 1");
    }

    private Database open(Migration... migrations) {
        Format format = new Format(Notes.APPLICATION_ID, "the notes test", List.of(migrations));
        return Database.open(file(), format, Options.DEFAULTS);
    }

    private Path file() {
        return folder.resolve("notes.db");
    }
}
