package dev.tidemark.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrashTest {

    private static final Format FORMAT =
            new Format(
                    Notes.APPLICATION_ID,
                    "the crash test",
                    List.of(
                            new Migration(
                                    "0001.sql", "CREATE TABLE seen (id INTEGER, half TEXT)")));

    @TempDir Path folder;

    @Test
    void a_killed_process_loses_no_acknowledged_write_and_applies_none_by_half()
            throws IOException {
        Path file = folder.resolve("seen.db");
        List<Long> acknowledged = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
            acknowledged.addAll(killInMidLoad(file, round * 1_000_000L, 300));
        }
        try (Database database = Database.open(file, FORMAT, Options.DEFAULTS)) {
            List<Long> kept =
                    database.read(tx ->
                            tx.list(
                                    "SELECT id FROM seen GROUP BY id HAVING count(*) = 2",
                                    row -> row.getLong(1)));
            assertThat(new HashSet<>(kept)).containsAll(acknowledged);
            assertThat(Notes.number(database, "SELECT count(*) FROM seen"))
                    .isEqualTo(kept.size() * 2L);
            assertThat(database.problems()).isEmpty();
        }
    }

    /** Lets a process write until it has acknowledged some, kills it, and tells which it did. */
    private static List<Long> killInMidLoad(Path file, long firstId, int acknowledgements)
            throws IOException {
        List<Long> acknowledged = new ArrayList<>();
        try (ChildJvm child = ChildJvm.run(Load.class, file.toString(), Long.toString(firstId))) {
            for (int i = 0; i < acknowledgements; i++) {
                acknowledged.add(Long.parseLong(child.nextLine()));
            }
            child.kill();
            return acknowledged;
        }
    }

    /** Eight threads that write two rows at a time for ever and print each number once durable. */
    static final class Load {
        public static void main(String[] arguments) {
            Database database = Database.open(Path.of(arguments[0]), FORMAT, Options.DEFAULTS);
            FileLanes lanes = FileLanes.start(database, LaneLimits.DEFAULTS);
            AtomicLong ids = new AtomicLong(Long.parseLong(arguments[1]));
            for (int i = 0; i < 8; i++) {
                new Thread(() -> writeForEver(lanes, ids)).start();
            }
        }

        private static void writeForEver(FileLanes lanes, AtomicLong ids) {
            while (true) {
                long id = ids.getAndIncrement();
                lanes.writeNow(
                        "everybody",
                        tx -> {
                            tx.update("INSERT INTO seen VALUES (?, 'first')", id);
                            return tx.update("INSERT INTO seen VALUES (?, 'second')", id);
                        });
                synchronized (Load.class) {
                    System.out.println(id);
                }
            }
        }
    }
}
