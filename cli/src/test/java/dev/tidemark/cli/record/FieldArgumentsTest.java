package dev.tidemark.cli.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.core.value.JsonText;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FieldArgumentsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name=List users       | {\"name\":\"List users\"}",
                "count=1               | {\"count\":\"1\"}",
                "count:=1.50           | {\"count\":1.50}",
                "a=b=c                 | {\"a\":\"b=c\"}",
                "a=b:=c                | {\"a\":\"b:=c\"}",
                "url=http://x          | {\"url\":\"http://x\"}",
                "tags:=[\"a\",null]    | {\"tags\":[\"a\",null]}",
                "empty=                | {\"empty\":\"\"}",
            })
    void an_argument_is_a_field(String argument, String field) {
        assertThat(JsonText.exact(FieldArguments.read(List.of(argument)))).isEqualTo(field);
    }

    @ParameterizedTest
    @ValueSource(strings = {"name", "=x", ":=1", "name:=", "name:={\"b\":1,\"b\":2}"})
    void what_is_no_field_is_refused(String argument) {
        assertThatThrownBy(() -> FieldArguments.field(argument)).hasMessageContaining("name");
    }

    @Test
    void a_field_that_comes_twice_is_refused() {
        assertThatThrownBy(() -> FieldArguments.read(List.of("a=1", "a=2")))
                .hasMessageContaining("twice");
    }
}
