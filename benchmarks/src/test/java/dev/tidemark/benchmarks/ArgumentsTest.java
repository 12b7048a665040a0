package dev.tidemark.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArgumentsTest {

    @Test
    void what_nobody_says_has_a_default() {
        Arguments arguments = Arguments.read(List.of());

        assertThat(arguments.only()).isEmpty();
        assertThat(arguments.seconds()).isEqualTo(20);
        assertThat(arguments.records()).isEqualTo(1_000_000);
        assertThat(arguments.json()).isNull();
    }

    @Test
    void options_are_read() {
        Arguments arguments =
                Arguments.read(
                        List.of("--only", "start", "--seconds", "5", "--json", "figures.json"));

        assertThat(arguments.only()).containsExactly("start");
        assertThat(arguments.seconds()).isEqualTo(5);
        assertThat(arguments.json()).isEqualTo(Path.of("figures.json"));
    }

    @Test
    void what_cannot_be_understood_is_told() {
        assertThatThrownBy(() -> Arguments.read(List.of("--fast"))).hasMessageContaining("--fast");
        assertThatThrownBy(() -> Arguments.read(List.of("--only")))
                .hasMessageContaining("needs a value");
        assertThatThrownBy(() -> Arguments.read(List.of("--seconds", "none")))
                .hasMessageContaining("from 1 to 3600, not none");
    }
}
