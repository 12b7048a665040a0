package dev.tidemark.wire.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.core.merge.View;
import dev.tidemark.core.record.Effect;
import dev.tidemark.core.record.Mutation;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.json.JsonLimits;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class RecordEntryTest {

    private static final int HISTORIES = 150;
    private static final int STEPS = 25;

    /** Another one each time; put a printed one here to repeat its run. */
    private final long seed = System.nanoTime();

    @Test
    void an_entry_gives_the_very_same_state_again() {
        for (long run = seed; run < seed + HISTORIES; run++) {
            RandomHistory history = new RandomHistory(run);
            for (int step = 0; step < STEPS; step++) {
                history.next();
                RecordEntry entry = entry(history);
                EncodedEntry encoded = entry.encoded(RandomHistory.RULES, RandomHistory.SKEW);
                RecordEntry read = EncodedEntry.of(encoded.bytes()).decoded();
                assertThat(read).as("seed %d, step %d: %s", run, step, encoded).isEqualTo(entry);
                assertThat(read.encoded(RandomHistory.RULES, RandomHistory.SKEW))
                        .as("seed %d, step %d", run, step)
                        .isEqualTo(encoded);
            }
        }
    }

    @Test
    void an_entry_that_is_read_and_written_as_plain_json_keeps_its_bytes() {
        RandomHistory history = new RandomHistory(seed);
        for (int step = 0; step < 100; step++) {
            history.next();
            byte[] bytes = entry(history).encoded(RandomHistory.RULES, RandomHistory.SKEW).bytes();
            assertThat(Json.bytes(Json.read(bytes, JsonLimits.STORED)))
                    .as("seed %d, step %d", seed, step)
                    .isEqualTo(bytes);
        }
    }

    @Test
    void an_entry_that_cannot_be_disputed_holds_no_conflict() {
        int quick = 0;
        for (long run = seed; run < seed + HISTORIES; run++) {
            RandomHistory history = new RandomHistory(run);
            for (int step = 0; step < STEPS; step++) {
                history.next();
                RecordEntry entry = entry(history);
                View view = View.of(entry.state(), RandomHistory.RULES, RandomHistory.SKEW);
                EncodedEntry encoded = entry.encoded(RandomHistory.RULES, RandomHistory.SKEW);
                quick += encoded.mayBeDisputed() ? 0 : 1;
                assertThat(encoded.mayBeDisputed() || !view.inConflict())
                        .as("seed %d, step %d: %s", run, step, encoded)
                        .isTrue();
            }
        }
        assertThat(quick).as("entries that needed no closer look").isPositive();
    }

    @Test
    void a_mutation_its_stamp_and_its_completion_give_the_very_same_effect_again() {
        for (long run = seed; run < seed + HISTORIES; run++) {
            RandomHistory history = new RandomHistory(run);
            for (int step = 0; step < STEPS; step++) {
                RandomHistory.Step next = history.next();
                byte[] stored = Commands.bytes(next.mutation());
                Mutation mutation = Commands.stored(stored, next.mutation().dot().device());
                assertThat(mutation).as("seed %d, step %d", run, step).isEqualTo(next.mutation());
                byte[] completion = EffectCodec.completion(mutation, next.effect());
                Effect effect = EffectCodec.effect(mutation, next.effect().stamp(), completion);
                assertThat(effect).as("seed %d, step %d", run, step).isEqualTo(next.effect());
            }
        }
    }

    private static RecordEntry entry(RandomHistory history) {
        return RecordEntry.of(
                RandomHistory.KEY,
                history.seq(),
                history.state(),
                View.of(history.state(), RandomHistory.RULES, RandomHistory.SKEW),
                Instant.parse("2026-11-20T09:00:00Z"),
                "a1b2");
    }
}
