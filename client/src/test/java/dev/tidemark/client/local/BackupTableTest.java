package dev.tidemark.client.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.client.local.BackupTable.BackupRow;
import dev.tidemark.client.local.RecordTable.Known;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.sql.Options;
import dev.tidemark.sql.Tx;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupTableTest {

    private static final RecordKey KEY = new RecordKey("notes", "n");

    @TempDir private Path folder;
    private LocalFile file;

    @BeforeEach
    void open() {
        InstantSource clock = InstantSource.fixed(Instant.EPOCH);
        file =
                LocalFile.open(
                        folder.resolve("device.db"),
                        Options.DEFAULTS,
                        new LocalFile.Environment(clock, () -> "device"),
                        LocalLimits.DEFAULTS,
                        10,
                        "device",
                        null);
    }

    @AfterEach
    void close() {
        assertThat(file.problems()).isEmpty();
        file.close();
    }

    @Test
    void the_oldest_go_once_all_hold_too_much() {
        backUp(40, 100);
        backUp(40, 100);
        assertThat(bytes()).containsExactly(40L, 40L);

        backUp(30, 100);

        assertThat(bytes()).containsExactly(30L, 40L);
    }

    @Test
    void the_newest_stays_whatever_it_holds() {
        backUp(40, 100);

        backUp(101, 100);

        assertThat(bytes()).containsExactly(101L);
    }

    /** Backs up an entry of so many bytes, as if something replaced it. */
    private void backUp(int size, long bytesMax) {
        file.change(tx -> {
            BackupTable backups = new BackupTable(tx, Instant.EPOCH, 10, bytesMax);
            assertThat(backups.keep(KEY, new Known(1, entry(tx, size), 0))).isTrue();
            backups.finish("test");
            return null;
        });
    }

    private static long entry(Tx tx, int size) {
        return new EntryTable(tx).add(new byte[size]);
    }

    private List<Long> bytes() {
        return file.read(tx ->
                new BackupTable(tx, Instant.EPOCH, 10)
                        .list().stream().map(BackupRow::bytes).toList());
    }
}
