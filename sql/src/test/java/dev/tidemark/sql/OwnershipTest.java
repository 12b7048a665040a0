package dev.tidemark.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.sql.StorageException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

class OwnershipTest {

    private static final Format NEWER =
            new Format(
                    Notes.APPLICATION_ID,
                    "a newer notes test",
                    List.of(Notes.FIRST, new Migration("0002-tag.sql", "CREATE TABLE tag (x)")));

    private static final Path LINUX_LOCKS = Path.of("/proc/locks");

    @TempDir Path folder;

    @Test
    void another_programs_database_is_refused_and_untouched() throws SQLException {
        execute("PRAGMA journal_mode=WAL", "CREATE TABLE theirs (x)", "PRAGMA user_version=7");
        assertRefusedUntouched(Kind.NOT_OURS, "does not belong to the notes test");
    }

    @Test
    void another_programs_database_in_use_is_refused_and_untouched() throws SQLException {
        try (Connection theirs = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = theirs.createStatement()) {
            statement.execute("PRAGMA application_id=42");
            statement.execute("PRAGMA journal_mode=WAL");
            statement.execute("CREATE TABLE theirs (x)");
            assertRefusedUntouched(Kind.NOT_OURS, "application id is 42");
        }
    }

    @Test
    void a_text_file_is_refused_and_untouched() throws IOException {
        Files.writeString(file(), "Dear diary, ".repeat(100));
        assertRefusedUntouched(Kind.NOT_OURS, "no SQLite database");
    }

    @Test
    void a_file_too_short_for_a_database_is_refused_and_untouched() throws IOException {
        Files.writeString(file(), "SQLite format 3\0");
        assertRefusedUntouched(Kind.NOT_OURS, "no SQLite database");
    }

    @Test
    void an_encrypted_database_is_refused_and_untouched() throws IOException {
        byte[] noise = new byte[8_192];
        new Random(7).nextBytes(noise);
        Files.write(file(), noise);
        assertRefusedUntouched(Kind.NOT_OURS, "encrypted");
    }

    @Test
    void a_folder_is_refused() throws IOException {
        Files.createDirectory(file());
        assertRefusedUntouched(Kind.NOT_OURS, "a folder");
    }

    @Test
    void a_missing_folder_is_named_and_not_made() {
        assertThatThrownBy(() -> Notes.open(folder.resolve("nowhere/notes.db")))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NO_ACCESS))
                .hasMessageContaining("its folder does not exist");
        assertThat(Notes.fingerprint(folder)).isEmpty();
    }

    @Test
    void a_newer_version_is_refused_and_untouched() {
        Database.open(file(), NEWER, Options.DEFAULTS).close();
        assertRefusedUntouched(Kind.NEWER_VERSION, "is of version 2");
    }

    @Test
    void a_newer_version_that_only_the_log_knows_is_refused_and_untouched()
            throws IOException, SQLException {
        Notes.open(file()).close();
        Path crashed = Files.createDirectory(folder.resolve("crashed")).resolve("notes.db");
        try (Connection newer = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = newer.createStatement()) {
            statement.execute("PRAGMA user_version=2");
            Files.copy(file(), crashed);
            Files.copy(folder.resolve("notes.db-wal"), folder.resolve("crashed/notes.db-wal"));
        }
        Map<String, String> before = Notes.fingerprint(crashed.getParent());
        assertRefused(crashed, Kind.NEWER_VERSION, "is of version 2");
        assertThat(Notes.fingerprint(crashed.getParent())).isEqualTo(before).hasSize(2);
    }

    @Test
    void a_log_without_its_database_is_not_thrown_away() throws IOException {
        Files.write(folder.resolve("notes.db-wal"), new byte[5_000]);
        assertRefusedUntouched(Kind.CORRUPT, "missing or empty, but its log lies beside it");
        Files.createFile(file());
        assertRefusedUntouched(Kind.CORRUPT, "missing or empty, but its log lies beside it");
    }

    @Test
    void a_journal_that_would_fill_an_empty_file_is_not_thrown_away() throws IOException {
        Files.write(folder.resolve("notes.db-journal"), journalOf(3));
        assertRefusedUntouched(Kind.CORRUPT, "missing or empty");
    }

    @Test
    void a_creation_cut_short_by_a_crash_is_begun_again() throws IOException {
        Files.write(file(), new byte[4_096]);
        Files.write(folder.resolve("notes.db-journal"), journalOf(0));
        try (Database database = Notes.open(file())) {
            database.write(tx -> Notes.add(tx, 1));
            assertThat(Notes.ids(database)).containsExactly(1L);
        }
    }

    @Test
    @EnabledIf("locksCanBeSeen")
    void a_second_handle_in_this_process_leaves_the_locks_of_the_first_alone() throws IOException {
        try (Database first = Notes.open(file())) {
            first.write(tx -> Notes.add(tx, 1));
            List<String> before = locks();
            assertThat(before).isNotEmpty();
            Notes.open(file()).close();
            assertThat(locks()).isEqualTo(before);
            first.write(tx -> Notes.add(tx, 2));
            assertThat(Notes.ids(first)).containsExactly(1L, 2L);
        }
    }

    static boolean locksCanBeSeen() {
        return Files.isReadable(LINUX_LOCKS);
    }

    private List<String> locks() throws IOException {
        String inode = ":" + Files.getAttribute(file(), "unix:ino") + " ";
        return Files.readAllLines(LINUX_LOCKS).stream()
                .filter(line -> line.contains(inode))
                .map(line -> line.replaceFirst("^\\d+:", ""))
                .toList();
    }

    private void assertRefusedUntouched(Kind kind, String message) {
        Map<String, String> before = Notes.fingerprint(folder);
        assertRefused(file(), kind, message);
        assertThat(Notes.fingerprint(folder)).isEqualTo(before);
    }

    private static void assertRefused(Path file, Kind kind, String message) {
        assertThatThrownBy(() -> Notes.open(file))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(kind))
                .hasMessageContaining(file.getFileName().toString())
                .hasMessageContaining(message);
    }

    private static byte[] journalOf(int pagesBefore) {
        return ByteBuffer.allocate(512)
                .putLong(0xd9d505f920a163d7L)
                .putInt(0) // Records that follow.
                .putInt(1) // Nonce.
                .putInt(pagesBefore)
                .putInt(512) // Sector size.
                .putInt(4_096) // Page size.
                .array();
    }

    private void execute(String... statements) throws SQLException {
        try (Connection theirs = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = theirs.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private Path file() {
        return folder.resolve("notes.db");
    }
}
