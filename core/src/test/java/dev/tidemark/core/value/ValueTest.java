package dev.tidemark.core.value;

import static dev.tidemark.core.value.Json.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValueTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9007199254740993",
                "1e400",
                "-0.0",
                "5e-324",
                "1E-7",
                "100000000000000000000001",
                "1.0",
                "1e+2",
                "0.30000000000000004",
                "\"caf\u00e9\"",
                "\"cafe\u0301\"",
                "\"\ud83d\ude80 \u202e \u2028\"",
                "\"\"",
                "null",
                "true",
                "[]",
                "{}",
                "[null,\"\",0,false,[[]],{\"\":{}}]",
                "{\"a\":null,\"b\":{\"a\":1E0,\"z\":1.0}}",
            })
    void a_value_is_written_as_it_was_read(String text) {
        assertThat(JsonText.exact(json(text))).isEqualTo(text);
        assertThat(json(text)).hasToString(text);
    }

    @Test
    void the_order_of_members_is_not_kept_because_it_means_nothing() {
        assertThat(json("{'b':1,'a':2}")).isEqualTo(json("{'a':2,'b':1}"));
        assertThat(json("{'b':1,'a':2}")).hasToString("{\"a\":2,\"b\":1}");
    }

    @Test
    void equal_is_what_reads_alike_and_same_is_what_means_the_same() {
        assertThat(json("1.0")).isNotEqualTo(json("1"));
        assertThat(json("1.0").sameAs(json("1"))).isTrue();
        assertThat(json("[1e0,{'a':-0}]").sameAs(json("[1,{'a':0}]"))).isTrue();
        assertThat(json("9007199254740993").sameAs(json("9007199254740992"))).isFalse();
        assertThat(json("'1'").sameAs(json("1"))).isFalse();
    }

    @Test
    void null_is_a_value_and_absent_is_none() {
        assertThat(json("{'a':null}").sameAs(json("{}"))).isFalse();
        assertThat(Value.same(null, Value.NULL)).isFalse();
        assertThat(Value.same(null, null)).isTrue();
        assertThat(Value.same(Value.NULL, Value.NULL)).isTrue();
    }

    @Test
    void values_cannot_be_changed_after_they_were_made() {
        Value.Obj object = (Value.Obj) json("{'a':[1]}");

        assertThatThrownBy(() -> object.members().clear())
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> ((Value.Array) json("[1]")).items().clear())
                .isInstanceOf(UnsupportedOperationException.class);
        assertThat(object.with("b", Value.NULL)).isEqualTo(json("{'a':[1],'b':null}"));
        assertThat(object.without(List.of("a"))).isEqualTo(Value.of(new TreeMap<>()));
        assertThat(object).isEqualTo(json("{'a':[1]}"));
    }

    @Test
    void a_decimal_is_exact_and_knows_whether_it_is_whole() {
        assertThat(Decimal.of("12.50")).isEqualTo(new Decimal(false, "125", 2));
        assertThat(Decimal.of("-0.00120e2")).isEqualTo(new Decimal(true, "12", 0));
        assertThat(Decimal.of("120").toBigInteger()).isEqualTo(BigInteger.valueOf(120));
        assertThat(Decimal.of("-1.5e1").toBigInteger()).isEqualTo(BigInteger.valueOf(-15));
        assertThat(Decimal.of("0e99999999999").toBigInteger()).isEqualTo(BigInteger.ZERO);
        assertThat(Decimal.of("1.5").isWhole()).isFalse();
        assertThat(Decimal.of("1e-400").isWhole()).isFalse();
        assertThatThrownBy(() -> Decimal.of("1.5").toBigInteger()).hasMessageContaining("1.5");
    }

    @Test
    void an_exponent_without_end_is_refused_and_not_computed() {
        assertThatThrownBy(() -> Decimal.of("1e9999999999999999"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("15 digits");
        assertThat(Storable.flaw("/n", json("[1e9999999999999999]")).pointer()).isEqualTo("/n/0");
    }

    @Test
    void what_postgresql_would_refuse_is_found_with_its_place() {
        Value nul = Value.of("a\0b");
        assertThat(Storable.flaw("/f", nul).message()).contains("U+0000");
        for (String half : new String[] {"\ud83d", "\ude80", "x\ude80\ud83d", "\ud83dx"}) {
            assertThat(Storable.flaw("/f", Value.of(half)).message()).contains("surrogate");
        }
        assertThat(Storable.flaw("/f", Value.of("\ud83d\ude80"))).isNull();
        assertThat(Storable.flaw("", json("{'a/b~':[1,'\\u0000']}")).pointer())
                .isEqualTo("/a~1b~0/1");
        assertThat(Storable.flaw("", json("{'x':{'\\ud800':1}}")).pointer()).startsWith("/x/");
        assertThat(Storable.flaw("", json("{'a':[1,'ok',null,true]}"))).isNull();
    }

    @Test
    void pointers_are_read_and_written_back() {
        for (String text : new String[] {"", "/", "/a", "/a/", "//", "/a~1b/m~0n/0", "/~01"}) {
            assertThat(JsonPointer.of(text)).hasToString(text);
        }
        assertThat(JsonPointer.of("/a~1b/~01").tokens()).containsExactly("a/b", "~1");
        assertThatThrownBy(() -> JsonPointer.of("a")).hasMessageContaining("starts with /");
        assertThatThrownBy(() -> JsonPointer.of("/~")).hasMessageContaining("~0");
    }
}
