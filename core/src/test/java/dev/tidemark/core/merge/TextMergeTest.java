package dev.tidemark.core.merge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.core.Ledger;
import dev.tidemark.core.Rules;
import dev.tidemark.core.Writer;
import dev.tidemark.core.causality.Dot;
import dev.tidemark.core.record.Ancestor;
import dev.tidemark.core.record.LineEdit;
import dev.tidemark.core.record.Mutation;
import dev.tidemark.core.record.Register;
import dev.tidemark.core.record.Sibling;
import dev.tidemark.core.schema.FieldKind;
import dev.tidemark.core.value.JsonText;
import dev.tidemark.core.value.Value;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Concurrent edits of one text, as a person finds them. */
class TextMergeTest {

    private static final String BASE = "1\n2\n3\n4\n5\n6\n7\n";

    private final Ledger ledger = new Ledger(Rules.merge().field("body", FieldKind.TEXT).end());
    private final Writer a = ledger.device("a");
    private final Writer b = ledger.device("b");
    private final Writer c = ledger.device("c");

    private static Mutation write(Writer writer, String text) {
        return writer.update("{'body':%s}".formatted(quoted(text)));
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder();
        JsonText.quote(text, quoted);
        return quoted.toString();
    }

    private void start(String text) {
        ledger.accept(a.create("{'body':%s}".formatted(quoted(text))));
        b.pull();
        c.pull();
    }

    private Value shown() {
        return ledger.view().fields().members().get("body");
    }

    /** Both write at once; what is shown then. */
    private Value together(String one, String other) {
        ledger.accept(write(a.at(0), one));
        ledger.accept(write(b.at(9), other));
        return shown();
    }

    private int siblings() {
        return ((Register) ledger.state().units().get("body")).siblings().size();
    }

    @Test
    void edits_of_different_lines_are_both_shown_and_nothing_is_in_conflict() {
        start(BASE);

        assertThat(together(BASE.replace("1", "one"), BASE.replace("7", "seven")))
                .isEqualTo(Value.of("one\n2\n3\n4\n5\n6\nseven\n"));
        assertThat(ledger.view().inConflict()).isFalse();
        assertThat(siblings()).as("they stay underneath").isEqualTo(2);
        ledger.accept(write(a.pull(), "settled"));
        assertThat(siblings()).isEqualTo(1);
    }

    @Test
    void edits_of_one_line_show_the_winner_and_keep_both() {
        start(BASE);

        assertThat(together(BASE.replace("4", "a"), BASE.replace("4", "b")))
                .isEqualTo(Value.of(BASE.replace("4", "b")));
        assertThat(ledger.view().disputed()).containsExactly("body");
        assertThat(siblings()).isEqualTo(2);
    }

    @Test
    void edits_of_neighbouring_lines_touch() {
        start(BASE);

        together(BASE.replace("4", "a"), BASE.replace("5", "b"));
        assertThat(ledger.view().disputed()).containsExactly("body");
    }

    @Test
    void edits_with_one_line_between_them_do_not() {
        start(BASE);

        assertThat(together(BASE.replace("4", "a"), BASE.replace("6", "b")))
                .isEqualTo(Value.of("1\n2\n3\na\n5\nb\n7\n"));
    }

    @Test
    void insertions_at_one_place_touch_and_insertions_beside_an_edit_do() {
        start(BASE);
        together(BASE.replace("4", "4\na"), BASE.replace("4", "4\nb"));
        assertThat(ledger.view().disputed()).containsExactly("body");

        ledger.accept(write(c.pull(), BASE));
        a.pull();
        b.pull();
        together(BASE.replace("4", "4\na"), BASE.replace("5", "b"));
        assertThat(ledger.view().disputed()).containsExactly("body");
    }

    @Test
    void the_same_edit_by_both_is_made_once() {
        start(BASE);
        String both = BASE.replace("2", "two").replace("5", "");

        assertThat(together(both, both.replace("7", "seven")))
                .isEqualTo(Value.of(both.replace("7", "seven")));
        assertThat(ledger.view().inConflict()).isFalse();
    }

