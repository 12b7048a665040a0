package dev.tidemark.wire.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.core.merge.View;
import dev.tidemark.wire.json.InvalidInput;
import dev.tidemark.wire.json.JsonLimits;
import dev.tidemark.wire.json.JsonScan;
import dev.tidemark.wire.json.JsonScan.NotPlain;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EntryScanTest {

    @Test
    void an_entry_in_passing_says_what_reading_it_says() throws NotPlain {
        long seed = System.nanoTime();
        int plain = 0;
        for (int run = 0; run < 200; run++) {
            RandomHistory history = new RandomHistory(seed + run);
            history.next();
            while (!hasStrangeNames(history)) {
                byte[] bytes = encoded(history).bytes();
                EncodedEntry passed = EntryScan.next(new JsonScan(bytes, JsonLimits.STORED));
                EncodedEntry read = EncodedEntry.of(bytes);
                assertThat(passed).as("seed %d", seed + run).isEqualTo(read);
                assertThat(passed.key()).isEqualTo(read.key());
                assertThat(passed.version()).isEqualTo(read.version());
                assertThat(passed.deleted()).isEqualTo(read.deleted());
                assertThat(passed.mayBeDisputed())
                        .as("seed %d", seed + run)
                        .isEqualTo(read.mayBeDisputed());
                plain++;
                history.next();
            }
        }
        assertThat(plain).isPositive();
    }

    /** Names with an escape are read the long way. */
    private static boolean hasStrangeNames(RandomHistory history) {
        return history.state().vv().counters().keySet().stream()
                .anyMatch(device -> device.contains("\""));
    }

    @Test
    void a_page_in_another_form_is_read_all_the_same() {
        RandomHistory history = new RandomHistory(7);
        history.next();
        String page = text(new Page(List.of(encoded(history)), "cursor", false).bytes());
        Page spaced =
                Page.read(
                        page.replace("\"entity\":", "\"entity\" : ")
                                .getBytes(StandardCharsets.UTF_8));
        assertThat(spaced.changes().get(0).key()).isEqualTo(RandomHistory.KEY);
        assertThat(spaced.changes().get(0).document()).isEqualTo(encoded(history).document());
    }

    @Test
    void an_entry_that_lacks_what_is_asked_of_it_is_refused_with_a_reason() {
        for (String entry :
                new String[] {
                    "{}",
                    "{\"entity\":\"c\",\"entityId\":\"\",\"version\":1}",
                    "{\"entity\":\"c\",\"version\":1}",
                    "{\"entityId\":\"i\",\"version\":1}"
                }) {
            String page =
                    "{\"serverChanges\":[%s],\"newSince\":\"c\",\"hasMore\":false}"
                            .formatted(entry);
            Page read = Page.read(page.getBytes(StandardCharsets.UTF_8));
            assertThatThrownBy(() -> read.changes().get(0).key())
                    .as(entry)
                    .isInstanceOf(InvalidInput.class)
                    .hasMessageContaining("/entity");
        }
    }

    private static EncodedEntry encoded(RandomHistory history) {
        return RecordEntry.of(
                        RandomHistory.KEY,
                        history.seq(),
                        history.state(),
                        View.of(history.state(), RandomHistory.RULES, RandomHistory.SKEW),
                        Instant.EPOCH,
                        "a1b2")
                .encoded(RandomHistory.RULES, RandomHistory.SKEW);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
