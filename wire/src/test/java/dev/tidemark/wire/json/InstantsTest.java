package dev.tidemark.wire.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class InstantsTest {

    @ParameterizedTest
    @CsvSource({
        "2026-11-20T09:00:00Z, 2026-11-20T09:00:00.000Z",
        "2026-11-20T09:00:00.000Z, 2026-11-20T09:00:00.000Z",
        "2026-11-20t09:00:00z, 2026-11-20T09:00:00.000Z",
        "2026-11-20T09:00:00+00:00, 2026-11-20T09:00:00.000Z",
        "2026-11-20T09:00:00-00:00, 2026-11-20T09:00:00.000Z",
        "2026-11-20T01:30:00+01:30, 2026-11-20T00:00:00.000Z",
        "2026-11-19T23:00:00.5-01:00, 2026-11-20T00:00:00.500Z",
        "2024-02-29T23:59:59.999999999Z, 2024-02-29T23:59:59.999999999Z",
        "2026-11-20T09:00:00.123456Z, 2026-11-20T09:00:00.123456Z",
        "0001-01-01T00:00:00Z, 0001-01-01T00:00:00.000Z",
        "9999-12-31T23:59:59.999Z, 9999-12-31T23:59:59.999Z",
        "1969-12-31T23:59:59.25Z, 1969-12-31T23:59:59.250Z"
    })
    void a_time_is_read_and_written_in_one_form(String text, String written) {
        Instant time = Instants.read(text);
        assertThat(time).isNotNull();
        assertThat(Instants.text(time)).isEqualTo(written);
        assertThat(Instants.read(written)).isEqualTo(time);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yesterday",
                "2026-11-20",
                "2026-11-20T09:00:00",
                "2026-11-20 09:00:00Z",
                "2026-02-30T00:00:00Z",
                "2025-02-29T00:00:00Z",
                "2026-13-01T00:00:00Z",
                "2026-00-01T00:00:00Z",
                "2026-01-00T00:00:00Z",
                "2026-01-01T24:00:00Z",
                "2026-01-01T23:60:00Z",
                "2026-01-01T23:59:60Z",
                "2026-1-1T00:00:00Z",
                "2026-01-01T00:00Z",
                "2026-01-01T00:00:00.Z",
                "2026-01-01T00:00:00.1234567890Z",
                "2026-01-01T00:00:00,5Z",
                "2026-01-01T00:00:00+01",
                "2026-01-01T00:00:00+0100",
                "2026-01-01T00:00:00+24:00",
                "2026-01-01T00:00:00ZZ",
                "2026-01-01T00:00:00 Z",
                "+2026-01-01T00:00:00Z",
                "-001-01-01T00:00:00Z",
                "10000-01-01T00:00:00Z",
                "0000-01-01T00:00:00Z",
                "0001-01-01T00:00:00+01:00",
                "9999-12-31T23:59:59-00:01",
                "\u0662\u0660\u0662\u0666-01-01T00:00:00Z",
                "2026-W01-1T00:00:00Z",
                "1700000000"
            })
    void what_names_no_time_is_none(String text) {
        assertThat(Instants.read(text)).isNull();
    }

    @Test
    void every_time_of_the_range_comes_back() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        long min = Instant.parse("0001-01-01T00:00:00Z").getEpochSecond();
        long max = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();
        for (int i = 0; i < 100_000; i++) {
            long second = min + (long) (random.nextDouble() * (max - min));
            Instant time = Instant.ofEpochSecond(second, random.nextInt(1_000_000_000));
            assertThat(Instants.read(Instants.text(time))).as("seed %d", seed).isEqualTo(time);
            assertThat(Instant.parse(Instants.text(time))).as("seed %d", seed).isEqualTo(time);
        }
    }

    @Test
    void a_time_out_of_range_is_not_written() {
        assertThat(Instants.isWritable(Instant.MAX)).isFalse();
        assertThatThrownBy(() -> Instants.text(Instant.MIN))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
