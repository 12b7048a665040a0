package dev.tidemark.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.compare.Digests;
import dev.tidemark.client.Fields;
import dev.tidemark.client.LocalRecord;
import dev.tidemark.client.SyncResult;
import dev.tidemark.client.Tidemark;
import dev.tidemark.client.transport.Credential;
import dev.tidemark.core.conflict.Resolution.Choice;
import dev.tidemark.core.value.Value;
import dev.tidemark.server.backup.BackupRestore;
import dev.tidemark.server.backup.DataBackup;
import dev.tidemark.wire.command.EncodedEntry;
import dev.tidemark.wire.command.ListedConflict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Three devices and a server that is put back to an old backup, with the command and by hand; then
/// others write to it, under counters that were used before, and only then the devices come.
@Timeout(300)
class WentBackTest {

    private static final String SCHEMA =
            """
            {"version": 1, "collections": {"notes": {"fields": {
              "tags": {"kind": "set"}, "hits": {"kind": "counter"}, "body": {"kind": "text"}}}}}
            """;

    @TempDir private Path folder;

    @ParameterizedTest
    @CsvSource({"1,true", "2,false", "12,true", "13,false", "14,true"})
    void nothing_acknowledged_is_missing_and_all_end_equal(long seed, boolean byHand)
            throws IOException {
        try (Story story = new Story(folder, new Random(seed))) {
            story.play(60);
            story.syncAll();
            Path backup = story.backup();
            story.play(100);
            story.syncAll();
            story.lose(backup, byHand);
            story.strangers(30);
            story.comeBack();
            story.play(20);
            story.syncAll();
            story.syncAll();
            story.check();
        }
    }

    /// What happens, and what must be left of it.
    private static final class Story implements AutoCloseable {
        private final Path folder;
        private final Random random;
        private final RealServer server;
        private final RawApi raw;
        private final String key;
        private final List<Tidemark> devices = new ArrayList<>();
        private final List<String> ids = new ArrayList<>();

        /// Each field of this name is written once, and so must be there.
        private final Map<String, TreeSet<String>> fields = new TreeMap<>();

        private final Map<String, Long> hits = new TreeMap<>();
        private final TreeSet<String> deleted = new TreeSet<>();

        /// Only one device writes it, again and again.
        private final Map<String, Long> own = new TreeMap<>();

        private int steps;

        Story(Path folder, Random random) throws IOException {
            this.folder = folder;
            this.random = random;
            this.server = new RealServer(Files.createDirectory(folder.resolve("data")));
            RawApi admin = new RawApi(server.address(), server.key());
            admin.send("PUT", "/v1/apps/mixed/schema", SCHEMA);
            String account =
                    admin.member(
                            admin.send(
                                    "POST", "/v1/accounts", "{\"name\":\"n\",\"app\":\"mixed\"}"),
                            "accountId");
            key =
                    admin.member(
                            admin.send(
                                    "POST",
                                    "/v1/auth/api-keys",
                                    "{\"name\":\"k\",\"account\":\"%s\",\"role\":\"owner\"}"
                                            .formatted(account)),
                            "key");
            admin.close();
            raw = new RawApi(server.address(), key);
            for (String name : List.of("laptop", "phone", "tablet")) {
                Tidemark device = Tidemark.open(folder.resolve(name + ".db"));
                device.enableSync(server.address(), Credential.bearer(key));
                assertThat(device.sync().complete()).isTrue();
                devices.add(device);
                String id = device.records("notes").create(Fields.of("own", 0));
                ids.add(id);
                own.put(id, 0L);
            }
            syncAll();
            syncAll();
        }

        void play(int count) {
            for (int i = 0; i < count; i++) {
                int who = random.nextInt(devices.size());
                step(devices.get(who), ids.get(who));
                if (random.nextInt(4) == 0) {
                    devices.get(random.nextInt(devices.size())).sync();
                }
            }
        }