    @Test
    void lines_inserted_alike_by_both_are_inserted_once() {
        start(BASE);

        assertThat(together(BASE.replace("4", "4\nnew"), BASE.replace("4", "4\nnew") + "8\n"))
                .isEqualTo(Value.of(BASE.replace("4", "4\nnew") + "8\n"));
    }

    @Test
    void three_merge_where_all_edits_keep_apart() {
        start(BASE);
        ledger.accept(write(c.at(5), BASE.replace("4", "four")));

        assertThat(together(BASE.replace("1", "one"), BASE.replace("7", "seven")))
                .isEqualTo(Value.of("one\n2\n3\nfour\n5\n6\nseven\n"));
        assertThat(siblings()).isEqualTo(3);
    }

    @Test
    void of_three_two_that_touch_put_the_whole_text_in_dispute() {
        start(BASE);
        ledger.accept(write(c.at(900), BASE.replace("1", "eins")));

        assertThat(together(BASE.replace("1", "one"), BASE.replace("7", "seven")))
                .isEqualTo(Value.of(BASE.replace("1", "eins")));
    }

    @Test
    void a_deletion_of_lines_merges_with_an_edit_elsewhere() {
        start(BASE);

        assertThat(together("5\n6\n7\n", BASE.replace("7", "seven")))
                .isEqualTo(Value.of("5\n6\nseven\n"));
    }

    @Test
    void line_ends_of_windows_are_kept_and_a_last_line_needs_none() {
        String base = "1\r\n2\r\n3\r\n4\r\n5";
        start(base);

        assertThat(together(base.replace("1", "one"), base + "\r\n6"))
                .isEqualTo(Value.of("one\r\n2\r\n3\r\n4\r\n5\r\n6"));
    }

    @Test
    void two_lines_after_a_last_line_without_end_touch() {
        start("1\n2\n3");

        together("1\n2\n3\na", "1\n2\n3\nb");
        assertThat(ledger.view().disputed()).containsExactly("body");
    }

    @Test
    void two_texts_written_into_nothing_have_nothing_in_common() {
        ledger.accept(a.create("{}"));
        b.pull();

        together("x\n", "y\n");
        assertThat(ledger.view().disputed()).containsExactly("body");
    }

    @Test
    void two_texts_written_after_the_field_was_taken_away_do_not_merge_into_the_old_one() {
        start(BASE);
        ledger.accept(c.unset("body"));
        a.pull();
        b.pull();

        together(BASE.replace("1", "one"), BASE.replace("7", "seven"));
        assertThat(ledger.view().disputed()).containsExactly("body");
    }

    @Test
    void a_text_beside_something_else_is_in_dispute() {
        for (String other : List.of("{'body':null}", "{'body':7}")) {
            Ledger fresh = new Ledger(Rules.merge().field("body", FieldKind.TEXT).end());
            fresh.accept(fresh.device("a").create("{'body':'1\\n2\\n'}"));
            Writer one = fresh.device("a").pull();
            Writer two = fresh.device("b").pull();
            fresh.accept(one.at(0).update("{'body':'one\\n2\\n'}"));
            fresh.accept(two.at(9).update(other));
            assertThat(fresh.view().disputed()).containsExactly("body");
        }
        start(BASE);
        ledger.accept(write(a, BASE.replace("1", "one")));
        ledger.accept(b.unset("body"));
        assertThat(ledger.view().disputed()).containsExactly("body");
    }

    @Test
    void an_edit_of_a_merged_text_replaces_both_and_merges_with_what_it_had_not_seen() {
        start(BASE);
        together(BASE.replace("1", "one"), BASE.replace("7", "seven"));
        ledger.accept(write(a.pull(), "one\n2\n3\nfour\n5\n6\nseven\n"));
        assertThat(siblings()).isEqualTo(1);

        ledger.accept(write(c, BASE.replace("6", "six").replace("7", "seven")));
        assertThat(ledger.view().disputed())
                .as("c rewrote lines 6 and 7 in one, a only line 7")
                .containsExactly("body");
        ledger.accept(write(c.pull(), BASE));
        assertThat(ledger.view().inConflict()).isFalse();
    }

