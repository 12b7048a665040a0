package dev.tidemark.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TurnsTest {

    @Test
    void both_sides_take_turns_and_warm_ups_do_not_count() throws Exception {
        List<String> order = new ArrayList<>();

        Comparison comparison =
                new Turns(1, 2)
                        .compare(
                                () -> turn(order, "ours", 1),
                                () -> turn(order, "theirs", 2),
                                round -> order.add("round " + round));

        assertThat(order)
                .containsExactly(
                        "round 0", "ours", "theirs", "round 1", "ours", "theirs", "round 2", "ours",
                        "theirs");
        assertThat(comparison.ours()).hasSize(2);
        assertThat(comparison.theirs()).hasSize(2);
    }

    @Test
    void a_ratio_is_taken_within_each_round() {
        Comparison comparison =
                new Comparison(
                        List.of(Sample.of(100, 2), Sample.of(100, 20)),
                        List.of(Sample.of(100, 1), Sample.of(100, 10)));

        assertThat(comparison.rateRatio()).isEqualTo(new Spread(0.5, 0.5, 0.5, 2));
        assertThat(comparison.timeRatio().median()).isEqualTo(2, within(1e-9));
    }

    private static Sample turn(List<String> order, String who, double seconds) {
        order.add(who);
        return Sample.of(1, seconds);
    }
}
