package dev.tidemark.cli.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class CsvRowsTest {
    private static final Cells TYPED = new Cells(false, new TreeSet<>(), false);

    @Test
    void the_first_row_names_the_fields_and_numbers_keep_their_digits() throws IOException {
        assertThat(read("a,b\n6.33439493179321,-1e5\n", TYPED))
                .containsExactly("2 {\"a\":6.33439493179321,\"b\":-1e5}");
    }

    @Test
    void what_only_looks_like_a_number_stays_a_text() throws IOException {
        assertThat(read("a,b,c,d\n007018,+00.000,1.,.5\n", TYPED))
                .containsExactly(
                        "2 {\"a\":\"007018\",\"b\":\"+00.000\",\"c\":\"1.\",\"d\":\".5\"}");
    }

    @Test
    void columns_can_be_declared_as_text() throws IOException {
        assertThat(read("a,b\n1,2\n", new Cells(false, new TreeSet<>(List.of("a")), false)))
                .containsExactly("2 {\"a\":\"1\",\"b\":2}");
        assertThat(read("a,b\n1,2\n", new Cells(true, new TreeSet<>(), false)))
                .containsExactly("2 {\"a\":\"1\",\"b\":\"2\"}");
    }

    @Test
    void an_empty_cell_is_no_field_unless_it_is_kept() throws IOException {
        assertThat(read("a,b\n,\"\"\n", TYPED)).containsExactly("2 {}");
        assertThat(read("a,b\n,\"\"\n", new Cells(false, new TreeSet<>(), true)))
                .containsExactly("2 {\"a\":\"\",\"b\":\"\"}");
    }

    @Test
    void quoted_cells_may_hold_separators_quotes_and_line_ends() throws IOException {
        assertThat(read("\uFEFF\"a\",b\r\n\"x, \"\"y\"\"\r\nz\",1\r\n2,3\r\n", TYPED))
                .containsExactly(
                        "2 {\"a\":\"x, \\\"y\\\"\\r\\nz\",\"b\":1}", "4 {\"a\":2,\"b\":3}");
    }

    @Test
    void a_row_with_too_few_or_too_many_cells_is_bad_and_the_next_one_is_read() throws IOException {
        assertThat(read("a,b\n1\n1,2,3\n\n1,2\n", TYPED))
                .containsExactly(
                        "2 bad: it has 1 cells, and the first row has 2",
                        "3 bad: it has 3 cells, and the first row has 2",
                        "5 {\"a\":1,\"b\":2}");
    }

    @Test
    void another_separator_is_taken() throws IOException {
        try (Rows rows = new CsvRows(in("a;b\n1;x,y\n"), ';', TYPED)) {
            assertThat(JsonLinesTest.said(rows)).containsExactly("2 {\"a\":1,\"b\":\"x,y\"}");
        }
    }

    @Test
    void a_quote_that_is_never_closed_ends_the_file_and_says_where_it_began() {
        assertThatThrownBy(() -> read("a,b\n1,2\n\"3,4\n5,6\n", TYPED))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("line 3")
                .hasMessageContaining("quote");
    }

    @Test
    void a_header_that_is_missing_empty_or_double_is_refused() {
        assertThatThrownBy(() -> read("", TYPED)).hasMessageContaining("first row");
        assertThatThrownBy(() -> read("a,\n", TYPED)).hasMessageContaining("no name");
        assertThatThrownBy(() -> read("a,a\n", TYPED)).hasMessageContaining("two columns");
    }

    @Test
    void a_file_that_is_not_utf8_says_so() {
        byte[] latin = "a\né\n".getBytes(StandardCharsets.ISO_8859_1);

        assertThatThrownBy(() ->
                        JsonLinesTest.said(
                                new CsvRows(new ByteArrayInputStream(latin), ',', TYPED)))
                .hasMessageContaining("UTF-8");
    }

    private static List<String> read(String text, Cells cells) throws IOException {
        try (Rows rows = new CsvRows(Source.of(in(text)), ',', cells)) {
            return JsonLinesTest.said(rows);
        }
    }

    private static ByteArrayInputStream in(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
