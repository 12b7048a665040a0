package dev.tidemark.wire.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.core.value.Value;
import dev.tidemark.wire.json.JsonScan.NotPlain;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonScanTest {

    private static final String PLAIN =
            """
            {"a":[1,-0.0,1e400,9007199254740993,5E-324,{"b":null,"c":[]}],"café":"é \\n\\"\\\\",\
            "empty":"","flag":true,"nested":{"deep":{"deeper":[[["x",false]]]}},"z":{}}\
            """;

    @Test
    void what_we_write_is_plain() {
        Value value = Json.read(PLAIN, JsonLimits.DEFAULT);
        assertThat(isPlain(Json.bytes(value))).isTrue();
        assertThat(isPlain(utf8(PLAIN))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " 1",
                "1 ",
                "01",
                "1.",
                ".5",
                "-",
                "1e",
                "+1",
                "tru",
                "nul",
                "NaN",
                "[1,]",
                "[,1]",
                "[1 2]",
                "[1}",
                "{\"a\":1,}",
                "{\"a\" :1}",
                "{\"a\"}",
                "{a:1}",
                "{\"a\":1,\"a\":2}",
                "{\"b\":1,\"a\":2}",
                "{\"\\u0061\":1}",
                "\"\\ud800\"",
                "\"\\x\"",
                "\"\t\"",
                "\"",
                "\"a",
                "[",
                "{",
                "1]",
                "{}{}"
            })
    void what_we_do_not_write_is_not_plain(String json) {
        assertThat(isPlain(utf8(json))).isFalse();
    }

    @Test
    void what_is_too_deep_or_has_too_many_digits_is_not_plain() {
        assertThat(isPlain(utf8("[".repeat(64) + "]".repeat(64)))).isTrue();
        assertThat(isPlain(utf8("[".repeat(65) + "]".repeat(65)))).isFalse();
        assertThat(isPlain(utf8("7".repeat(1_000)))).isTrue();
        assertThat(isPlain(utf8("7".repeat(1_001)))).isFalse();
    }

    @Test
    void bytes_that_are_not_UTF_8_are_a_fault() {
        byte[] broken = {'"', (byte) 0xc3, '"'};
        assertThatThrownBy(() -> new JsonScan(broken, JsonLimits.DEFAULT))
                .isInstanceOf(JsonFault.class);
    }

    @Test
    void whatever_is_plain_can_be_read() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        byte[] good = utf8(PLAIN);
        for (int i = 0; i < 50_000; i++) {
            byte[] changed = good.clone();
            for (int change = random.nextInt(3); change >= 0; change--) {
                int at = random.nextInt(changed.length);
                changed[at] = good[random.nextInt(good.length)];
            }
            if (isPlain(changed)) {
                assertThatCode(() -> Json.read(changed, JsonLimits.DEFAULT))
                        .as("seed %d: %s", seed, new String(changed, StandardCharsets.UTF_8))
                        .doesNotThrowAnyException();
            }
        }
    }

    @Test
    void texts_numbers_and_flags_are_taken_where_they_stand() throws NotPlain {
        JsonScan json =
                new JsonScan(utf8("{\"a\":\"é\",\"b\":42,\"c\":[1,2]}"), JsonLimits.DEFAULT);
        JsonScan.Members members = json.members();
        assertThat(members.next()).isTrue();
        assertThat(members.name()).isEqualTo("a");
        assertThat(json.text()).isEqualTo("é");
        assertThat(members.next()).isTrue();
        assertThat(json.whole()).isEqualTo(42);
        assertThat(members.next()).isTrue();
        int from = json.offset();
        assertThat(json.count('[')).isEqualTo(2);
        assertThat(json.bytesFrom(from)).isEqualTo(utf8("[1,2]"));
        assertThat(members.next()).isFalse();
        json.end();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "1.0", "1e2", "01", "1234567890123456", "\"1\"", ""})
    void a_whole_number_has_few_digits_and_nothing_else(String number) {
        JsonScan json = new JsonScan(utf8(number), JsonLimits.DEFAULT);
        assertThatThrownBy(json::whole).isInstanceOf(NotPlain.class);
    }

    private static boolean isPlain(byte[] json) {
        try {
            JsonScan scan = new JsonScan(json, JsonLimits.DEFAULT);
            scan.pass();
            scan.end();
            return true;
        } catch (NotPlain | JsonFault e) {
            return false;
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
