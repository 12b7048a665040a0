package dev.tidemark.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.sql.StorageException.Kind;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

class StorageExceptionTest {

    @ParameterizedTest
    @CsvSource({
        "SQLITE_FULL, FULL, true",
        "SQLITE_IOERR_SHMSIZE, FULL, true",
        "SQLITE_IOERR_FSYNC, IO, true",
        "SQLITE_CORRUPT, CORRUPT, false",
        "SQLITE_CORRUPT_VTAB, CORRUPT, false",
        "SQLITE_NOTADB, CORRUPT, false",
        "SQLITE_BUSY, LOCKED, true",
        "SQLITE_LOCKED, LOCKED, true",
        "SQLITE_READONLY_DBMOVED, READ_ONLY, false",
        "SQLITE_CANTOPEN_ISDIR, NO_ACCESS, false",
        "SQLITE_CONSTRAINT_UNIQUE, CONSTRAINT, false",
        "SQLITE_NOMEM, OTHER, false",
        "SQLITE_ERROR, OTHER, false"
    })
    void every_sqlite_error_has_a_kind(SQLiteErrorCode code, Kind kind, boolean retryable) {
        StorageException e = StorageException.of(new SQLiteException("said", code), "/tmp/x.db");
        assertThat(e.kind()).isEqualTo(kind);
        assertThat(e.kind().retryable()).isEqualTo(retryable);
        assertThat(e).hasMessageContaining("/tmp/x.db").hasMessageContaining("said");
    }

    @Test
    void an_error_that_is_not_sqlites_is_another() {
        assertThat(StorageException.of(new SQLException("odd"), "x").kind()).isEqualTo(Kind.OTHER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.51.2", "3.50.7", "3.7.0", "3.51", "2.99.99"})
    void a_library_that_can_lose_commits_is_refused(String version) {
        assertThatThrownBy(() -> SqliteLibrary.requireSafe(version))
                .isInstanceOfSatisfying(
                        StorageException.class,
                        e -> assertThat(e.kind()).isEqualTo(Kind.TOO_OLD_SQLITE))
                .hasMessageContaining("SQLite " + version + " can lose commits");
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.51.3", "3.52", "3.54.1", "4.0.0"})
    void a_library_with_the_fix_is_accepted(String version) {
        assertThatCode(() -> SqliteLibrary.requireSafe(version)).doesNotThrowAnyException();
    }

    @Test
    void the_library_of_this_build_is_accepted() {
        assertThatCode(SqliteLibrary::requireSafe).doesNotThrowAnyException();
    }
}
