package dev.tidemark.wire.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.core.merge.View;
import dev.tidemark.core.schema.SyncSchema;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.json.InvalidInput;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.json.JsonFault;
import dev.tidemark.wire.json.JsonLimits;
import dev.tidemark.wire.problem.ProblemBody;
import dev.tidemark.wire.schema.InvalidSchema;
import dev.tidemark.wire.schema.SchemaReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Whatever comes over the wire, a reader reads it or says what is wrong; nothing else. */
final class HostileInputTest {

    private static final int CHANGES = 1_000;
    private static final List<Value> STRANGE =
            List.of(
                    Value.NULL,
                    Value.TRUE,
                    Value.of(""),
                    Value.of("\u0000"),
                    Value.of("2026-02-30T00:00:00Z"),
                    Value.of(-1),
                    Value.of(0),
                    new Value.Num("1.5"),
                    new Value.Num("1e400"),
                    new Value.Num("1e99999999999999999999"),
                    new Value.Num("9223372036854775808"),
                    new Value.Num("-0.0"),
                    Value.of(List.of()),
                    Value.of(List.of(Value.of(1), Value.of("x"), Value.NULL)),
                    Value.Obj.EMPTY,
                    Value.of(Map.of("value", Value.of(List.of()), "dots", Value.TRUE)));

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    @Test
    void entries_are_read_or_refused() {
        assertReadOrRefused(entry(), bytes -> EncodedEntry.of(bytes).decoded());
    }

    @Test
    void pages_are_read_or_refused() {
        assertReadOrRefused(
                page().bytes(),
                bytes -> {
                    for (EncodedEntry entry : Page.read(bytes).changes()) {
                        entry.key();
                        entry.version();
                        entry.decoded();
                    }
                });
    }

    @Test
    void batches_are_read_or_refused() {
        RandomHistory.Step step = new RandomHistory(seed).next();
        byte[] batch = Batch.bytes("a1b2", "c", 5, List.of(Commands.bytes(step.mutation())));
        assertReadOrRefused(
                batch, bytes -> Batch.read(Json.read(bytes, JsonLimits.DEFAULT), SyncSchema.OPEN));
    }

    @Test
    void decisions_are_read_or_refused() {
        byte[] body =
                """
                {"deviceId":"d","resolutions":[{"id":"r","conflictId":"c","choice":"value",
                "fields":{"a":1},"ts":"2026-11-20T09:00:00Z"}]}\
                """
                        .getBytes(StandardCharsets.UTF_8);
        assertReadOrRefused(body, bytes -> Resolve.read(Json.read(bytes, JsonLimits.DEFAULT)));
    }

    @Test
    void answers_are_read_or_refused() {
        byte[] body = GoldenTest.batchAnswer().bytes();
        assertReadOrRefused(body, BatchAnswer::read);
        assertReadOrRefused(GoldenTest.resolveAnswer().bytes(), ResolveAnswer::read);
        assertReadOrRefused(
                ListedConflict.list(List.of(GoldenTest.conflict())), ListedConflict::readList);
    }

    @Test
    void completions_are_read_or_refused() {
        RandomHistory history = new RandomHistory(seed);
        for (int i = 0; i < 15; i++) {
            RandomHistory.Step step = history.next();
            byte[] completion = EffectCodec.completion(step.mutation(), step.effect());
            if (completion != null) {
                assertReadOrRefused(
                        completion,
                        bytes -> EffectCodec.effect(step.mutation(), step.effect().stamp(), bytes));
            }
        }
    }

    @Test
    void schemas_are_read_or_refused() {
        byte[] schema =
                """
                {"version":1,"skew":"PT2M","devicePriority":["a"],"collections":{"c":{"id":"string",
                "rule":"append","order":"server","naturalKey":{"fields":["n"],"foldCase":true},
                "lifecycle":{"field":"s","frozenAt":["x"],"correctable":true},"base":{"collection":"*",
                "id":"i","version":"v","apply":"p"},"deleteUpdate":"keep","groups":[["g","h"]],
                "tombstones":"P90D","history":{"versions":1,"days":1},"fields":{"f":{"kind":"set"}},
                "schema":{"type":"object","required":["n"],"properties":{"n":{"pattern":"^a+$"}}}},"*":{}}}\
                """
                        .getBytes(StandardCharsets.UTF_8);
        assertReadOrRefused(schema, bytes -> SchemaReader.read("x.json", bytes));
        assertReadOrRefused(schema, bytes -> SchemaReader.read("x.yaml", bytes));
    }

