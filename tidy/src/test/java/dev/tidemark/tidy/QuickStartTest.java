package dev.tidemark.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The Java that the README shows is the Java that a test runs.
class QuickStartTest {
    private static final int LINES_MAX = 15;
    private static final String SOURCE =
            "cli/src/test/java/dev/tidemark/cli/endtoend/QuickStartTest.java";
    private static final Pattern REGION =
            Pattern.compile("(?s) *// begin quick start\n(.*?) *// end quick start\n");
    private static final Pattern BLOCK = Pattern.compile("(?s)```java\n(.*?)```");

    @Test
    void the_readme_shows_what_runs() throws IOException {
        String shown = only(BLOCK, "README.md");
        // Without its last line feed: stripIndent counts an empty last line as one without indent.
        String runs = only(REGION, SOURCE).stripTrailing().stripIndent() + "\n";

        assertThat(shown).isEqualTo(runs);
        assertThat(shown.lines()).hasSizeLessThanOrEqualTo(LINES_MAX);
    }

    private static String only(Pattern pattern, String path) throws IOException {
        Matcher found = pattern.matcher(Files.readString(Checkout.ROOT.resolve(path)));
        assertThat(found.find()).as(path + " has such a part").isTrue();
        return found.group(1);
    }
}
