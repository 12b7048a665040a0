package dev.tidemark.wire.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.core.merge.Shape;
import dev.tidemark.core.value.Storable.Flaw;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.json.Flaws;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.json.JsonLimits;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ShapesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':5}",
                "{'minLength':'3'}",
                "{'properties':{'a':7}}",
                "{'typ':'string'}",
                "{'properties':{'a':{'requird':['x']}}}",
                "{'$ref':'http://example.com/x'}",
                "{'$ref':'file:///etc/passwd'}",
                "{'$ref':'other'}",
                "{'$ref':'#/$defs/none'}",
                "{'$ref':'#'}",
                "{'allOf':[{'$ref':'#'}]}",
                "{'properties':{'a':{'anyOf':[{'$ref':'#/properties/a'}]}}}",
                "{'$id':'http://example.com/x'}",
                "{'$dynamicRef':'#x'}",
                "{'$schema':'http://json-schema.org/draft-07/schema#'}",
                "{'properties':{'a':{'pattern':'('}}}",
                "{'properties':{'a':{'pattern':'(?=x)'}}}",
                "{'properties':{'a':{'pattern':'(a)\\\\1'}}}",
                "{'patternProperties':{'((a{100}){100}){100}':{}}}",
                "{'properties':{'a':{'pattern':'(((a{1000}){1000}){1000}){1000}'}}}",
                "{'properties':{'a':{'format':'regex'}}}"
            })
    void a_json_schema_that_is_wrong_or_dangerous_is_refused_and_says_where(String schema) {
        assertThat(flawsOf(schema))
                .isNotEmpty()
                .allSatisfy(flaw -> {
                    assertThat(flaw.pointer()).startsWith("/at");
                    assertThat(flaw.message()).doesNotContain("Exception", "networknt", "java");
                });
    }

    @Test
    void schemas_that_double_their_effort_at_each_step_are_refused() {
        StringBuilder defs = new StringBuilder();
        for (int i = 0; i < 30; i++) {
            defs.append(
                    "'d%d':{'allOf':[{'$ref':'#/$defs/d%d'},{'$ref':'#/$defs/d%d'}]},"
                            .formatted(i, i + 1, i + 1));
        }
        assertThat(flawsOf("{'$ref':'#/$defs/d0','$defs':{" + defs + "'d30':{}}}")).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'type':'object','required':['a']}",
                "{'$defs':{'x':{'type':'string'}},'properties':{'a':{'$ref':'#/$defs/x'}}}",
                "{'properties':{'child':{'$ref':'#'}}}",
                "{'x-note':5}",
                "{'properties':{'a':{'pattern':'^[\\\\w\\\\u00e9-]+\\\\/\\\\d{2,5}$'}}}",
                "{'properties':{'a':{'pattern':'^(a+)+$'}}}",
                "{'properties':{'a':true,'b':false}}",
                "{'$schema':'https://json-schema.org/draft/2020-12/schema'}"
            })
    void a_good_json_schema_is_taken(String schema) {
        assertThat(flawsOf(schema)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'minimum':0} | -1 | false",
                "{'minimum':0} | 1e400 | true",
                "{'maximum':9007199254740992} | 9007199254740993 | false",
                "{'maximum':9007199254740993} | 9007199254740993 | true",
                "{'type':'integer'} | 1.0 | true",
                "{'type':'integer'} | 1.5 | false",
                "{'type':'integer'} | 1e999999999999999 | true",
                "{'type':'integer'} | 1e-999999999999999 | false",
                "{'maximum':10} | 1e999999999999999 | false",
                "{'minimum':0} | -1e999999999999999 | false",
                "{'multipleOf':0.01} | 0.3 | true",
                "{'multipleOf':3} | 1e999999999999999 | false",
                "{'const':1} | 1.0 | true",
                "{'enum':[0.1]} | 0.10 | true",
                "{'pattern':'^a.c$'} | 'abc' | true",
                "{'pattern':'b'} | 'abc' | true",
                "{'pattern':'^b'} | 'abc' | false",
                "{'pattern':'^\\\\u00e9$'} | '\\u00e9' | true",
                "{'pattern':'^\\\\uD83D\\\\uDE00$'} | '\\ud83d\\ude00' | true",
                "{'format':'date-time'} | '2026-02-30T00:00:00Z' | false",
                "{'format':'date-time'} | '2026-02-28T00:00:00Z' | true",
                "{'format':'uuid'} | 'x' | false",
                "{'type':'null'} | null | true",
                "{'maxLength':1} | '\\ud83d\\ude00' | true",
            })
    void values_fit_or_do_not(String schema, String value, boolean fits) {
        Shape shape = compiled("{'properties':{'a':" + schema + "}}");
        List<Flaw> flaws = shape.flaws((Value.Obj) json("{'a':" + value + "}"));
        assertThat(flaws.isEmpty()).as("%s", flaws).isEqualTo(fits);
        assertThat(flaws).allSatisfy(flaw -> assertThat(flaw.pointer()).isEqualTo("/a"));
    }

    /**
     * Backtracking would need longer than the age of the universe; a slow machine needs seconds.
     */
    @Test
    @Timeout(60)
    void no_pattern_and_no_format_takes_long_for_a_nasty_text() {
        String[] nasty = {
            "a".repeat(250_000) + "!",
            "a.".repeat(120_000),
            "1".repeat(250_000),
            "http://" + "a/".repeat(100_000)
        };
        String[] schemas = {
            "{'pattern':'^(a+)+$'}",
            "{'pattern':'^(a|a)*$'}",
            "{'pattern':'(.*a){20}$'}",
            "{'format':'email'}",
            "{'format':'uri'}",
            "{'format':'iri'}",
            "{'format':'date-time'}",
            "{'format':'duration'}",
            "{'format':'ipv6'}"
        };
        for (String schema : schemas) {
            Shape shape = compiled("{'properties':{'a':" + schema + "}}");
            for (String text : nasty) {
                assertThat(shape.flaws(Value.of(Map.of("a", Value.of(text))))).isNotNull();
            }
        }
    }

    private static Shape compiled(String schema) {
        Flaws flaws = new Flaws();
        Shape shape = Shapes.compiled((Value.Obj) json(schema), "/at", flaws);
        assertThat(flaws.list()).isEmpty();
        return shape;
    }

    private static List<Flaw> flawsOf(String schema) {
        Flaws flaws = new Flaws();
        Shapes.compiled((Value.Obj) json(schema), "/at", flaws);
        return flaws.list();
    }

    private static Value json(String text) {
        return Json.read(text.replace('\'', '"'), JsonLimits.DEFAULT);
    }
}
