package dev.tidemark.server.engine;

import static dev.tidemark.server.engine.Writer.note;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.core.record.Mutation;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.value.Value;
import dev.tidemark.server.store.Head;
import dev.tidemark.sql.Faults;
import dev.tidemark.sql.Options;
import dev.tidemark.sql.StorageException;
import dev.tidemark.sql.StorageException.Kind;
import dev.tidemark.wire.command.Batch;
import dev.tidemark.wire.command.BatchAnswer;
import dev.tidemark.wire.command.RestoreAnswer;
import dev.tidemark.wire.schema.AppSchema;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Storage that fails before, at and after commits, and devices that try again.
class CrashTest {

    @TempDir Path folder;

    private static final class Dice implements Faults {
        private final Random random = new Random(42);
        private final int sides;
        volatile boolean rolling;

        /// @param sides of the die that is rolled for each statement
        Dice(int sides) {
            this.sides = sides;
        }

        private void roll(int sides) {
            if (rolling && random.nextInt(sides) == 0) {
                throw new StorageException(Kind.IO, "the dice say no");
            }
        }

        @Override
        public void beforeStatement(String sql) {
            roll(sides);
        }

        @Override
        public void beforeCommit() {
            roll(5);
        }

        @Override
        public void afterCommit() {
            roll(5);
        }
    }

    private static Options options(Faults faults) {
        Options plain = Options.DEFAULTS;
        return new Options(
                plain.readersMax(),
                plain.writerCacheKib(),
                plain.readerCacheKib(),
                plain.busyTimeoutMillis(),
                plain.checkpointPages(),
                faults);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, Ahead.MUTATIONS_MIN})
    void a_batch_that_is_tried_until_it_is_answered_has_one_effect(int aheadMin) {
        Dice dice = new Dice(60);
        try (Workbench bench = new Workbench(folder, AppSchema.OPEN, aheadMin)) {
            bench.restart(options(dice));
            Writer a = bench.device("a");
            a.pull();
            int written = 0;
            int failures = 0;
            for (int round = 0; round < 120; round++) {
                Mutation[] mutations = new Mutation[1 + round % 4];
                for (int i = 0; i < mutations.length; i++) {
                    String id = "n-" + (written + i) % 17;
                    mutations[i] =
                            a.seen.containsKey(note(id))
                                    ? a.update(note(id), "{'n':" + round + "}")
                                    : a.create(note(id), "{'n':" + round + "}");
                }
                dice.rolling = true;
                Batch batch = a.batch(a.cursor, mutations);
                BatchAnswer answer = null;
                while (answer == null) {
                    try {
                        answer = a.send(batch);
                    } catch (StorageException e) {
                        failures++;
                    }
                }
                dice.rolling = false;
                assertThat(answer.acked()).hasSize(mutations.length);
                a.take(answer.page());
                written += mutations.length;
            }
            long seq =
                    bench.lanes()
                            .readNow(tx -> Head.find(tx, Workbench.ACCOUNT).orElseThrow().seq());
            assertThat(failures).isGreaterThan(20);
            assertThat(seq).isEqualTo(written);
        }
    }

    @Test
    void a_restore_that_fails_at_any_moment_has_been_or_has_not() {
        Dice dice = new Dice(500);
        try (Workbench bench = new Workbench(folder)) {
            bench.restart(options(dice));
            Writer a = bench.device("a");
            a.pull();
            a.push(a.create(note("kept"), "{'n':0}"), a.create(note("gone"), "{'n':0}"));
            long seq = bench.seq();
            Map<RecordKey, Value.Obj> then = bench.shown();
            a.push(a.update(note("kept"), "{'n':1}"), a.delete(note("gone")));
            for (int n = 0; n < 20; n++) {
                a.push(a.create(note("new-" + n), "{'n':1}"));
            }
            Map<RecordKey, Value.Obj> now = bench.shown();
            long undo = bench.seq();
            int failures = 0;
            for (int round = 0; round < 20; round++) {
                boolean back = round % 2 == 0;
                Map<RecordKey, Value.Obj> wanted = back ? then : now;
                Restore restore = new Restore(bench.newId(), back ? seq : undo, Extent.ALL, "then");
                long before = bench.seq();
                RestoreAnswer answer = null;
                while (answer == null) {
                    dice.rolling = true;
                    try {
                        answer = bench.restoring().restore(bench.restorer(), restore);
                    } catch (StorageException e) {
                        failures++;
                    }
                    dice.rolling = false;
                    assertThat(bench.shown()).isIn(then, now);
                }
                assertThat(bench.shown()).isEqualTo(wanted);
                assertThat(bench.seq()).isEqualTo(before + 22);
            }
            assertThat(failures).isGreaterThan(20);
        }
    }
}
