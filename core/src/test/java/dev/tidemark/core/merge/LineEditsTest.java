package dev.tidemark.core.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.core.Seed;
import dev.tidemark.core.record.LineEdit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LineEditsTest {

    @Test
    void a_line_keeps_its_line_feed_and_carriage_return() {
        assertThat(LineEdits.lines("")).isEmpty();
        assertThat(LineEdits.lines("a")).containsExactly("a");
        assertThat(LineEdits.lines("a\n")).containsExactly("a\n");
        assertThat(LineEdits.lines("\n\n")).containsExactly("\n", "\n");
        assertThat(LineEdits.lines("a\r\nb\r\n\nc")).containsExactly("a\r\n", "b\r\n", "\n", "c");
    }

    @Test
    void edits_say_which_lines_read_otherwise() {
        assertThat(LineEdits.between("a\nb\nc\n", "a\nb\nc\n")).isEmpty();
        assertThat(LineEdits.between("a\nb\nc\n", "a\nB\nc\n"))
                .containsExactly(new LineEdit(1, 2, "B\n"));
        assertThat(LineEdits.between("a\nb\nc\n", "a\nc\n"))
                .containsExactly(new LineEdit(1, 2, ""));
        assertThat(LineEdits.between("a\nb\n", "x\na\nb\ny"))
                .containsExactly(new LineEdit(0, 0, "x\n"), new LineEdit(2, 2, "y"));
        assertThat(LineEdits.between("", "a")).containsExactly(new LineEdit(0, 0, "a"));
        assertThat(LineEdits.between("a", "")).containsExactly(new LineEdit(0, 1, ""));
    }

    @Test
    void a_line_after_one_that_had_no_line_feed_changes_that_one_too() {
        assertThat(LineEdits.between("a\nb", "a\nb\nc"))
                .containsExactly(new LineEdit(1, 2, "b\nc"));
    }

    @Test
    void a_change_of_the_line_ends_changes_the_lines() {
        assertThat(LineEdits.between("a\nb\n", "a\r\nb\r\n"))
                .containsExactly(new LineEdit(0, 2, "a\r\nb\r\n"));
    }

    @Test
    void as_few_lines_as_can_be_differ() {
        assertThat(LineEdits.between("a\nb\nc\na\nb\nb\na\n", "c\nb\na\nb\na\nc\n"))
                .as("the example of Myers: five insertions and deletions")
                .satisfies(edits -> assertThat(differences("abcabba", "cbabac")).isEqualTo(5));
    }

    /** A text of one letter a line against another: insertions and deletions together. */
    private static int differences(String from, String to) {
        String base = String.join("\n", from.split("")) + "\n";
        String text = String.join("\n", to.split("")) + "\n";
        return LineEdits.between(base, text).stream()
                .mapToInt(e -> e.to() - e.from() + LineEdits.lines(e.text()).size())
                .sum();
    }

    @Test
    void the_edits_between_two_texts_make_the_one_of_the_other_and_never_touch() {
        Seed seed = Seed.next("LineEditsTest");
        Random dice = seed.random();
        for (int i = 0; i < 20_000; i++) {
            String base = text(dice);
            String text = text(dice);
            List<LineEdit> edits = LineEdits.between(base, text);

            assertThat(LineEdits.applied(base, edits)).as("%s", seed).isEqualTo(text);
            for (int at = 1; at < edits.size(); at++) {
                assertThat(edits.get(at).from()).isGreaterThan(edits.get(at - 1).to());
            }
            assertThat(kept(base, edits))
                    .as("%s", seed)
                    .isEqualTo(longestCommon(LineEdits.lines(base), LineEdits.lines(text)));
        }
    }

    private static int kept(String base, List<LineEdit> edits) {
        int dropped = edits.stream().mapToInt(e -> e.to() - e.from()).sum();
        // Lines that an edit takes away and brings back would be kept by a better one.
        return LineEdits.lines(base).size() - dropped;
    }

    private static int longestCommon(List<String> a, List<String> b) {
        int[][] common = new int[a.size() + 1][b.size() + 1];
        for (int i = a.size() - 1; i >= 0; i--) {
            for (int j = b.size() - 1; j >= 0; j--) {
                common[i][j] =
                        a.get(i).equals(b.get(j))
                                ? common[i + 1][j + 1] + 1
                                : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        return common[0][0];
    }

    private static String text(Random dice) {
        StringBuilder text = new StringBuilder();
        for (int i = dice.nextInt(12); i > 0; i--) {
            text.append((char) ('a' + dice.nextInt(4)));
            text.append(i == 1 && dice.nextBoolean() ? "" : "\n");
        }
        return text.toString();
    }

    @Test
    void texts_that_have_little_in_common_differ_in_one_edit_and_soon() {
        List<String> base = new ArrayList<>(Collections.nCopies(1, "head\n"));
        List<String> text = new ArrayList<>(Collections.nCopies(1, "head\n"));
        for (int i = 0; i < 50_000; i++) {
            base.add("old " + i + "\n");
            text.add("new " + i + "\n");
        }
        List<LineEdit> edits = LineEdits.between(String.join("", base), String.join("", text));

        assertThat(edits).hasSize(1);
        assertThat(edits.get(0).from()).isEqualTo(1);
        assertThat(edits.get(0).to()).isEqualTo(50_001);
    }

    @Test
    void two_small_edits_of_a_long_text_stay_two() {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 50_000; i++) {
            lines.add("line " + i + "\n");
        }
        String base = String.join("", lines);
        lines.set(3, "three\n");
        lines.remove(49_000);

        assertThat(LineEdits.between(base, String.join("", lines)))
                .containsExactly(new LineEdit(3, 4, "three\n"), new LineEdit(49_000, 49_001, ""));
    }

    @Test
    void edits_of_another_text_are_not_applied() {
        for (List<LineEdit> edits :
                List.of(
                        List.of(new LineEdit(0, 3, "")),
                        List.of(new LineEdit(3, 3, "x")),
                        List.of(new LineEdit(1, 2, ""), new LineEdit(0, 1, "")))) {
            assertThat(LineEdits.applied("1\n2\n", edits)).isNull();
        }
    }

    @Test
    void an_edit_ends_where_it_starts_or_later() {
        assertThatThrownBy(() -> new LineEdit(2, 1, "")).hasMessageContaining("line 2 to line 1");
        assertThatThrownBy(() -> new LineEdit(-1, 1, "")).hasMessageContaining("line -1 to line 1");
    }
}
