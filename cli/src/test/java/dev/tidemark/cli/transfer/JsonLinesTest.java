package dev.tidemark.cli.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.transfer.Rows.Row;
import dev.tidemark.core.value.JsonText;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonLinesTest {

    @Test
    void each_line_is_a_record_and_keeps_its_numbers_as_they_were_written() throws IOException {
        assertThat(read("{\"a\":1.50}\r\n\n  \n{\"b\":9007199254740993}"))
                .containsExactly("1 {\"a\":1.50}", "4 {\"b\":9007199254740993}");
    }

    @Test
    void the_mark_of_some_editors_is_passed_over() throws IOException {
        assertThat(read("\uFEFF{\"a\":1}\n")).containsExactly("1 {\"a\":1}");
    }

    @Test
    void a_bad_line_says_where_and_why_and_the_next_one_is_read() throws IOException {
        List<String> rows = read("{\"a\":1}\n{\"a\":\n[1]\n{\"a\":1,\"a\":2}\n{\"b\":2}\n");

        assertThat(rows).hasSize(5);
        assertThat(rows.get(1)).startsWith("2 bad: ").contains("ends too early");
        assertThat(rows.get(2)).startsWith("3 bad: a record is a JSON object");
        assertThat(rows.get(3)).startsWith("4 bad: column ");
        assertThat(rows.get(4)).isEqualTo("5 {\"b\":2}");
    }

    @Test
    void bytes_that_are_not_utf8_are_a_bad_line() throws IOException {
        byte[] latin = "{\"a\":\"é\"}\n{\"b\":1}\n".getBytes(StandardCharsets.ISO_8859_1);

        List<String> rows = read(latin);

        assertThat(rows.get(0)).startsWith("1 bad: ").contains("not UTF-8");
        assertThat(rows.get(1)).isEqualTo("2 {\"b\":1}");
    }

    @Test
    void a_line_without_an_end_does_not_fill_memory() throws IOException {
        byte[] endless = new byte[JsonLines.LINE_BYTES_MAX * 2];
        java.util.Arrays.fill(endless, (byte) ' ');

        assertThat(read(endless)).singleElement().asString().contains("longer than 16 MiB");
    }

    private static List<String> read(String text) throws IOException {
        return read(text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> read(byte[] bytes) throws IOException {
        try (Rows rows = new JsonLines(Source.of(new ByteArrayInputStream(bytes)))) {
            return said(rows);
        }
    }

    static List<String> said(Rows rows) throws IOException {
        List<String> said = new ArrayList<>();
        Row row = rows.next();
        while (row != null) {
            said.add(
                    row.line()
                            + " "
                            + switch (row) {
                                case Row.Fields fields -> JsonText.exact(fields.fields());
                                case Row.Bad bad -> "bad: " + bad.why();
                            });
            row = rows.next();
        }
        return said;
    }
}
