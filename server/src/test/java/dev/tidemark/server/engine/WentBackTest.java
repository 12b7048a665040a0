package dev.tidemark.server.engine;

import static dev.tidemark.server.engine.Schemas.collection;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.core.record.Counter;
import dev.tidemark.core.record.ElementSet;
import dev.tidemark.core.record.Mutation;
import dev.tidemark.core.record.Op;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.record.RecordState;
import dev.tidemark.core.record.Register;
import dev.tidemark.core.record.Sibling;
import dev.tidemark.core.schema.FieldKind;
import dev.tidemark.core.value.Value;
import dev.tidemark.server.problem.Problem;
import dev.tidemark.server.store.Beginning;
import dev.tidemark.server.store.Head;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Random histories with a server that is put back in the midst of them, by the command or by hand.
/// Writers without a memory then use counters that were used before; devices come in any order, and
/// offer what they have in pages of any size.
///
/// What must be left is known exactly: each value that somebody who came back knew of, unless
/// another such value was written over it.
class WentBackTest {

    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 114, 144, 159, 173, 175})
    void nothing_that_a_device_knows_is_lost_nor_anything_newer_undone(long seed) {
        try (Workbench bench =
                new Workbench(
                        folder,
                        Schemas.app(
                                collection("notes")
                                        .field("tags", FieldKind.SET)
                                        .field("n", FieldKind.COUNTER)))) {
            Play play = new Play(bench, new Random(seed));
            for (int round = 0; round < 3; round++) {
                play.round();
            }
        }
    }

    /// A write, as it matters here: its values are its own.
    private static final class Written {
        final RecordKey key;
        final String value;
        final BigInteger increment;
        final TreeSet<String> over;

        Written(RecordKey key, String value, long increment, TreeSet<String> over) {
            this.key = key;
            this.value = value;
            this.increment = BigInteger.valueOf(increment);
            this.over = over;
        }
    }

    private static final class Play {
        private final Workbench bench;
        private final Random random;
        private List<Writer> devices = new ArrayList<>();

        /// What each device has seen the server hold, and the writes that this is made of.
        private final Map<String, List<Written>> known = new TreeMap<>();

        /// What the server holds.
        private List<Written> held = new ArrayList<>();

        private int values;

        Play(Workbench bench, Random random) {
            this.bench = bench;
            this.random = random;
            for (String id : List.of("a", "b", "c")) {
                devices.add(bench.device(id));
                known.put(id, new ArrayList<>());
            }
            devices.forEach(this::pull);
        }

        void round() {
            writes(8);
            devices.forEach(this::pull);
            if (random.nextBoolean()) {
                bench.restart();
                bench.start();
            }
            writes(random.nextInt(4));
            Path kept = bench.keep();
            List<Written> then = new ArrayList<>(held);
            writes(12);
            bench.putBack(kept);
            if (random.nextBoolean()) {
                beginAnew();
            }
            held = then;
            int strangers = random.nextInt(6);
            for (int i = 0; i < strangers; i++) {
                strange();
            }
            Collections.shuffle(devices, random);
            for (Writer device : devices) {
                comeBack(device);
                if (random.nextInt(3) == 0) {
                    strange();
                }
            }
            devices.forEach(this::pull);
            check();
        }

        private void writes(int count) {
            for (int i = 0; i < count; i++) {
                Writer device = devices.get(random.nextInt(devices.size()));
                if (random.nextInt(3) == 0) {
                    pull(device);
                }
                write(device, device.id);
            }
        }

        private void pull(Writer device) {
            device.pull();
            known.put(device.id, new ArrayList<>(held));
        }

        /// A write by a device; it learns of all that the server has, as the answer tells it.
        private void write(Writer device, String id) {
            bench.pass(Duration.ofMinutes(5));
            RecordKey key = new RecordKey("notes", "r" + random.nextInt(3));
            String value = "v" + ++values;
            long increment = 1L << (values % 60);
            boolean isThere = device.seen.containsKey(key);
            RecordState before = isThere ? device.records.get(key).state() : RecordState.EMPTY;
            Mutation mutation =
                    device.write(
                            isThere ? Op.UPDATE : Op.CREATE,
                            key,
                            "{'v':'%s','tags':['%s'],'n':{'increment':%d}}"
                                    .formatted(value, value, increment));
            device.accepted(mutation);
            held.add(new Written(key, value, increment, values(before)));
            known.put(id, new ArrayList<>(held));
        }

        private void beginAnew() {
            bench.lanes()
                    .writeNow(
                            "test",
                            tx -> {
                                Head head = Head.find(tx, Workbench.ACCOUNT).orElseThrow();
                                byte[] epoch = new byte[16];
                                random.nextBytes(epoch);
                                Beginning.noteRestore(tx, head, 0, epoch, bench.now.toEpochMilli());
                                return true;
                            });
        }

        /// Somebody with the id of a device and no memory.
        private void strange() {
            String id = List.of("a", "b", "c", "z").get(random.nextInt(4));
            Writer stranger = bench.device(id).pull();
            write(stranger, "nobody");
        }

        private void comeBack(Writer device) {
            try {
                device.pull();
            } catch (Problem wentBack) {
                device.heal(1 + random.nextInt(4));
                for (Written each : known.get(device.id)) {
                    if (!held.contains(each)) {
                        held.add(each);
                    }
                }
            }
            known.put(device.id, new ArrayList<>(held));
        }

        private void check() {
            Map<RecordKey, TreeSet<String>> expected = new TreeMap<>();
            Map<RecordKey, BigInteger> sums = new TreeMap<>();
            for (Written each : held) {
                expected.computeIfAbsent(each.key, k -> new TreeSet<>()).add(each.value);
                sums.merge(each.key, each.increment, BigInteger::add);
            }
            held.forEach(each -> expected.get(each.key).removeAll(each.over));
            for (Writer device : devices) {
                expected.forEach((key, values) -> {
                    RecordState state = device.records.get(key).state();
                    assertThat(values(state)).as("%s on %s", key, device.id).isEqualTo(values);
                    assertThat(((Counter) state.units().get("n")).sum())
                            .as("count of %s", key)
                            .isEqualTo(sums.get(key));
                    assertThat(((ElementSet) state.units().get("tags")).elements())
                            .as("tags of %s", key)
                            .hasSize(
                                    (int)
                                            held.stream()
                                                    .filter(each -> each.key.equals(key))
                                                    .count());
                });
            }
        }

        private static TreeSet<String> values(RecordState state) {
            TreeSet<String> values = new TreeSet<>();
            if (state.units().get("v") instanceof Register register) {
                for (Sibling sibling : register.siblings()) {
                    values.add(((Value.Text) sibling.value()).value());
                }
            }
            return values;
        }
    }
}
