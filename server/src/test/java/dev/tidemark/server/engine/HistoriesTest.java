package dev.tidemark.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.core.conflict.Resolution;
import dev.tidemark.core.conflict.Resolution.Choice;
import dev.tidemark.core.record.Mutation;
import dev.tidemark.core.record.Op;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.record.RecordState;
import dev.tidemark.core.value.Value;
import dev.tidemark.server.store.ChangeRow;
import dev.tidemark.server.store.Head;
import dev.tidemark.sql.Tx;
import dev.tidemark.wire.command.Ack;
import dev.tidemark.wire.command.Batch;
import dev.tidemark.wire.command.BatchAnswer;
import dev.tidemark.wire.command.ListedConflict;
import dev.tidemark.wire.command.Resolve;
import dev.tidemark.wire.command.Resolve.Decision;
import dev.tidemark.wire.command.RestoreAnswer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Devices that write, pull, repeat themselves, resolve conflicts and are refused, at random; the
/// server restarts in between, and people go back to what was. In the end the file must fit
/// together, the devices must agree, and every record must be the join of what anybody ever knew of
/// it.
class HistoriesTest {

    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void everybody_agrees_after_any_history(long seed) {
        int aheadMin = seed % 2 == 0 ? 1 : Ahead.MUTATIONS_MIN;
        try (Workbench bench = new Workbench(folder, RandomWrites.app(), aheadMin)) {
            Play play = new Play(bench, new Random(seed));
            for (int step = 0; step < 130; step++) {
                play.step();
            }
            play.end();
        }
    }

    private static final class Play {
        private final Workbench bench;
        private final Random random;
        private final RandomWrites writes;
        private final List<Writer> devices = new ArrayList<>();
        private final List<Batch> sent = new ArrayList<>();
        private final List<Writer> senders = new ArrayList<>();

        /// What was shown at some positions of the log.
        private final TreeMap<Long, Map<RecordKey, Value.Obj>> pictures = new TreeMap<>();

        Play(Workbench bench, Random random) {
            this.bench = bench;
            this.random = random;
            this.writes = new RandomWrites(bench, random, RandomWrites.COLLECTIONS);
            for (String id : List.of("a", "b", "c", "d")) {
                devices.add(bench.device(id, id.equals("a") ? "phone" : "toaster"));
            }
            Writer first = devices.getFirst();
            first.accepted(first.create(new RecordKey("notes", "0"), "{'x':1,'y':1}"));
            devices.forEach(Writer::pull);
        }

        void step() {
            bench.pass(Duration.ofSeconds(random.nextInt(90)));
            Writer device = devices.get(random.nextInt(devices.size()));
            switch (random.nextInt(15)) {
                case 12, 13 -> pictures.put(bench.seq(), bench.shown());
                case 14 -> goBack();
                case 0, 1, 2 -> device.pull();
                case 3 -> repeat();
                case 4 -> resolve(device);
                case 5 -> {
                    if (random.nextInt(6) == 0) {
                        bench.restart();
                    }
                }
                default -> write(device);
            }
        }

        private void write(Writer device) {
            Mutation[] mutations = new Mutation[1 + random.nextInt(5)];
            String group = random.nextInt(4) == 0 ? bench.newId() : null;
            for (int i = 0; i < mutations.length; i++) {
                mutations[i] =
                        writes.mutation(device, 4, Op.CREATE, random.nextBoolean() ? group : null);
            }
            sent.add(device.batch(device.cursor, mutations));
            senders.add(device);
            device.push(mutations);
        }

        /// Any batch of the past, as a device does that lost the answer.
        private void repeat() {
            if (!sent.isEmpty()) {
                int which = random.nextInt(sent.size());
                long before = bench.seq();
                BatchAnswer answer = senders.get(which).send(sent.get(which));
                for (Ack ack : answer.acked()) {
                    boolean isNew = ack.version() > before;
                    assertThat(isNew).isEqualTo(ack.status() != Ack.Status.DUPLICATE);
                }
            }
        }

        /// To what was shown at some position, and perhaps forth again.
        private void goBack() {
            if (!pictures.isEmpty()) {
                Map<RecordKey, Value.Obj> before = bench.shown();
                long seq = bench.seq();
                restore(List.copyOf(pictures.keySet()).get(random.nextInt(pictures.size())));
                if (random.nextBoolean()) {
                    pictures.put(seq, before);
                    restore(seq);
                }
            }
        }

        private void restore(long seq) {
            Map<RecordKey, Value.Obj> wanted = pictures.get(seq);
            RestoreAnswer answer = bench.restore(seq, Extent.ALL);

            assertThat(answer.skipped()).isZero();
            assertThat(bench.shown()).isEqualTo(wanted);
            assertThat(bench.restore(seq, Extent.ALL).restored()).isZero();
        }

        private void resolve(Writer device) {
            List<ListedConflict> open = bench.openConflicts();
            if (!open.isEmpty()) {
                ListedConflict conflict = open.get(random.nextInt(open.size()));
                Choice choice =
                        List.of(Choice.MINE, Choice.THEIRS, Choice.SUGGESTED)
                                .get(random.nextInt(3));
                Resolution resolution =
                        new Resolution(
                                bench.newId(),
                                conflict.conflictId(),
                                choice,
                                Writer.json("{}"),
                                bench.now);
                bench.resolving()
                        .resolve(
                                device.asking(),
                                new Resolve(device.id, List.of(new Decision.Readable(resolution))));
            }
        }

        void end() {
            devices.forEach(Writer::pull);
            Writer first = devices.getFirst();
            for (Writer other : devices) {
                assertThat(other.cursor).isEqualTo(first.cursor);
                other.records.forEach((key, entry) ->
                        assertThat(entry).isEqualTo(first.records.getOrDefault(key, entry)));
            }
            bench.lanes()
                    .readNow(tx -> {
                        joinsAreTheServersStates(tx);
                        return null;
                    });
        }

        /// What each writer knew just after a write is a replica; all of them joined, in any order,
        /// are the record.
        private void joinsAreTheServersStates(Tx tx) {
            Head head = Head.find(tx, Workbench.ACCOUNT).orElseThrow();
            Draft draft = new Draft(tx, head);
            Map<RecordKey, List<RecordState>> replicas = new TreeMap<>();
            for (long seq = 1; seq <= head.seq(); seq++) {
                Change change = Change.of(ChangeRow.at(tx, Workbench.ACCOUNT, seq));
                RecordPast past = draft.past(change.key());
                replicas.computeIfAbsent(change.key(), key -> new ArrayList<>())
                        .add(past.at(change.effect().context()).apply(change.effect()));
            }
            replicas.forEach((key, copies) -> {
                Collections.shuffle(copies, random);
                RecordState joined = copies.stream().reduce(RecordState.EMPTY, RecordState::join);
                assertThat(joined).isEqualTo(draft.standing(key).state());
            });
        }
    }
}
