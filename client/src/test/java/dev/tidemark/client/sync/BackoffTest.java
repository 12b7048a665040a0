package dev.tidemark.client.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private static final Instant NOW = Instant.parse("2026-11-20T09:00:00Z");

    private final Backoff backoff = new Backoff(SyncLimits.DEFAULTS, new Random(1));

    @Test
    void the_wait_lies_anywhere_up_to_a_bound_that_doubles() {
        for (int failures = 1; failures < 100; failures++) {
            Duration bound =
                    failures > 9
                            ? SyncLimits.DEFAULTS.backoffMax()
                            : Duration.ofSeconds(1L << (failures - 1));
            assertThat(backoff.next(failures, NOW, null)).isBetween(NOW, NOW.plus(bound));
        }
    }

    @Test
    void what_the_server_asks_for_is_added_to_and_never_cut_short() {
        Instant asked = NOW.plusSeconds(600);

        for (int n = 0; n < 100; n++) {
            assertThat(backoff.next(3, NOW, asked)).isBetween(asked, asked.plusSeconds(4));
        }
        assertThat(backoff.next(1, NOW, NOW.minusSeconds(5))).isAfterOrEqualTo(NOW);
    }

    /** 500 devices, a minute without a server: it is not run over when it is back. */
    @Test
    void devices_that_failed_together_do_not_come_back_together() {
        int outageSeconds = 60;
        TreeMap<Long, Integer> arrivals = new TreeMap<>();
        for (int device = 0; device < 500; device++) {
            Backoff own = new Backoff(SyncLimits.DEFAULTS, new Random(device));
            Instant next = NOW;
            int failures = 0;
            while (next.isBefore(NOW.plusSeconds(outageSeconds))) {
                next = own.next(++failures, next, null);
            }
            long second = Duration.between(NOW, next).toSeconds();
            arrivals.merge(second, 1, Integer::sum);
        }

        long spread = arrivals.lastKey() - arrivals.firstKey() + 1;
        double mean = 500.0 / Math.min(spread, outageSeconds);
        int peak = arrivals.values().stream().mapToInt(Integer::intValue).max().orElseThrow();
        assertThat(peak).isLessThanOrEqualTo((int) Math.ceil(3 * mean));
    }
}
