package dev.tidemark.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.sql.StorageException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupTest {

    @TempDir Path folder;

    @Test
    void a_backup_under_load_has_every_write_acknowledged_before_it_and_no_gap() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        AtomicLong acknowledged = new AtomicLong();
        CountDownLatch someWritten = new CountDownLatch(200);
        long before;
        try (Database database = Notes.open(folder.resolve("notes.db"))) {
            Thread writer =
                    new Thread(() -> {
                        while (!stop.get()) {
                            long id = acknowledged.get() + 1;
                            database.write(tx -> Notes.add(tx, id, "x".repeat(2_000)));
                            acknowledged.set(id);
                            someWritten.countDown();
                        }
                    });
            writer.start();
            someWritten.await();
            before = acknowledged.get();
            database.backupTo(copy());
            stop.set(true);
            writer.join();
        }
        try (Database restored = Notes.open(copy())) {
            long last = Notes.number(restored, "SELECT max(id) FROM note");
            assertThat(last).isBetween(before, acknowledged.get());
            assertThat(Notes.count(restored)).isEqualTo(last);
            assertThat(restored.problems()).isEmpty();
            restored.write(tx -> Notes.add(tx, last + 1));
        }
    }

    @Test
    void a_backup_is_one_file_for_its_owner_only() throws IOException {
        try (Database database = Notes.open(folder.resolve("notes.db"))) {
            Path target = Files.createDirectory(folder.resolve("it's")).resolve("copy.db");
            database.backupTo(target);
            assertThat(Notes.fingerprint(target.getParent()).keySet()).containsExactly("copy.db");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target)))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void a_file_in_the_way_is_left_alone() throws IOException {
        Files.writeString(copy(), "precious");
        try (Database database = Notes.open(folder.resolve("notes.db"))) {
            assertExists(database, "copy.db exists already");
            Files.delete(copy());
            Files.writeString(folder.resolve("copy.db.part"), "precious");
            assertExists(database, "another backup is being written, or one was cut short");
        }
        assertThat(folder.resolve("copy.db.part")).hasContent("precious");
    }

    @Test
    void a_backup_into_a_missing_folder_leaves_nothing() {
        try (Database database = Notes.open(folder.resolve("notes.db"))) {
            assertThatThrownBy(() -> database.backupTo(folder.resolve("no/copy.db")))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("its folder does not exist");
        }
        assertThat(Notes.fingerprint(folder).keySet()).containsExactly("notes.db");
    }

    private void assertExists(Database database, String message) {
        assertThatThrownBy(() -> database.backupTo(copy()))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.EXISTS))
                .hasMessageContaining(message);
    }

    private Path copy() {
        return folder.resolve("copy.db");
    }
}