        private void step(Tidemark device, String ownId) {
            steps++;
            List<LocalRecord> all = device.records("notes").list();
            LocalRecord one = all.get(random.nextInt(all.size()));
            switch (random.nextInt(8)) {
                case 0 -> {
                    String id = device.records("notes").create(Fields.of("f" + steps, steps));
                    wrote(id, "f" + steps);
                }
                case 1 -> {
                    device.records("notes").increment(one.id(), "hits", steps);
                    hits.merge(one.id(), (long) steps, Long::sum);
                }
                case 2 -> device.records("notes").add(one.id(), "tags", "t" + random.nextInt(5));
                case 3 ->
                        device.records("notes")
                                .update(one.id(), Fields.of("body", "a\nb\n" + steps));
                case 4 -> device.records("notes").update(one.id(), Fields.of("both", steps));
                case 5 -> {
                    if (steps % 5 == 0 && !own.containsKey(one.id())) {
                        device.records("notes").delete(one.id());
                        deleted.add(one.id());
                    }
                    List<ListedConflict> open = device.conflicts().list();
                    if (!open.isEmpty()) {
                        device.conflicts().resolve(open.getFirst().conflictId(), Choice.MINE);
                    }
                }
                case 6 -> {
                    device.records("notes").update(ownId, Fields.of("own", steps));
                    own.put(ownId, (long) steps);
                }
                default -> {
                    device.records("notes").update(one.id(), Fields.of("f" + steps, steps));
                    wrote(one.id(), "f" + steps);
                }
            }
        }

        private void wrote(String id, String field) {
            fields.computeIfAbsent(id, k -> new TreeSet<>()).add(field);
        }

        void syncAll() {
            for (Tidemark device : devices) {
                SyncResult result = device.sync();
                assertThat(result.complete()).as(result.toString()).isTrue();
                assertThat(result.refused()).isZero();
            }
        }

        Path backup() {
            Path file = folder.resolve("monday.db");
            DataBackup.make(folder.resolve("data"), file);
            return file;
        }

        void lose(Path backup, boolean byHand) throws IOException {
            Path data = folder.resolve("data");
            server.stop();
            if (byHand) {
                Files.copy(
                        backup, data.resolve("tidemark.db"), StandardCopyOption.REPLACE_EXISTING);
            } else {
                BackupRestore.restore(data, backup, Instant.now(), random);
            }
            server.again();
        }

        /// Writes by hand, half of them as one of the devices.
        void strangers(int count) {
            for (int i = 0; i < count; i++) {
                steps++;
                RawApi.Seen seen = raw.seen();
                List<EncodedEntry> live =
                        seen.entries().stream().filter(each -> !each.deleted()).toList();
                EncodedEntry entry = live.get(random.nextInt(live.size()));
                String device =
                        i % 2 == 0
                                ? "stranger"
                                : devices.get(random.nextInt(devices.size())).status().deviceId();
                raw.update(
                        seen,
                        entry,
                        device,
                        "{\"f%d\":%d,\"hits\":{\"increment\":%d},\"both\":\"raw\"}"
                                .formatted(steps, steps, steps));
                wrote(entry.key().id(), "f" + steps);
                hits.merge(entry.key().id(), (long) steps, Long::sum);
            }
        }

        void comeBack() {
            List<Tidemark> order = new ArrayList<>(devices);
            Collections.shuffle(order, random);
            for (Tidemark device : order) {
                SyncResult result = device.sync();
                assertThat(result.complete()).as(result.toString()).isTrue();
                assertThat(result.notices())
                        .anySatisfy(notice ->
                                assertThat(notice)
                                        .startsWith("the server went back to an earlier state"));
                assertThat(device.status().wentBack().refused()).isZero();
            }
        }

        void check() {
            Digests first = Digests.ofDevice(devices.getFirst());
            for (Tidemark device : devices) {
                assertThat(device.status().pending()).isZero();
                assertThat(device.status().deadLetters()).isZero();
                assertThat(Digests.ofDevice(device)).isEqualTo(first);
                assertThat(device.verify().same()).isTrue();
                assertThat(device.problems()).isEmpty();
            }
            Map<String, EncodedEntry> held = new TreeMap<>();
            raw.seen().entries().forEach(each -> held.put(each.key().id(), each));
            fields.forEach((id, names) -> {
                if (!deleted.contains(id)) {
                    assertThat(held.get(id).fields().members().keySet())
                            .as("fields of %s", id)
                            .containsAll(names);
                }
            });
            hits.forEach((id, sum) -> {
                if (!deleted.contains(id)) {
                    assertThat(held.get(id).fields().members().get("hits"))
                            .as("hits of %s", id)
                            .isEqualTo(Value.of(sum));
                }
            });
            own.forEach((id, value) ->
                    assertThat(held.get(id).fields().members().get("own"))
                            .isEqualTo(Value.of(value)));
        }

        @Override
        public void close() {
            devices.forEach(Tidemark::close);
            raw.close();
            server.close();
        }
    }
}
