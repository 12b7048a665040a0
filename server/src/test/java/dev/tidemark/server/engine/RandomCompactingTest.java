package dev.tidemark.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.core.record.Mutation;
import dev.tidemark.core.record.Op;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.schema.CollectionRules.History;
import dev.tidemark.core.value.Value;
import dev.tidemark.server.problem.Problem;
import dev.tidemark.server.store.RecordRow;
import dev.tidemark.server.store.SnapshotRow;
import dev.tidemark.wire.problem.ProblemCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Random histories of several devices, with retention at random moments.
class RandomCompactingTest {

    private static final List<String> DEVICES = List.of("a", "b", "c", "d");

    @TempDir Path folder;

    /// A snapshot, and what the account showed then.
    private record Picture(String id, long seq, Map<RecordKey, Value.Obj> shown) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void compaction_changes_nothing_that_anybody_is_shown(long seed) throws Exception {
        Random random = new Random(seed);
        Path place = Files.createDirectory(folder.resolve("seed-" + seed));
        try (Workbench bench = new Workbench(place, RandomWrites.app())) {
            new Story(bench, random, seed).run(40);
        }
    }

    private static final class Story {
        final Workbench bench;
        final Random random;
        final long seed;
        final RandomWrites writes;
        final Map<String, Writer> devices = new TreeMap<>();
        final List<Picture> pictures = new ArrayList<>();
        int begunAnew;

        Story(Workbench bench, Random random, long seed) {
            this.bench = bench;
            this.random = random;
            this.seed = seed;
            this.writes = new RandomWrites(bench, random, RandomWrites.COLLECTIONS);
            DEVICES.forEach(id -> devices.put(id, bench.device(id).pull()));
        }

        void run(int rounds) {
            for (int round = 0; round < rounds; round++) {
                write();
                bench.pass(Duration.ofHours(random.nextInt(200)));
                switch (random.nextInt(4)) {
                    case 0 -> picture(round);
                    case 1 -> compact();
                    default -> pull(DEVICES.get(random.nextInt(4)));
                }
            }
            bench.pass(Duration.ofDays(random.nextInt(200)));
            compact();
            DEVICES.forEach(this::pull);
            devices.values().forEach(this::requireSame);
            restoreAll();
        }

        /// One that was away for too long begins anew, as another device.
        private void pull(String id) {
            Writer device = devices.get(id);
            try {
                device.pull();
            } catch (Problem problem) {
                assertThat(problem.code()).isEqualTo(ProblemCode.CURSOR_EXPIRED);
                begunAnew++;
                devices.put(id, bench.device(id + begunAnew).pull());
            }
        }

        private void write() {
            for (int n = 0; n < 12; n++) {
                Writer device = devices.get(DEVICES.get(random.nextInt(4)));
                Mutation mutation = writes.mutation(device, 4, Op.CREATE, null);
                try {
                    if (device.push(mutation).acked().isEmpty()) {
                        device.pull();
                    }
                } catch (Problem expired) {
                    pull(device.id.substring(0, 1));
                }
            }
        }

        private void picture(int round) {
            if (pictures.size() > 3) {
                Picture gone = pictures.remove(random.nextInt(pictures.size()));
                bench.lanes()
                        .writeNow(
                                Workbench.ACCOUNT,
                                tx -> SnapshotRow.delete(tx, Workbench.ACCOUNT, gone.id()));
            }
            Picture picture = new Picture("snapshot-" + round, bench.seq(), bench.shown());
            bench.lanes()
                    .writeNow(
                            Workbench.ACCOUNT,
                            tx -> {
                                new SnapshotRow(
                                                picture.id(),
                                                picture.seq(),
                                                "",
                                                SnapshotRow.Kind.NAMED,
                                                bench.now.toEpochMilli(),
                                                "",
                                                null)
                                        .keep(tx, Workbench.ACCOUNT);
                                return null;
                            });
            pictures.add(picture);
        }

        private void compact() {
            Map<RecordKey, RecordRow> before = rows();
            Map<RecordKey, Value.Obj> shown = bench.shown();
            String conflicts = bench.openConflicts().toString();
            List<String> past = past();
            RetentionRules rules =
                    new RetentionRules(
                            new History(random.nextInt(6), random.nextInt(3) * 10),
                            Duration.ofDays(random.nextInt(10)));
            long cursors = devices.values().stream().mapToLong(this::seq).min().orElseThrow();
            bench.lanes()
                    .writeNow(
                            Workbench.ACCOUNT,
                            tx -> {
                                tx.update("DELETE FROM device");
                                return tx.update(
                                        "INSERT INTO device (account_id, device_id, name, created_at,"
                                                + " seen_seq) VALUES (?, 'slowest', '', ?, ?)",
                                        Workbench.ACCOUNT,
                                        bench.now.toEpochMilli(),
                                        cursors);
                            });
            bench.compact(rules);
            assertThat(bench.shown()).as("seed %d", seed).isEqualTo(shown);
            assertThat(bench.openConflicts().toString()).as("seed %d", seed).isEqualTo(conflicts);
            assertThat(past()).as("seed %d", seed).isEqualTo(past);
            rows().forEach((key, row) -> {
                if (!row.kept().purged()) {
                    assertThat(row.body()).as("%s", key).isEqualTo(before.get(key).body());
                }
                assertThat(row.revision()).isEqualTo(before.get(key).revision());
            });
        }

        private long seq(Writer device) {
            return bench.cursors.position(Workbench.ACCOUNT, device.cursor).seq();
        }

        private Map<RecordKey, RecordRow> rows() {
            Map<RecordKey, RecordRow> rows = new TreeMap<>();
            bench.lanes()
                    .readNow(tx ->
                            RecordRow.after(tx, Workbench.ACCOUNT, new RecordKey("", ""), 10_000))
                    .forEach(row -> rows.put(row.key(), row));
            return rows;
        }

        /// What differs from each picture, and what was shown then.
        private List<String> past() {
            List<String> past = new ArrayList<>();
            for (Picture picture : pictures) {
                bench.lanes()
                        .readNow(tx -> {
                            new Differences(
                                            tx,
                                            Workbench.ACCOUNT,
                                            bench.app,
                                            picture.seq(),
                                            Extent.ALL)
                                    .each(
                                            0,
                                            _ -> true,
                                            difference -> {
                                                past.add(
                                                        picture.id()
                                                                + difference.key()
                                                                + difference.then().deleted()
                                                                + (difference.then().deleted()
                                                                        ? ""
                                                                        : difference
                                                                                .then()
                                                                                .fields()));
                                                return true;
                                            });
                            return null;
                        });
            }
            return past;
        }

        /// A device that follows its cursor has byte for byte what the server has.
        private void requireSame(Writer device) {
            rows().forEach((key, row) -> {
                if (!row.kept().purged() && device.records.containsKey(key)) {
                    assertThat(device.encoded(device.records.get(key)).bytes())
                            .as("%s on %s, seed %d", key, device.id, seed)
                            .isEqualTo(row.body());
                }
                if (!row.deleted()) {
                    assertThat(device.records).containsKey(key);
                } else if (device.records.containsKey(key)) {
                    assertThat(device.records.get(key).deleted()).isTrue();
                }
            });
        }

        private void restoreAll() {
            for (Picture picture : pictures) {
                bench.pass(Duration.ofMinutes(1));
                if (bench.restore(picture.seq(), Extent.ALL).skipped() == 0) {
                    assertThat(bench.shown()).as("seed %d", seed).isEqualTo(picture.shown());
                }
            }
        }
    }
}