    @Test
    void any_body_of_a_refused_request_is_a_problem() {
        byte[] problem =
                "{\"code\":\"BUSY\",\"detail\":\"d\",\"retryable\":true,\"errors\":[{\"pointer\":\"/a\",\"message\":\"m\"}]}"
                        .getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < CHANGES; i++) {
            assertThat(ProblemBody.read(503, changed(problem)).status()).isEqualTo(503);
        }
        assertThat(ProblemBody.read(502, "<html>".getBytes(StandardCharsets.UTF_8)).retryable())
                .isTrue();
        assertThat(ProblemBody.read(404, new byte[0]).detail()).contains("404");
    }

    @Test
    void an_answer_that_is_cut_off_anywhere_is_a_fault_and_never_a_part_of_it() {
        for (byte[] whole : List.of(page().bytes(), GoldenTest.batchAnswer().bytes())) {
            for (int length = 0; length < whole.length; length++) {
                byte[] part = Arrays.copyOf(whole, length);
                assertThatThrownBy(() -> Page.read(part))
                        .as("the first %d bytes", length)
                        .isInstanceOf(JsonFault.class);
            }
            assertThat(Page.read(whole).newSince()).isNotEmpty();
        }
    }

    @Test
    void an_answer_of_something_else_is_refused() {
        for (String body :
                new String[] {
                    "{}",
                    "[]",
                    "5",
                    "{\"newSince\":\"c\",\"hasMore\":false}",
                    "{\"serverChanges\":[],\"hasMore\":false}",
                    "{\"serverChanges\":[],\"newSince\":\"c\"}",
                    "{\"serverChanges\":{},\"newSince\":\"c\",\"hasMore\":false}",
                    "{\"serverChanges\":[5],\"newSince\":\"c\",\"hasMore\":false}",
                    "{\"serverChanges\":[],\"serverChanges\":[],\"newSince\":\"c\",\"hasMore\":false}",
                    "{\"newSince\":\"a\",\"newSince\":\"c\",\"serverChanges\":[],\"hasMore\":false}"
                }) {
            assertThatThrownBy(() -> Page.read(body.getBytes(StandardCharsets.UTF_8)))
                    .as(body)
                    .isInstanceOf(InvalidInput.class);
        }
    }

    private void assertReadOrRefused(byte[] good, Consumer<byte[]> reader) {
        reader.accept(good);
        for (int i = 0; i < CHANGES; i++) {
            byte[] changed = changed(good);
            try {
                reader.accept(changed);
            } catch (JsonFault | InvalidInput | InvalidSchema expected) {
                assertThat(expected.getMessage()).isNotBlank();
            } catch (RuntimeException | StackOverflowError unexpected) {
                String text = new String(changed, StandardCharsets.UTF_8);
                throw new AssertionError("seed %d: %s".formatted(seed, text), unexpected);
            }
        }
    }

    /** The document with something in it changed: a value for a strange one, or just a byte. */
    private byte[] changed(byte[] document) {
        if (random.nextInt(5) == 0) {
            byte[] bytes = document.clone();
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            return bytes;
        }
        return Json.bytes(changed(Json.read(document, JsonLimits.STORED)));
    }

    private Value changed(Value value) {
        if (value instanceof Value.Obj obj && !obj.members().isEmpty() && random.nextInt(8) > 0) {
            List<String> names = new ArrayList<>(obj.members().keySet());
            String name = names.get(random.nextInt(names.size()));
            TreeMap<String, Value> members = new TreeMap<>(obj.members());
            switch (random.nextInt(10)) {
                case 0 -> members.remove(name);
                case 1 -> members.put(name + "x", members.get(name));
                default -> members.put(name, changed(members.get(name)));
            }
            return new Value.Obj(members);
        }
        if (value instanceof Value.Array array
                && !array.items().isEmpty()
                && random.nextInt(8) > 0) {
            List<Value> items = new ArrayList<>(array.items());
            int at = random.nextInt(items.size());
            switch (random.nextInt(10)) {
                case 0 -> items.remove(at);
                case 1 -> items.add(items.get(at));
                default -> items.set(at, changed(items.get(at)));
            }
            return Value.of(items);
        }
        return STRANGE.get(random.nextInt(STRANGE.size()));
    }

    private byte[] entry() {
        RandomHistory history = new RandomHistory(seed);
        for (int i = 0; i < 60; i++) {
            history.next();
        }
        return encoded(history).bytes();
    }

    private Page page() {
        RandomHistory history = new RandomHistory(seed);
        List<EncodedEntry> changes = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            history.next();
            changes.add(encoded(history));
        }
        return new Page(changes, "cursor", true);
    }

    private static EncodedEntry encoded(RandomHistory history) {
        return RecordEntry.of(
                        RandomHistory.KEY,
                        history.seq(),
                        history.state(),
                        View.of(history.state(), RandomHistory.RULES, RandomHistory.SKEW),
                        Instant.EPOCH,
                        "a1b2")
                .encoded(RandomHistory.RULES, RandomHistory.SKEW);
    }
}
