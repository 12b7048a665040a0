package dev.tidemark.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.tidemark.benchmarks.measure.Spread;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;

class ReportTest {

    private static final Result MET =
            new Result(
                    "push",
                    "Push & <more>",
                    Target.atLeast(0.5),
                    Spread.of(0.6, 0.4, 0.9),
                    List.of(new Detail("rate", Spread.of(1_000), "mutations/s")));

    private static final Result MISSED =
            new Result("start", "Start", Target.below(1.5, "s"), Spread.of(9), List.of());

    @Test
    void a_target_is_met_on_its_own_side() {
        assertThat(Target.atLeast(0.5).isMetBy(Spread.of(0.5))).isTrue();
        assertThat(Target.atLeast(0.5).isMetBy(Spread.of(0.49))).isFalse();
        assertThat(Target.below(2, "s").isMetBy(Spread.of(1.9))).isTrue();
        assertThat(Target.below(2, "s").isMetBy(Spread.of(2.1))).isFalse();
    }

    @Test
    void the_table_says_what_is_met_and_what_is_missed() {
        assertThat(report().table())
                .isEqualTo(
                        """
                        | benchmark     | measured (least to greatest) | target       |        |
                        | ------------- | ---------------------------- | ------------ | ------ |
                        | Push & <more> | 0.60 (0.40 to 0.90)          | at least 0.5 | met    |
                        | Start         | 9 s                          | below 1.5 s  | missed |
                        """);
    }

    @Test
    void the_document_holds_every_figure() {
        assertThat(report().json().toString())
                .contains("\"median\":0.6", "\"least\":0.4", "\"label\":\"rate\"", "\"met\":false");
    }

    @Test
    void the_picture_is_well_formed() {
        byte[] svg = Plot.svg(List.of(MET, MISSED)).getBytes(StandardCharsets.UTF_8);

        assertThatCode(() ->
                        DocumentBuilderFactory.newInstance()
                                .newDocumentBuilder()
                                .parse(new ByteArrayInputStream(svg)))
                .doesNotThrowAnyException();
    }

    private static Report report() {
        return new Report("2026-11-20T09:00:00Z", Map.of("cores", "2"), List.of(MET, MISSED));
    }
}
