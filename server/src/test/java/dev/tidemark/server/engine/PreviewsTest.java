package dev.tidemark.server.engine;

import static dev.tidemark.server.engine.Schemas.collection;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.core.causality.Dot;
import dev.tidemark.core.causality.VersionVector;
import dev.tidemark.core.merge.Refusal;
import dev.tidemark.core.record.Mutation;
import dev.tidemark.core.record.Op;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.schema.CollectionRules.WriteRule;
import dev.tidemark.server.access.Role;
import dev.tidemark.server.access.Scopes;
import dev.tidemark.server.problem.Problem;
import dev.tidemark.wire.command.Batch;
import dev.tidemark.wire.command.BatchAnswer;
import dev.tidemark.wire.command.Command;
import dev.tidemark.wire.command.Page;
import dev.tidemark.wire.command.Preview;
import dev.tidemark.wire.json.Words;
import dev.tidemark.wire.schema.AppSchema;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A thousand random batches, each previewed and then sent: small and large ones, of all kinds of
/// fields and rules, with groups, repetitions, gaps, forks, what may not be written and what cannot
/// be read. Both answers must be the same bytes, but for the cursor behind what the batch did,
/// which cannot be known before it was done, and the token.
class PreviewsTest {

    private static final int BATCHES = 250;

    private static final List<String> COLLECTIONS =
            List.of("notes", "people", "sheets", "plans", "shaped", "log", "secret", "frozen");

    @TempDir Path folder;

