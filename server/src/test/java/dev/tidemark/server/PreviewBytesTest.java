package dev.tidemark.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.core.value.Value;
import dev.tidemark.server.fake.Reply;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A thousand random batches over HTTP, each previewed and then sent under the same trace: to the
/// byte the same answer, but for the token of the preview and the cursor behind what was done.
class PreviewBytesTest {

    private static final int BATCHES = 250;

    private static final String SCHEMA =
            """
            {"version": 1, "collections": {
              "notes": {"id": "string", "fields": {"tags": {"kind": "set"}, "hits": {"kind": "counter"},
                "body": {"kind": "text"}, "born": {"kind": "immutable"}, "plan": {"kind": "manual"}}},
              "people": {"id": "string", "naturalKey": {"fields": ["name"]}},
              "sheets": {"id": "string", "rule": "occ"},
              "letters": {"id": "string", "lifecycle": {"field": "status", "frozenAt": ["sent"]}},
              "secrets": {"id": "string"}}}
            """;

    @TempDir Path folder;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void a_batch_is_answered_as_its_preview_was(long seed) {
        Map<String, String> guards = Map.of("guardDeleteMin", "3", "guardDeletePercentMax", "20");
        try (Site site = Site.on(folder, guards)) {
            Play play = new Play(site, new Random(seed));
            for (int i = 0; i < BATCHES; i++) {
                play.step();
            }
            assertThat(play.seen)
                    .contains("applied", "merged", "duplicate", "CONFLICT", "VALIDATION")
                    .contains("FORBIDDEN", "NOT_FOUND", "CAUSAL_GAP", "DEPENDS_ON_REJECTED")
                    .contains("DEVICE_FORKED", "HELD");
        }
    }

    /// One device, as far as it knows.
    private static final class Device {
        final String id;
        final Map<String, TreeMap<String, Long>> seen = new TreeMap<>();
        String since = "";

        Device(String id) {
            this.id = id;
        }

        void take(Value.Obj answer) {
            for (Value each : ((Value.Array) answer.members().get("serverChanges")).items()) {
                Map<String, Value> entry = ((Value.Obj) each).members();
                String key = text(entry.get("entity")) + "/" + text(entry.get("entityId"));
                TreeMap<String, Long> vv = seen.computeIfAbsent(key, k -> new TreeMap<>());
                ((Value.Obj) entry.get("vv"))
                        .members()
                        .forEach((device, to) -> vv.put(device, Long.valueOf(to.toString())));
            }
            since = text(answer.members().get("newSince"));
        }
    }

    private static String text(Value value) {
        return ((Value.Text) value).value();
    }

    private static final class Play {
        private final Site site;
        private final Random random;
        private final String key;
        private final List<Device> devices = new ArrayList<>();
        private final List<String> sent = new ArrayList<>();

        /// What became of commands so far.
        final TreeSet<String> seen = new TreeSet<>();

        Play(Site site, Random random) {
            this.site = site;
            this.random = random;
            site.admin().put("/v1/apps/mixed/schema", SCHEMA).expect(200);
            this.key =
                    site.key(
                                    site.account("mixed"),
                                    "editor",
                                    "notes:edit",
                                    "people:edit",
                                    "sheets:edit",
                                    "letters:edit")
                            .member("key");
            for (String id : List.of("a", "b", "c")) {
                devices.add(new Device(id));
            }
            devices.forEach(this::pull);
        }

        private void pull(Device device) {
            Reply page =
                    site.call()
                            .get("/v1/sync/changes?limit=5000&since=" + device.since)
                            .bearer(key)
                            .expect(200);
            device.take(page.json());
        }

        void step() {
            site.later(Duration.ofSeconds(random.nextInt(60)));
            Device device = devices.get(random.nextInt(devices.size()));
            if (random.nextInt(3) == 0) {
                pull(device);
            }
            String batch = batch(device);
            String trace = UUID.randomUUID().toString().replace("-", "");
            String preview = answer("/v1/sync/preview", batch, trace).text();
            String again = answer("/v1/sync/preview", batch, trace).text();
            Reply real = answer("/v1/sync/batch", batch, trace);

            assertThat(again).isEqualTo(preview);
            assertThat(comparable(real.text())).isEqualTo(comparable(preview));
            note(real.text());
            devices.stream()
                    .filter(each -> batch.startsWith("{\"deviceId\":\"" + each.id + "\""))
                    .forEach(this::pull);
            sent.add(batch);
        }

        private Reply answer(String path, String batch, String trace) {
            return site.call()
                    .post(path, batch)
                    .bearer(key)
                    .header("traceparent", "00-" + trace + "-00f067aa0ba902b7-01")
                    .expect(200);
        }

