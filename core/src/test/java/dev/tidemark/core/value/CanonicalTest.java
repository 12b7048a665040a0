package dev.tidemark.core.value;

import static dev.tidemark.core.value.Json.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.core.Seed;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanonicalTest {

    /** RFC 8785, appendix B: the bits of a double and its text. */
    @ParameterizedTest
    @CsvSource({
        "0000000000000000, 0",
        "8000000000000000, 0",
        "0000000000000001, 5e-324",
        "8000000000000001, -5e-324",
        "7fefffffffffffff, 1.7976931348623157e+308",
        "ffefffffffffffff, -1.7976931348623157e+308",
        "4340000000000000, 9007199254740992",
        "c340000000000000, -9007199254740992",
        "4430000000000000, 295147905179352830000",
        "44b52d02c7e14af5, 9.999999999999997e+22",
        "44b52d02c7e14af6, 1e+23",
        "44b52d02c7e14af7, 1.0000000000000001e+23",
        "444b1ae4d6e2ef4e, 999999999999999700000",
        "444b1ae4d6e2ef4f, 999999999999999900000",
        "444b1ae4d6e2ef50, 1e+21",
        "3eb0c6f7a0b5ed8c, 9.999999999999997e-7",
        "3eb0c6f7a0b5ed8d, 0.000001",
        "41b3de4355555553, 333333333.3333332",
        "41b3de4355555554, 333333333.33333325",
        "41b3de4355555555, 333333333.3333333",
        "41b3de4355555556, 333333333.3333334",
        "41b3de4355555557, 333333333.33333343",
        "becbf647612f3696, -0.0000033333333333333333",
        "43143ff3c1cb0959, 1424953923781206.2",
    })
    void a_double_has_the_text_that_the_rfc_says(String bits, String text) {
        double number = Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16));

        assertThat(canonical(text)).isEqualTo(text);
        assertThat(ecmaScript(number)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0, 0",
        "-0.0, 0",
        "0e999, 0",
        "1.0, 1",
        "1e2, 100",
        "10E-1, 1",
        "1E-7, 1e-7",
        "0.0000001, 1e-7",
        "0.000001, 0.000001",
        "4.50, 4.5",
        "2e-3, 0.002",
        "1E30, 1e+30",
        "0.000000000000000000000000001, 1e-27",
        "100000000000000000000, 100000000000000000000",
        "1000000000000000000000, 1e+21",
        "12.5e1, 125",
        "-1.25E+2, -125",
        // Numbers that no double's shortest text means keep their digits.
        "9007199254740993, 9007199254740993",
        "9007199254740993.0, 9007199254740993",
        "18446744073709551616, 18446744073709551616",
        "12345678901234567890.123456789, 12345678901234567890.123456789",
        "100000000000000000000001, 1.00000000000000000000001e+23",
        "333333333.33333329, 333333333.33333329",
        "0.30000000000000004, 0.30000000000000004",
        "0.1000000000000000055511151231257827, 0.1000000000000000055511151231257827",
        "1e400, 1e+400",
        "-12e400, -1.2e+401",
        "1e-400, 1e-400",
        "1e999999999999999, 1e+999999999999999",
    })
    void a_number_has_one_text_however_it_was_written(String written, String text) {
        assertThat(canonical(written)).isEqualTo(text);
    }

    @Test
    void numbers_that_differ_never_share_a_text() {
        List<String> numbers =
                List.of(
                        "9007199254740992",
                        "9007199254740993",
                        "9007199254740992.5",
                        "1e308",
                        "1e309",
                        "1e310",
                        "5e-324",
                        "4e-324",
                        "1e-400",
                        "0",
                        "0.1",
                        "0.10000000000000001");
        assertThat(numbers.stream().map(CanonicalTest::canonical)).doesNotHaveDuplicates();
    }

    /** A hundred thousand doubles, all exponents, against ECMAScript's rule written down anew. */
    @Test
    void random_doubles_have_the_text_of_ecmascript_however_they_were_written() {
        Seed seed = Seed.next("CanonicalTest");
        Random dice = seed.random();
        for (int i = 0; i < 100_000; i++) {
            double number = number(dice, i);
            BigDecimal shortest = shortest(number);
            String text = ecmaScript(number);
            assertThat(canonical(shortest.toString())).as("%s", seed).isEqualTo(text);
            if (shortest.scale() > -25 && shortest.scale() < 25) {
                assertThat(canonical(shortest.toPlainString())).as("%s", seed).isEqualTo(text);
            }
            assertThat(Double.parseDouble(text)).as("%s", seed).isEqualTo(number + 0.0);
        }
    }

    private static double number(Random dice, int i) {
        double any = Double.longBitsToDouble(dice.nextLong());
        double number =
                switch (i % 4) {
                    case 0 -> dice.nextInt(2_000_000) / 1000.0;
                    case 1 -> Math.scalb(1 + dice.nextInt(8), dice.nextInt(2000) - 1000);
                    case 2 -> dice.nextLong();
                    default -> any;
                };
        return Double.isFinite(number) ? number : 1.5;
    }

    /**
     * Number.prototype.toString of ECMAScript (6.1.6.1.20), by its own words: of all decimals that
     * read back as this number those with the fewest digits, and of those the nearest. JDK 17's own
     * Double.toString does not always find it.
     */
    private static BigDecimal shortest(double number) {
        if (number == 0) {
            return BigDecimal.ZERO;
        }
        BigDecimal exact = new BigDecimal(number);
        for (int digits = 1; digits <= 17; digits++) {
            BigDecimal best = null;
            for (RoundingMode mode : List.of(RoundingMode.DOWN, RoundingMode.UP)) {
                BigDecimal rounded = exact.round(new MathContext(digits, mode));
                boolean reads = Double.parseDouble(rounded.toString()) == number;
                if (reads && (best == null || isNearer(exact, rounded, best))) {
                    best = rounded;
                }
            }
            if (best != null) {
                return best;
            }
        }
        throw new AssertionError("17 digits tell every double, but not " + number);
    }

    private static boolean isNearer(BigDecimal exact, BigDecimal a, BigDecimal b) {
        return exact.subtract(a).abs().compareTo(exact.subtract(b).abs()) < 0;
    }

    private static String ecmaScript(double number) {
        if (number == 0) {
            return "0";
        }
        BigDecimal shortest = shortest(Math.abs(number)).stripTrailingZeros();
        String s = shortest.unscaledValue().toString();
        int k = s.length();
        int n = k - shortest.scale();
        String text;
        if (k <= n && n <= 21) {
            text = s + "0".repeat(n - k);
        } else if (0 < n && n <= 21) {
            text = s.substring(0, n) + "." + s.substring(n);
        } else if (-6 < n && n <= 0) {
            text = "0." + "0".repeat(-n) + s;
        } else {
            String exponent = (n > 0 ? "e+" : "e-") + Math.abs(n - 1);
            text = s.charAt(0) + (k == 1 ? "" : "." + s.substring(1)) + exponent;
        }
        return number < 0 ? "-" + text : text;
    }

    /** RFC 8785, section 3.2.2; its first number keeps the digits that a double would lose. */
    @Test
    void the_example_of_the_rfc() {
        Value value =
                json(
                        """
                        {"numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
                         "string": "\\u20ac$\\u000F\\u000aA\\u0027\\u0042\\u0022\\u005c\\\\\\"\\/",
                         "literals": [null, true, false]}
                        """);
        assertThat(Canonical.text(value))
                .isEqualTo(
                        "{\"literals\":[null,true,false],"
                                + "\"numbers\":[333333333.33333329,1e+30,4.5,0.002,1e-27],"
                                + "\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
    }

    /** RFC 8785, section 3.2.3: members are sorted by UTF-16 code units. */
    @Test
    void members_are_sorted_by_their_code_units_at_every_level() {
        TreeMap<String, Value> members = new TreeMap<>();
        for (String name :
                List.of("\u20ac", "\r", "\ufb33", "1", "\ud83d\ude00", "\u0080", "\u00f6")) {
            members.put(name, Value.NULL);
        }
        assertThat(Canonical.text(Value.of(members)))
                .isEqualTo(
                        "{\"\\r\":null,\"1\":null,\"\u0080\":null,\"\u00f6\":null,\"\u20ac\":null,"
                                + "\"\ud83d\ude00\":null,\"\ufb33\":null}");
        assertThat(Canonical.text(json("{'b':{'z':1,'a':2},'a':[{'y':1,'x':2}]}")))
                .isEqualTo("{\"a\":[{\"x\":2,\"y\":1}],\"b\":{\"a\":2,\"z\":1}}");
    }

    @Test
    void control_characters_are_escaped_and_nothing_else_is() {
        assertThat(Canonical.text(Value.of("\b\t\n\f\r\"\\\u0001\u001f")))
                .isEqualTo("\"\\b\\t\\n\\f\\r\\\"\\\\\\u0001\\u001f\"");
        assertThat(Canonical.text(Value.of("/<>&'\u007f\u2028\ufeff\ud83d\ude80")))
                .isEqualTo("\"/<>&'\u007f\u2028\ufeff\ud83d\ude80\"");
    }

    @Test
    void the_hash_is_the_sha_256_of_the_text_in_utf_8() {
        assertThat(Canonical.hash(json("{}")))
                .isEqualTo(
                        "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
        assertThat(Canonical.hash(json("{'a':1.0}"))).isEqualTo(Canonical.hash(json("{'a':1}")));
        assertThat(Canonical.hash(json("{'a':null}"))).isNotEqualTo(Canonical.hash(json("{}")));
    }

    @Test
    void composed_and_decomposed_text_are_two_values() {
        assertThat(Canonical.text(Value.of("caf\u00e9")))
                .isNotEqualTo(Canonical.text(Value.of("cafe\u0301")));
    }

    private static String canonical(String number) {
        return Canonical.text(new Value.Num(number));
    }
}
