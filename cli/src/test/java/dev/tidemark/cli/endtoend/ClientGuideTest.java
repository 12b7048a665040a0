package dev.tidemark.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What docs/client.md shows is a region of a test that passes.
class ClientGuideTest {
    private static final Path ROOT = Path.of("..");
    private static final Path TEST =
            Path.of("src/test/java/dev/tidemark/cli/endtoend/TwoSyncedDevicesTest.java");

    @Test
    void the_quick_start_of_the_guide_is_the_one_that_runs() throws IOException {
        String shown = Files.readString(ROOT.resolve("docs/client.md"));

        assertThat(shown).contains("```java\n" + quickStart() + "```");
    }

    @Test
    void the_quick_start_has_at_most_fifteen_lines() throws IOException {
        assertThat(quickStart().lines().filter(line -> !line.isBlank()).count())
                .isLessThanOrEqualTo(15);
    }

    private static String quickStart() throws IOException {
        List<String> lines = Files.readAllLines(TEST);
        int from = lines.indexOf("        // begin quick start") + 1;
        int to = lines.indexOf("        // end quick start");
        return String.join("\n", lines.subList(from, to)).stripIndent() + "\n";
    }
}