        private static String comparable(String answer) {
            return answer.replaceFirst("\"newSince\":\"[^\"]*\"", "\"newSince\":\"\"")
                    .replaceFirst(",\"token\":\"[^\"]*\"}$", "}");
        }

        private void note(String answer) {
            for (String code :
                    List.of(
                            "CONFLICT",
                            "VALIDATION",
                            "FORBIDDEN",
                            "NOT_FOUND",
                            "CAUSAL_GAP",
                            "DEPENDS_ON_REJECTED",
                            "DEVICE_FORKED",
                            "HELD")) {
                if (answer.contains("\"code\":\"" + code + "\"")) {
                    seen.add(code);
                }
            }
            for (String status : List.of("applied", "merged", "duplicate")) {
                if (answer.contains("\"status\":\"" + status + "\"")) {
                    seen.add(status);
                }
            }
        }

        private String batch(Device device) {
            if (!sent.isEmpty() && random.nextInt(6) == 0) {
                return sent.get(random.nextInt(sent.size()));
            }
            boolean sweep = random.nextInt(12) == 0;
            int size = sweep ? 12 : 1 + random.nextInt(random.nextInt(8) == 0 ? 40 : 6);
            String group = random.nextInt(3) == 0 ? UUID.randomUUID().toString() : "";
            List<String> commands = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                commands.add(
                        sweep
                                ? command(device, "delete", "notes/" + i, "")
                                : command(device, random.nextBoolean() ? group : ""));
            }
            int limit = random.nextInt(5) == 0 ? 1 + random.nextInt(3) : 500;
            return "{\"deviceId\":\"%s\",\"since\":\"%s\",\"limit\":%d,\"commands\":[%s]}"
                    .formatted(device.id, device.since, limit, String.join(",", commands));
        }

        private String command(Device device, String group) {
            String collection =
                    List.of("notes", "notes", "people", "sheets", "letters", "secrets")
                            .get(random.nextInt(6));
            String key = collection + "/" + random.nextInt(collection.equals("notes") ? 12 : 4);
            String known = device.seen.containsKey(key) ? "update" : "create";
            String op =
                    switch (random.nextInt(12)) {
                        case 0 -> "delete";
                        case 1 -> "restore";
                        case 2 -> "update";
                        case 3 -> "create";
                        default -> known;
                    };
            return command(device, op, key, group);
        }

        private String command(Device device, String op, String key, String group) {
            TreeMap<String, Long> vv = device.seen.computeIfAbsent(key, k -> new TreeMap<>());
            int kind = random.nextInt(30);
            TreeMap<String, Long> stamped = new TreeMap<>(vv);
            stamped.merge(device.id, kind == 0 ? 3L : 1L, Long::sum); // 3: a gap
            if (kind == 1) {
                stamped.clear();
                stamped.put(device.id, 1L); // used before, most likely: a fork
            } else {
                vv.put(device.id, stamped.get(device.id));
            }
            List<String> counters = new ArrayList<>();
            stamped.forEach((name, to) -> counters.add("\"" + name + "\":" + to));
            String[] path = key.split("/", 2);
            return "{\"id\":\"%s\",\"entity\":\"%s\",\"entityId\":\"%s\",\"op\":\"%s\",\"fields\":%s,\"vv\":{%s},\"ts\":\"%s\"%s}"
                    .formatted(
                            new UUID(
                                    random.nextLong() & ~0xf000L | 0x4000L,
                                    random.nextLong() >>> 2 | 1L << 63),
                            path[0],
                            path[1],
                            op,
                            op.equals("delete") ? "{}" : fields(path[0]),
                            String.join(",", counters),
                            kind == 2
                                    ? "yesterday"
                                    : site.now().plusSeconds(random.nextInt(600) - 300L),
                            group.isEmpty() ? "" : ",\"group\":\"" + group + "\"");
        }

        private String fields(String collection) {
            int n = random.nextInt(5);
            return switch (collection) {
                case "people" -> "{\"name\":\"N" + n + "\"}";
                case "letters" -> n == 0 ? "{\"status\":\"sent\"}" : "{\"text\":" + n + "}";
                case "notes" ->
                        List.of(
                                        "{\"x\":" + n + ",\"y\":1.50}",
                                        "{\"tags\":{\"add\":[\"" + n + "\"],\"remove\":[\"1\"]}}",
                                        "{\"hits\":{\"increment\":" + n + "},\"born\":" + n + "}",
                                        "{\"body\":\"one\\n" + n + "\\nthree\"}",
                                        "{\"plan\":" + n + "}")
                                .get(random.nextInt(5));
                default -> "{\"s\":" + n + "}";
            };
        }
    }
}
