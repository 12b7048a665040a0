package dev.tidemark.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The papers of the house: one title each, links that lead somewhere, a change log of one shape.
class PapersTest {
    static final Pattern RELEASE =
            Pattern.compile("## (Unreleased|\\d+\\.\\d+\\.\\d+ \\(\\d{4}-\\d{2}-\\d{2}\\))");
    static final List<String> SECTIONS =
            List.of("### Safety", "### Wire", "### Changed", "### Added", "### Fixed");
    static final int ENTRY_MAX = 200;

    static Stream<TextFile> papers() {
        return Checkout.texts(".md").stream();
    }

    @ParameterizedTest
    @MethodSource("papers")
    void a_paper_has_one_title_and_begins_with_it(TextFile paper) {
        List<String> titles = Papers.titles(paper.text());

        assertThat(titles).hasSize(1);
        assertThat(paper.text()).startsWith(titles.getFirst());
    }

    @Test
    void links_lead_somewhere() {
        assertThat(papers())
                .flatExtracting(paper -> Papers.deadLinks(Checkout.ROOT, paper))
                .isEmpty();
    }

    @Test
    void dead_links_are_found() {
        TextFile paper =
                new TextFile(
                        "docs/planted.md",
                        "# A\n[ok](../README.md) [web](https://example.org) [gone](gone.md) [no](#b) [a](../README.md#nope)"
                                + " `[code](is-no-link)`");

        assertThat(Papers.deadLinks(Checkout.ROOT, paper))
                .containsExactly(
                        "docs/planted.md -> gone.md",
                        "docs/planted.md -> #b",
                        "docs/planted.md -> ../README.md#nope");
    }

    @Test
    void the_change_log_has_its_shape() {
        TextFile log =
                papers().filter(each -> each.path().equals("CHANGELOG.md"))
                        .findFirst()
                        .orElseThrow();

        assertThat(changeLogFaults(log.text())).isEmpty();
    }

    @Test
    void faults_of_a_change_log_are_found() {
        String log =
                "# Changes\n\n## Soon\n\n### Misc\n\n- No full stop\n* Star.\n"
                        + "- "
                        + "x".repeat(ENTRY_MAX)
                        + ".\n";

        assertThat(changeLogFaults(log)).hasSize(5);
    }

    @Test
    void contributing_can_be_read_over_a_cup_of_tea() {
        TextFile paper =
                papers().filter(each -> each.path().equals("CONTRIBUTING.md"))
                        .findFirst()
                        .orElseThrow();

        assertThat(paper.lines()).hasSizeLessThan(120);
    }

    @Test
    void a_decision_is_short_and_numbered() {
        List<TextFile> decisions =
                papers().filter(each -> each.path().startsWith("docs/decisions/")).toList();

        assertThat(decisions)
                .allMatch(each -> each.path().matches("docs/decisions/\\d{4}-[a-z0-9-]+\\.md"));
        assertThat(decisions).allMatch(each -> each.lines().size() < 60);
    }

    private static List<String> changeLogFaults(String text) {
        return text.lines()
                .dropWhile(line -> !line.startsWith("## "))
                .filter(line -> !isChangeLogLine(line))
                .toList();
    }

    private static boolean isChangeLogLine(String line) {
        if (line.startsWith("## ")) {
            return RELEASE.matcher(line).matches();
        }
        if (line.startsWith("#")) {
            return SECTIONS.contains(line);
        }
        return line.isEmpty()
                || (line.startsWith("- ") && line.endsWith(".") && line.length() <= ENTRY_MAX);
    }
}
