package dev.tidemark.server.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.server.backup.BackupRestore.Restored;
import dev.tidemark.server.store.AccountRow;
import dev.tidemark.server.store.Beginning;
import dev.tidemark.server.store.Head;
import dev.tidemark.server.store.Storage;
import dev.tidemark.sql.FileLease;
import dev.tidemark.sql.LaneLimits;
import dev.tidemark.sql.Options;
import dev.tidemark.sql.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupRestoreTest {

    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
    private static final byte[] EPOCH = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};

    @TempDir private Path folder;
    private Path data;
    private Path backup;

    /// A folder whose account is at 7 and was backed up at 5.
    @BeforeEach
    void fill() throws IOException {
        data = Files.createDirectory(folder.resolve("data"));
        backup = folder.resolve("monday.db");
        change(tx -> {
            new AccountRow("a", "Anna", "open", 0).insert(tx, EPOCH);
            return true;
        });
        head(5);
        DataBackup.make(data, backup);
        head(7);
    }

    private <T> T change(dev.tidemark.sql.Work<T> work) {
        return in(data, storage -> storage.lanes().writeNow("test", work));
    }

    private static <T> T in(Path folder, Function<Storage, T> use) {
        try (Storage storage = Storage.open(folder, Options.DEFAULTS, LaneLimits.DEFAULTS)) {
            return use.apply(storage);
        }
    }

    private void head(long seq) {
        change(tx -> tx.update("UPDATE account SET head_seq = ?", seq));
    }

    private Head head() {
        return change(tx -> Head.find(tx, "a").orElseThrow());
    }

    private Restored restore(Consumer<String> onStep) {
        return BackupRestore.restore(data, backup, NOON, new Random(1), onStep);
    }

    @Test
    void a_backup_says_where_each_account_ends() {
        assertThat(DataBackup.check(backup).accounts())
                .containsExactly(new DataBackup.AccountEnd("a", "Anna", 5));
    }

    @Test
    void a_backup_is_made_while_a_server_is_at_work() {
        Path other = folder.resolve("other.db");
        in(
                data,
                storage -> {
                    storage.lanes()
                            .writeNow("test", tx -> tx.update("UPDATE account SET head_seq = 9"));
                    return DataBackup.make(data, other);
                });

        assertThat(DataBackup.check(other).accounts().getFirst().seq()).isEqualTo(9);
    }

    @Test
    void a_restored_backup_begins_another_epoch_beyond_every_seq() {
        Restored restored = restore(step -> {});

        assertThat(restored.lacking()).contains(2L);
        assertThat(head().seq()).isEqualTo(7 + Beginning.JUMP);
        assertThat(head().epoch()).isNotEqualTo(EPOCH);
        Beginning begun = change(tx -> Beginning.all(tx, "a")).getFirst();
        assertThat(begun.afterSeq()).isEqualTo(5);
        assertThat(begun.before()).isEqualTo(EPOCH);
    }

    @Test
    void the_replaced_files_are_kept() {
        Restored restored = restore(step -> {});

        assertThat(DataBackup.check(restored.replaced().resolve(Storage.FILE)).accounts())
                .containsExactly(new DataBackup.AccountEnd("a", "Anna", 7));
    }

    @Test
    void files_that_cannot_be_read_are_replaced_all_the_same() throws IOException {
        Files.writeString(data.resolve(Storage.FILE), "not a database at all");

        Restored restored = restore(step -> {});

        assertThat(restored.lacking()).isEmpty();
        assertThat(head().seq()).isEqualTo(5 + Beginning.JUMP);
        assertThat(restored.replaced().resolve(Storage.FILE)).hasContent("not a database at all");
    }

    @Test
    void a_backup_is_restored_into_a_folder_that_is_not_there() {
        data = folder.resolve("new");

        restore(step -> {});

        assertThat(head().seq()).isEqualTo(5 + Beginning.JUMP);
    }

    @Test
    void nothing_is_restored_while_a_server_runs() {
        try (FileLease server = FileLease.acquire(data.resolve(Storage.LOCK), "tidemark serve")) {
            assertThat(server.held()).isTrue();
            assertThatThrownBy(() -> restore(step -> {}))
                    .isInstanceOfSatisfying(
                            StorageException.class,
                            e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.LOCKED));
        }
        assertThat(head().seq()).isEqualTo(7);
    }

    @Test
    void a_damaged_or_foreign_backup_changes_nothing() throws IOException {
        Files.writeString(
                backup, "some other program's file, of more than a hundred bytes".repeat(9));

        assertThatThrownBy(() -> restore(step -> {}))
                .isInstanceOfSatisfying(
                        StorageException.class,
                        e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.NOT_OURS));
        assertThat(head().seq()).isEqualTo(7);
        assertThat(head().epoch()).isEqualTo(EPOCH);
    }

    @Test
    void wherever_a_restore_is_cut_short_it_has_happened_or_it_has_not() throws IOException {
        for (int cut = 0; ; cut++) {
            head(7);
            change(tx -> tx.update("UPDATE account SET epoch = ?", (Object) EPOCH));
            boolean ended = restoreUpTo(cut);
            Replacement.finish(data); // As the next start does.
            long seq = head().seq();
            if (ended) {
                assertThat(seq).isEqualTo(7 + Beginning.JUMP);
                assertThat(cut).isGreaterThan(4);
                return;
            }
            assertThat(seq).as("cut before step %d", cut).isIn(7L, 7 + Beginning.JUMP);
            assertThat(seq == 7).isEqualTo(head().epoch()[0] == 1 && cut == 0);
            assertThat(data).isDirectoryNotContaining("glob:**restoring-*");
            change(tx -> tx.update("DELETE FROM beginning"));
        }
    }

    /// Whether it got to the end.
    private boolean restoreUpTo(int steps) {
        int[] left = {steps};
        try {
            BackupRestore.restore(
                    data,
                    backup,
                    NOON.plusSeconds(steps),
                    new Random(steps),
                    step -> {
                        if (left[0]-- == 0) {
                            throw new CutShort();
                        }
                    });
            return true;
        } catch (CutShort e) {
            return false;
        }
    }

    private static final class CutShort extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
