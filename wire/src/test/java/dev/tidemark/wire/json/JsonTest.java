package dev.tidemark.wire.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.core.value.JsonText;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.json.JsonFault.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonTest {

    private static final String RECORD =
            """
            {"a":[1,-0.0,1e400,9007199254740993,5e-324,{"b":null,"c":[]}],"caf\u00e9":"e\u0301 \\ud83d\\ude00",\
            "empty":"","flag":true,"nested":{"deep":{"deeper":[[["x"]]]}}}\
            """;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-0",
                "-0.0",
                "1.0",
                "1e400",
                "1E+7",
                "9007199254740993",
                "5e-324",
                "12345678901234567890.123456789",
                "18446744073709551616",
                "0.30000000000000004",
                "1e-999999999999999"
            })
    void numbers_keep_their_text(String number) {
        assertThat(read("[" + number + "]").toString()).isEqualTo("[" + number + "]");
    }

    @Test
    void a_number_of_a_thousand_characters_is_kept_and_a_longer_one_refused() {
        String digits = "7".repeat(JsonLimits.NUMBER_CHARACTERS_MAX);
        assertThat(read(digits)).isEqualTo(new Value.Num(digits));
        for (String longer : new String[] {digits + "7", "0." + digits, "-" + digits + "0"}) {
            assertThat(fault(longer).kind()).isEqualTo(Kind.NUMBER_TOO_LONG);
            assertThat(fault("[" + longer + "]").kind()).isEqualTo(Kind.NUMBER_TOO_LONG);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NaN",
                "[NaN]",
                "Infinity",
                "-Infinity",
                "[01]",
                "[+1]",
                "[.5]",
                "[5.]",
                "{'a':1}",
                "{a:1}",
                "[1,]",
                "{\"a\":1,}",
                "[1 2]",
                "{\"a\" 1}",
                "// x\n1",
                "/* x */ 1",
                "tru",
                "nul",
                "[\"\t\"]",
                "[\"\\x\"]",
                "]",
                "}",
                "1]",
                "[1]]",
                "{} {}",
                "1 2",
                "\"a\" \"b\"",
                "[,1]",
                "{,}",
                "[1}",
                "{\"a\":1]",
                "\u0000",
                "\uFEFF1",
                "[\"\\uZZZZ\"]",
                ":",
                ","
            })
    void what_is_no_json_is_refused(String text) {
        assertThat(fault(text).kind()).isIn(Kind.MALFORMED, Kind.TRUNCATED);
    }

    @Test
    void a_fault_names_line_and_column_and_nothing_of_the_inside() {
        JsonFault fault = fault("{\n  \"a\": secret\n}");
        assertThat(fault.line()).isEqualTo(2);
        assertThat(fault.column()).isBetween(8, 15);
        assertThat(fault).hasMessageStartingWith("line 2, column ");
        for (String text :
                new String[] {"{\"a\": secret}", "{", "[1,,]", "\"\u0001\"", "{\"a\"}"}) {
            assertThat(fault(text).getMessage())
                    .doesNotContain(
                            "Exception", "jackson", "JsonToken", "Source", "secret", "ALLOW");
        }
    }

    @Test
    void what_was_written_here_is_read_the_same_at_less_cost() {
        for (String text :
                new String[] {
                    RECORD,
                    "[-0.0,1e400,5e-324,9007199254740993,0.10]",
                    "{\"\":\"\",\"é\":\"ü \uD83D\uDE00 \\u0000\\n\",\"e\u0301\":[[],{}]}",
                    "{\"half\\ud800\":\"\\udc00 half\"}",
                    "null"
                }) {
            Value value = Json.read(text, JsonLimits.DEFAULT);
            assertThat(Json.own(Json.bytes(value))).isEqualTo(value);
        }
    }

    @Test
    void a_member_that_is_there_twice_is_refused() {
        assertThat(fault("{\"a\":1,\"a\":1}").kind()).isEqualTo(Kind.DUPLICATE);
        assertThat(fault("[{\"x\":{\"b\":1,\"c\":2,\"b\":null}}]").kind())
                .isEqualTo(Kind.DUPLICATE);
        assertThat(fault("{\"\\u0061\":1,\"a\":2}").kind()).isEqualTo(Kind.DUPLICATE);
    }

    @Test
    void a_text_that_is_cut_off_anywhere_is_a_fault_and_never_a_part_of_it() {
        byte[] whole = RECORD.getBytes(StandardCharsets.UTF_8);
        assertThat(JsonText.exact(Json.read(whole, JsonLimits.DEFAULT))).contains("deeper");
        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> Json.read(part, JsonLimits.DEFAULT))
                    .as("the first %d bytes", length)
                    .isInstanceOf(JsonFault.class);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, true", "64, true", "65, false", "100, false", "5000, false", "100000, false"})
    void nesting_ends_at_the_limit_without_ending_the_stack(int levels, boolean allowed) {
        for (String text :
                new String[] {
                    "[".repeat(levels) + "]".repeat(levels),
                    "[".repeat(levels),
                    "{\"a\":".repeat(levels) + "1" + "}".repeat(levels)
                }) {
            if (allowed && text.contains("]") | text.contains("}")) {
                assertThat(read(text).toString()).isEqualTo(text);
            } else {
                assertThat(fault(text).kind()).isEqualTo(allowed ? Kind.TRUNCATED : Kind.TOO_DEEP);
            }
        }
    }

    @Test
    void bytes_that_are_no_utf8_are_refused() {
        for (byte[] bad :
                new byte[][] {
                    {'"', (byte) 0xff, '"'},
                    {'"', (byte) 0xc0, (byte) 0x80, '"'},
                    {'"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"'},
                    {'"', (byte) 0xf0, (byte) 0x9f, '"'},
                    {(byte) 0xff, (byte) 0xfe, '{', 0, '}', 0},
                    {0, 0, 0, '1'},
                }) {
            assertThatThrownBy(() -> Json.read(bad, JsonLimits.DEFAULT))
                    .isInstanceOfSatisfying(
                            JsonFault.class,
                            fault -> assertThat(fault.kind()).isIn(Kind.NOT_UTF8, Kind.MALFORMED));
        }
        assertThat(Json.read("\"\uFFFD\"".getBytes(StandardCharsets.UTF_8), JsonLimits.DEFAULT))
                .isEqualTo(Value.of("\uFFFD"));
    }

    @Test
    void a_lone_surrogate_is_read_and_written_as_an_escape() {
        Value value = read("[\"a\\ud800b\",\"\\udc00\",\"\\ud83d\\ude00\"]");
        assertThat(new String(Json.bytes(value), StandardCharsets.UTF_8))
                .isEqualTo("[\"a\\ud800b\",\"\\udc00\",\"\ud83d\ude00\"]");
        assertThat(Json.read(Json.bytes(value), JsonLimits.DEFAULT)).isEqualTo(value);
    }

    @Test
    void a_lone_surrogate_is_read_in_a_name_too() {
        Value value = read("{\"a\\uD800b\":{\"\\\\ud800\":1},\"\\ud83d\\ude00\":2}");
        assertThat(((Value.Obj) value).members()).containsOnlyKeys("a\ud800b", "\ud83d\ude00");
        assertThat(Json.read(Json.bytes(value), JsonLimits.DEFAULT)).isEqualTo(value);
        assertThat(fault("{\"\\ud800\":1,}"))
                .hasMessageStartingWith("line 1, column ")
                .extracting(JsonFault::kind)
                .isEqualTo(Kind.MALFORMED);
    }

    @Test
    void null_is_not_absent_and_unicode_forms_stay_apart() {
        Value value = read("{\"a\":null,\"caf\u00e9\":1,\"cafe\u0301\":2}");
        assertThat(Json.read(Json.bytes(value), JsonLimits.DEFAULT)).isEqualTo(value);
        assertThat(((Value.Obj) value).members()).hasSize(3).containsEntry("a", Value.NULL);
    }

    private static Value read(String text) {
        return Json.read(text.getBytes(StandardCharsets.UTF_8), JsonLimits.DEFAULT);
    }

    private static JsonFault fault(String text) {
        try {
            Value value = read(text);
            throw new AssertionError("was read as " + value);
        } catch (JsonFault fault) {
            return fault;
        }
    }
}
