package dev.tidemark.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.client.Fields;
import dev.tidemark.client.LocalRecord;
import dev.tidemark.client.Options;
import dev.tidemark.client.Query;
import dev.tidemark.client.SyncPreview;
import dev.tidemark.client.SyncPreview.Outcome;
import dev.tidemark.client.SyncResult;
import dev.tidemark.client.Tidemark;
import dev.tidemark.client.local.LocalFile.Environment;
import dev.tidemark.client.transport.Credential;
import dev.tidemark.core.record.RecordKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Devices that write at random, among them what a rule refuses, what is held and what is disputed,
/// and a file that is a copy of another one: what a dry run says is what the sync then does.
@Timeout(300)
class DryRunsTest {

    private static final int ROUNDS = 40;

    private static final String SCHEMA =
            """
            {"version": 1, "collections": {
              "notes": {"fields": {"tags": {"kind": "set"}, "hits": {"kind": "counter"},
                "plan": {"kind": "manual"}}},
              "people": {"naturalKey": {"fields": ["name"]}}}}
            """;

    private static final List<String> COLLECTIONS = List.of("notes", "people");

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir private Path folder;
    private Options options = Options.DEFAULTS;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 4, 5})
    void a_sync_does_what_its_dry_run_said(long seed) throws IOException {
        Random random = new Random(seed);
        options = Options.DEFAULTS.withEnvironment(environment(new Random(~seed)));
        Map<String, String> guards = Map.of("guardDeleteMin", "4", "guardDeletePercentMax", "30");
        Map<Outcome, Integer> outcomes = new TreeMap<>();
        List<Tidemark> devices = new ArrayList<>();
        try (RealServer server = new RealServer(folder.resolve("server"), guards)) {
            String key = owner(server);
            for (String name : List.of("laptop", "phone", "tablet")) {
                devices.add(open(server, key, name));
            }
            for (int round = 0; round < ROUNDS; round++) {
                if (round == ROUNDS / 2) {
                    devices.set(2, copyOfPhone(devices));
                }
                Tidemark device = devices.get(random.nextInt(devices.size()));
                write(device, random, "N" + round / 6);
                compare(device)
                        .forEach((each, number) -> outcomes.merge(each, number, Integer::sum));
            }
        } finally {
            devices.forEach(Tidemark::close);
        }
        assertThat(outcomes)
                .containsKeys(Outcome.APPLIED, Outcome.MERGED, Outcome.REFUSED, Outcome.HELD);
    }

    /// Ids and times that are the seed's too: they decide who wins, and in which order records
    /// come.
    private static Environment environment(Random random) {
        AtomicLong millis = new AtomicLong(START.toEpochMilli());
        return new Environment(
                () -> Instant.ofEpochMilli(millis.addAndGet(1_000)),
                () -> {
                    byte[] name = new byte[16];
                    random.nextBytes(name);
                    return UUID.nameUUIDFromBytes(name).toString();
                });
    }

    private static String owner(RealServer server) {
        try (RawApi admin = new RawApi(server.address(), server.key())) {
            admin.send("PUT", "/v1/apps/mixed/schema", SCHEMA);
            byte[] account =
                    admin.send("POST", "/v1/accounts", "{\"name\":\"n\",\"app\":\"mixed\"}");
            String body =
                    "{\"name\":\"k\",\"account\":\"%s\",\"role\":\"owner\"}"
                            .formatted(admin.member(account, "accountId"));
            return admin.member(admin.send("POST", "/v1/auth/api-keys", body), "key");
        }
    }

    private Tidemark open(RealServer server, String key, String name) {
        Tidemark device = Tidemark.open(folder.resolve(name + ".db"), options);
        device.enableSync(server.address(), Credential.bearer(key));
        assertThat(device.sync().complete()).isTrue();
        return device;
    }

    /// The phone's file once more, with what waits in it, in the place of the tablet.
    private Tidemark copyOfPhone(List<Tidemark> devices) throws IOException {
        devices.get(2).close();
        devices.get(1).records("notes").create(Fields.of("n", "in both"));
        devices.get(1).close();
        Files.copy(folder.resolve("phone.db"), folder.resolve("copy.db"));
        devices.set(1, Tidemark.open(folder.resolve("phone.db"), options));
        return Tidemark.open(folder.resolve("copy.db"), options);
    }

    private static void write(Tidemark device, Random random, String name) {
        for (int n = random.nextInt(5); n > 0; n--) {
            List<LocalRecord> notes = device.records("notes").list();
            if (notes.size() < 6 || random.nextInt(4) == 0) {
                device.records("notes").create(Fields.of("n", random.nextInt(9)));
                continue;
            }
            String id = notes.get(random.nextInt(notes.size())).id();
            switch (random.nextInt(8)) {
                case 0 -> device.records("notes").delete(id);
                case 1 -> device.records("notes").add(id, "tags", "t" + random.nextInt(3));
                case 2 -> device.records("notes").increment(id, "hits", 1);
                case 3 -> device.records("notes").update(id, Fields.of("plan", random.nextInt(9)));
                case 4, 5 -> name(device, name);
                default -> device.records("notes").update(id, Fields.of("n", random.nextInt(9)));
            }
        }
        if (random.nextInt(8) == 0) {
            device.records("notes").list().stream()
                    .limit(6)
                    .forEach(each -> device.records("notes").delete(each.id()));
        }
    }

    /// What the device knows to be taken it does not even write.
    private static void name(Tidemark device, String name) {
        if (device.records("people").list().stream()
                .noneMatch(each -> name.equals(each.text("name")))) {
            device.records("people").create(Fields.of("name", name));
        }
    }

    /// Previews and syncs; how many mutations had which outcome.
    private static Map<Outcome, Integer> compare(Tidemark device) {
        SyncPreview preview = device.previewSync();
        assertThat(preview.trouble()).isNull();
        Map<RecordKey, LocalRecord> expected = shown(device);
        preview.changes()
                .forEach(change -> {
                    assertThat(visible(change.before()))
                            .isEqualTo(visible(expected.get(change.key())));
                    if (change.after() == null) {
                        expected.remove(change.key());
                    } else {
                        expected.put(change.key(), change.after());
                    }
                });
        long deadBefore = device.status().deadLetters();
        Map<Outcome, Integer> outcomes = new TreeMap<>();
        preview.mutations().forEach(each -> outcomes.merge(each.outcome(), 1, Integer::sum));

        SyncResult result = device.sync(Objects.requireNonNull(preview.token()));

        assertThat(result.complete()).as(result.toString()).isTrue();
        Map<RecordKey, String> wanted = visible(expected);
        visible(shown(device))
                .forEach((key, shown) ->
                        assertThat(wanted.remove(key))
                                .as("%s; the dry run said %s", key, preview)
                                .isEqualTo(shown));
        assertThat(wanted).isEmpty();
        boolean copied =
                preview.mutations().stream().anyMatch(each -> "DEVICE_FORKED".equals(each.code()));
        if (copied) { // What becomes of that under another id is not foreseen.
            assertThat(result.notices()).anyMatch(each -> each.contains("is a copy"));
        } else {
            assertThat(result.refused()).isEqualTo(count(outcomes, Outcome.REFUSED));
            assertThat(result.merged()).isEqualTo(count(outcomes, Outcome.MERGED));
            assertThat(device.status().held()).isEqualTo(count(outcomes, Outcome.HELD));
        }
        assertThat(device.status().deadLetters() - deadBefore).isEqualTo(result.refused());
        return outcomes;
    }

    private static long count(Map<Outcome, Integer> outcomes, Outcome outcome) {
        return outcomes.getOrDefault(outcome, 0);
    }

    private static Map<RecordKey, LocalRecord> shown(Tidemark device) {
        Map<RecordKey, LocalRecord> shown = new TreeMap<>();
        for (String collection : COLLECTIONS) {
            device.records(collection)
                    .each(
                            Query.all().withDeleted(),
                            each -> shown.put(new RecordKey(collection, each.id()), each));
        }
        return shown;
    }

    private static Map<RecordKey, String> visible(Map<RecordKey, LocalRecord> records) {
        Map<RecordKey, String> visible = new TreeMap<>();
        records.forEach((key, record) -> visible.put(key, visible(record)));
        return visible;
    }

    private static String visible(LocalRecord record) {
        return record == null
                ? "nothing"
                : record.deleted() + " " + record.disputed() + " " + record.json();
    }
}
