package dev.tidemark.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.TestShells;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class BarTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void a_terminal_sees_a_bar_that_is_taken_off_again() {
        try (Bar bar = new Bar(TestShells.terminal(out, err), "records")) {
            bar.show(1500, 0.5);
        }

        assertThat(err.toString()).contains("█", "░", "50 %", "1,500 records").endsWith("\u001b[K");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void without_a_terminal_there_is_no_bar() {
        try (Bar bar = new Bar(TestShells.silent().writingTo(out, err), "records")) {
            bar.show(1, 1);
        }

        assertThat(out.toString() + err).isEmpty();
    }

    @Test
    void it_is_not_drawn_more_often_than_anybody_can_see() {
        try (Bar bar = new Bar(TestShells.terminal(out, err), "records")) {
            for (int i = 0; i < 1000; i++) {
                bar.show(i, -1);
            }
        }

        assertThat(err.toString().split("\r")).hasSizeLessThan(20);
    }
}
