package dev.tidemark.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpreadTest {

    @Test
    void the_median_is_in_the_middle_whatever_the_order() {
        assertThat(Spread.of(9, 1, 2)).isEqualTo(new Spread(2, 1, 9, 3));
    }

    @Test
    void between_two_middles_it_is_half_way() {
        assertThat(Spread.of(4, 1, 2, 8).median()).isEqualTo(3);
    }

    @Test
    void three_digits_are_enough_for_people() {
        assertThat(Spread.of(0.4567, 0.4, 0.5).toString()).isEqualTo("0.46 (0.40 to 0.50)");
        assertThat(Spread.of(12_345.6).toString()).isEqualTo("12 346");
        assertThat(Spread.of(12.34).toString()).isEqualTo("12.3");
    }
}