    @Test
    void who_wrote_over_two_texts_has_come_from_either() {
        start(BASE);
        together(BASE.replace("1", "one"), BASE.replace("7", "seven"));
        ledger.accept(write(a.pull().at(20), "one\n2\n3\nfour\n5\n6\nseven\n"));
        // b goes on from its own text, so what both have come from is that, not the first one.
        ledger.accept(write(b.at(0), BASE.replace("7", "seven") + "eight\n"));

        assertThat(shown()).isEqualTo(Value.of("one\n2\n3\nfour\n5\n6\nseven\neight\n"));
        assertThat(ledger.view().inConflict()).isFalse();
    }

    @Test
    void behind_a_merged_text_the_way_back_leads_to_what_was_there_before_both() {
        String base = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n";
        start(base);
        together(base.replace("1\n2\n", "one\n2\n"), base.replace("7", "seven"));
        String merged = "one\n2\n3\n4\n5\n6\nseven\n8\n9\n10\n11\n";
        ledger.accept(write(a.pull().at(20), merged.replace("4", "four")));
        ledger.accept(write(c.at(0), base.replace("10", "ten")));

        assertThat(shown()).isEqualTo(Value.of(merged.replace("4", "four").replace("10", "ten")));
        assertThat(ledger.view().inConflict()).isFalse();
    }

    @Test
    void sixty_edits_on_each_side_still_find_what_both_started_from() {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            lines.add("line " + i + "\n");
        }
        start(String.join("", lines));
        List<String> mine = new ArrayList<>(lines);
        List<String> theirs = new ArrayList<>(lines);
        for (int i = 0; i < 60; i++) {
            mine.set(i, "mine " + i + "\n");
            ledger.accept(write(a, String.join("", mine)));
            theirs.set(199 - i, "theirs " + i + "\n");
        }
        for (int i = 0; i < 60; i++) {
            List<String> soFar = new ArrayList<>(lines);
            for (int j = 0; j <= i; j++) {
                soFar.set(199 - j, "theirs " + j + "\n");
            }
            ledger.accept(write(b, String.join("", soFar)));
        }
        List<String> both = new ArrayList<>(mine.subList(0, 100));
        both.addAll(theirs.subList(100, 200));

        assertThat(shown()).isEqualTo(Value.of(String.join("", both)));
        assertThat(ledger.view().inConflict()).isFalse();
    }

    @Test
    void the_way_back_is_bounded_however_often_and_however_wildly_a_text_changes() {
        start("start");
        for (int i = 0; i < 100; i++) {
            ledger.accept(write(a, ("text " + i + "\n").repeat(i % 2 == 0 ? 1 : 500)));
            Register register = (Register) ledger.state().units().get("body");
            List<Ancestor> chain = register.siblings().get(0).ancestors();
            assertThat(chain).hasSizeLessThanOrEqualTo(Ancestor.COUNT_MAX);
            assertThat(chain.stream().skip(1).mapToLong(Ancestor::weight).sum())
                    .isLessThanOrEqualTo(Ancestor.WEIGHT_MAX);
        }
    }

    @Test
    void a_way_back_that_leads_nowhere_is_no_ancestor() {
        start(BASE);
        together(BASE.replace("1", "one"), BASE.replace("7", "seven"));
        Register register = (Register) ledger.state().units().get("body");
        List<Sibling> broken =
                register.siblings().stream()
                        .map(sibling -> withAncestor(sibling, new LineEdit(5, 500, "")))
                        .toList();

        assertThat(TextMerge.merge(register)).isNotNull();
        assertThat(TextMerge.merge(new Register(broken))).isNull();
    }

    private static Sibling withAncestor(Sibling sibling, LineEdit undo) {
        Ancestor ancestor = new Ancestor(List.of(new Dot("a", 1)), List.of(undo));
        return new Sibling(sibling.dot(), sibling.value(), sibling.stamp(), List.of(ancestor));
    }

    @Test
    void small_edits_of_a_big_text_carry_little_behind_them() {
        String big = "a line of some length that stays\n".repeat(5_000);
        start(big);
        for (int i = 0; i < 40; i++) {
            ledger.accept(write(a, big + "edit " + i + "\n"));
        }
        Register register = (Register) ledger.state().units().get("body");
        List<Ancestor> chain = register.siblings().get(0).ancestors();

        assertThat(chain).hasSize(40);
        assertThat(chain.stream().mapToLong(Ancestor::weight).sum()).isLessThan(2_000);
    }
}