    private static AppSchema app() {
        return RandomWrites.app(
                collection("log").rule(WriteRule.APPEND),
                collection("frozen").frozenAt("status", "confirmed"),
                collection("secret"));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void a_batch_does_to_the_byte_what_its_preview_said(long seed) {
        try (Workbench bench = new Workbench(folder, app())) {
            Play play = new Play(bench, new Random(seed));
            for (int i = 0; i < BATCHES; i++) {
                play.step();
            }
            assertThat(play.seen).contains("applied", "merged", "duplicate", "CONFLICT");
            assertThat(play.seen)
                    .contains("VALIDATION", "FORBIDDEN", "NOT_FOUND", "CAUSAL_GAP")
                    .contains("DEPENDS_ON_REJECTED", "DEVICE_FORKED", "stale");
        }
    }

    private static final class Play {
        private final Workbench bench;
        private final Random random;
        private final RandomWrites writes;
        private final List<Writer> devices = new ArrayList<>();
        private final List<Batch> sent = new ArrayList<>();
        private final Map<String, Writer> byId = new TreeMap<>();

        /// What became of commands so far.
        final TreeSet<String> seen = new TreeSet<>();

        Play(Workbench bench, Random random) {
            this.bench = bench;
            this.random = random;
            this.writes = new RandomWrites(bench, random, COLLECTIONS);
            for (String id : List.of("a", "b", "c")) {
                Writer device = bench.device(id, id.equals("a") ? "phone" : "toaster");
                device.principal =
                        bench.principal(
                                Role.EDITOR,
                                Scopes.of(
                                        COLLECTIONS.stream()
                                                .filter(name -> !name.equals("secret"))
                                                .map(name -> name + ":edit")
                                                .toList()));
                devices.add(device);
                byId.put(id, device);
            }
            Writer first = devices.getFirst();
            first.accepted(first.create(new RecordKey("notes", "0"), "{'x':1,'y':1}"));
            devices.forEach(Writer::pull);
        }

        void step() {
            bench.pass(Duration.ofSeconds(random.nextInt(60)));
            Writer device = devices.get(random.nextInt(devices.size()));
            if (random.nextInt(3) == 0) {
                device.pull();
            }
            Batch batch = batch(device);
            Preview preview = bench.push().preview(device(batch).asking(), batch);
            BatchAnswer real = send(batch, preview);
            Page page = real.page();
            BatchAnswer comparable =
                    new BatchAnswer(
                            real.acked(),
                            real.rejections(),
                            new Page(
                                    page.changes(),
                                    preview.answer().page().newSince(),
                                    page.hasMore()));

            assertThat(new String(comparable.bytes(), StandardCharsets.UTF_8))
                    .isEqualTo(new String(preview.answer().bytes(), StandardCharsets.UTF_8));
            real.acked().forEach(ack -> seen.add(Words.of(ack.status())));
            real.rejections().forEach(rejection -> seen.add(rejection.code()));
            learn(device(batch), batch, real);
        }

        private Writer device(Batch batch) {
            return byId.get(batch.deviceId());
        }

        /// Half of them on the condition that nothing has moved; now and then something has.
        private BatchAnswer send(Batch batch, Preview preview) {
            Writer device = device(batch);
            if (random.nextBoolean()) {
                return device.send(batch);
            }
            Batch expecting = expecting(batch, preview.token());
            if (random.nextInt(4) == 0 && !preview.answer().acked().isEmpty()) {
                Batch other = expecting(batch("new"), preview.token());
                assertThatThrownBy(() -> device.send(other)).isInstanceOf(Problem.class);
                seen.add("stale");
            }
            return device.send(expecting);
        }

        private Batch batch(String newNote) {
            Writer stranger = bench.device("stranger");
            return stranger.batch(
                    devices.getFirst().cursor,
                    stranger.create(new RecordKey("notes", newNote), "{}"));
        }

        private static Batch expecting(Batch batch, String token) {
            return new Batch(
                    batch.deviceId(), batch.since(), batch.limit(), batch.commands(), token);
        }

        private void learn(Writer device, Batch batch, BatchAnswer real) {
            device.seen.clear();
            device.records.forEach((key, entry) -> device.seen.put(key, entry.state().vv()));
            device.take(real.page());
            sent.add(batch);
        }

        private Batch batch(Writer device) {
            if (!sent.isEmpty() && random.nextInt(6) == 0) {
                return sent.get(random.nextInt(sent.size()));
            }
            int size = random.nextInt(8) == 0 ? 20 + random.nextInt(30) : 1 + random.nextInt(6);
            String group = random.nextInt(3) == 0 ? bench.newId() : null;
            List<Command> commands = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                commands.add(command(device, random.nextBoolean() ? group : null));
            }
            int limit = random.nextInt(5) == 0 ? 1 + random.nextInt(3) : Batch.LIMIT_DEFAULT;
            return new Batch(device.id, device.cursor, limit, commands);
        }

        private Command command(Writer device, @Nullable String group) {
            Mutation mutation = mutation(device, group);
            return switch (random.nextInt(30)) {
                case 0 -> malformed(mutation);
                case 1 -> new Command.Readable(ahead(mutation));
                case 2 -> new Command.Readable(fork(device, mutation));
                default -> new Command.Readable(mutation);
            };
        }

        private static Command malformed(Mutation mutation) {
            return new Command.Malformed(
                    mutation.id(),
                    mutation.key(),
                    mutation.group(),
                    Refusal.invalid("/ts", "is no instant"));
        }

        /// One that comes before the one before it.
        private static Mutation ahead(Mutation mutation) {
            Dot dot = mutation.dot();
            return mutation.restamped(
                    new Dot(dot.device(), dot.counter() + 2),
                    mutation.context().with(new Dot(dot.device(), dot.counter() + 1)));
        }

        /// Another one under the first dot of the device.
        private static Mutation fork(Writer device, Mutation mutation) {
            return mutation.restamped(new Dot(device.id, 1), VersionVector.EMPTY);
        }

        private Mutation mutation(Writer device, @Nullable String group) {
            int records = random.nextInt(8) == 0 ? 1_000 : 4;
            Op unknown = random.nextInt(6) == 0 ? Op.UPDATE : Op.CREATE;
            return writes.mutation(device, records, unknown, group);
        }
    }
}
