package dev.tidemark.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RateLimitTest {

    private long now = Long.MAX_VALUE - 5_000_000_000L; // Such clocks may overflow.
    private final RateLimit limit = new RateLimit(60, 3, () -> now);

    private boolean passes(String key) {
        return limit.tryOne(key).isEmpty();
    }

    private boolean pass(int times) {
        return IntStream.range(0, times).allMatch(_ -> passes("a"));
    }

    @Test
    void so_many_pass_at_once_and_then_one_for_each_part_of_the_minute() {
        assertThat(pass(3)).isTrue();
        assertThat(limit.tryOne("a")).contains(Duration.ofSeconds(1));
        now += 999_999_999L;
        assertThat(passes("a")).isFalse();
        now += 1;
        assertThat(passes("a")).isTrue();
        assertThat(passes("a")).isFalse();
    }

    @Test
    void keys_do_not_disturb_each_other() {
        for (int i = 0; i < 5; i++) {
            limit.tryOne("a");
        }
        assertThat(passes("b")).isTrue();
    }

    @Test
    void a_pause_earns_no_more_than_one_burst() {
        passes("a");
        now += Duration.ofHours(1).toNanos();
        assertThat(pass(3)).isTrue();
        assertThat(passes("a")).isFalse();
    }

    @Test
    void asking_how_long_to_wait_counts_nothing() {
        assertThat(limit.waiting("a")).isEmpty();
        passes("a");
        passes("a");
        passes("a");
        assertThat(limit.waiting("a")).contains(Duration.ofSeconds(1));
        now += Duration.ofSeconds(1).toNanos();
        assertThat(limit.waiting("a")).isEmpty();
    }

    @Test
    void zero_is_no_limit() {
        RateLimit none = new RateLimit(0, 1, () -> now);
        for (int i = 0; i < 1_000; i++) {
            assertThat(none.tryOne("a")).isEmpty();
        }
    }

    @Test
    void many_keys_are_forgotten_once_their_debts_are_paid() {
        for (int i = 0; i < 100_000; i++) {
            assertThat(passes("key " + i)).isTrue();
            now += Duration.ofMillis(10).toNanos();
        }
        assertThat(passes("key 0")).isTrue();
    }
}
