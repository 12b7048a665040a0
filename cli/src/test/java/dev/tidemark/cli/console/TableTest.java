package dev.tidemark.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.TestShells;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class TableTest {
    private final StringWriter out = new StringWriter();
    private final Shell shell = TestShells.silent().writingTo(out, new StringWriter());

    @Test
    void columns_are_as_wide_as_their_widest_cell() {
        new Table("ID", "NAME").row("1", "one").row("1234", "two").print(shell);

        assertThat(out.toString().lines()).containsExactly("ID    NAME", "1     one", "1234  two");
    }

    @Test
    void wide_characters_take_two_cells_and_marks_none() {
        assertThat(Texts.width("日本")).isEqualTo(4);
        assertThat(Texts.width("e\u0301")).isEqualTo(1);
        assertThat(Texts.padded("日本", 6)).isEqualTo("日本  ");
    }

    @Test
    void the_last_column_is_cut_at_the_width_of_the_shell() {
        new Table("ID", "TEXT").row("1", "x".repeat(300)).print(shell);

        assertThat(out.toString().lines().toList().getLast()).hasSize(shell.width()).endsWith("x…");
    }

    @Test
    void controls_in_a_cell_never_reach_the_terminal() {
        new Table("TEXT").row("a\u001b[2Jb\nc\u202ed").print(shell);

        assertThat(out.toString().lines().toList().getLast()).isEqualTo("a␛[2Jb␊c\uFFFDd");
    }

    @Test
    void an_empty_table_prints_nothing() {
        new Table("ID").print(shell);

        assertThat(out.toString()).isEmpty();
    }
}
