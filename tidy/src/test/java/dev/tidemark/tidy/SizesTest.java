package dev.tidemark.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// A ratchet: what is too long today stands in `long-files.txt` with its length. It may shrink, and
/// then its line must shrink too; it may not grow, and nothing may join it without a reason that
/// convinces a reviewer. Length is never a reason to cut in the wrong place.
class SizesTest {
    private static final int FILE_LINES_MAX = 400;
    private static final int METHOD_LINES_MAX = 60;

    /// Lines that a listed length may be above today's, so that not every edit moves the list.
    private static final int SLACK = 20;

    private static final String LIST = "tidy/src/test/resources/long-files.txt";

    @Test
    void nothing_long_joins_or_grows() throws IOException {
        Map<String, Integer> grown = today();
        Map<String, Integer> listed = listed();
        grown.entrySet().removeIf(each -> each.getValue() <= listed.getOrDefault(each.getKey(), 0));

        assertThat(grown)
                .as(
                        "over %d lines a file or %d a method, and longer than %s says",
                        FILE_LINES_MAX, METHOD_LINES_MAX, LIST)
                .isEmpty();
    }

    @Test
    void what_got_shorter_stays_shorter() throws IOException {
        Map<String, Integer> loose = listed();
        Map<String, Integer> today = today();
        loose.entrySet()
                .removeIf(each -> each.getValue() - today.getOrDefault(each.getKey(), 0) <= SLACK);

        assertThat(loose).as("lines of %s to lower or to take out", LIST).isEmpty();
    }

    @Test
    void a_long_file_and_a_long_method_are_measured() {
        String text = "class A {\n  void a() {}\n  void b() {\n    int c;\n    int d;\n  }\n}\n";

        assertThat(Sizes.over(List.of(new TextFile("A.java", text)), 6, 3))
                .isEqualTo(Map.of("A.java", 7, "A.java#b", 4));
    }

    private static Map<String, Integer> today() {
        return Sizes.over(Checkout.texts(".java"), FILE_LINES_MAX, METHOD_LINES_MAX);
    }

    private static Map<String, Integer> listed() throws IOException {
        Map<String, Integer> listed = new TreeMap<>();
        for (String line : Files.readAllLines(Checkout.ROOT.resolve(LIST))) {
            if (!line.isBlank() && !line.startsWith("#")) {
                String[] parts = line.split(" ");
                listed.put(parts[0], Integer.valueOf(parts[1]));
            }
        }
        return listed;
    }
}
