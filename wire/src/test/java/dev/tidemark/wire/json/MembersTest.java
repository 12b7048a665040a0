package dev.tidemark.wire.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.core.value.Storable.Flaw;
import dev.tidemark.core.value.Value;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MembersTest {

    @Test
    void members_come_by_name_and_type() {
        Flaws flaws = new Flaws();
        Members members =
                members("{'t':'x','n':5,'b':true,'o':{'a/b':{}},'l':['p'],'nothing':null}", flaws);
        assertThat(members.text("t")).isEqualTo("x");
        assertThat(members.whole("n", 0, 9)).isEqualTo(5);
        assertThat(members.flag("b")).isTrue();
        assertThat(members.members("o").members("a/b").place("c")).isEqualTo("/o/a~1b/c");
        assertThat(members.texts("l")).containsExactly("p");
        assertThat(members.optionalText("nothing")).isNull();
        assertThat(members.value("nothing")).isEqualTo(Value.NULL);
        assertThat(members.whole("none", 0, 9, 7)).isEqualTo(7);
        assertThat(members.flag("none", true)).isTrue();
        assertThat(members.items("none")).isEmpty();
        flaws.check();
    }

    @Test
    void what_is_missing_or_of_another_type_is_noted_with_its_place() {
        Flaws flaws = new Flaws();
        Members members =
                members("{'t':5,'n':'x','b':0,'o':[],'l':{},'i':'soon','list':[1]}", flaws);
        members.text("t");
        members.whole("n", 0, 9);
        members.flag("b", true);
        members.members("o");
        members.items("l");
        members.instant("i");
        members.texts("list");
        members.text("missing");
        members.uuid("t");
        assertThat(flaws.list())
                .extracting(Flaw::pointer)
                .containsExactly("/t", "/n", "/b", "/o", "/l", "/i", "/list/0", "/missing", "/t");
        assertThatThrownBy(flaws::check)
                .isInstanceOf(InvalidInput.class)
                .hasMessage("/t: must be a text");
    }

    @Test
    void flaws_without_end_are_not_told_without_end() {
        Flaws flaws = new Flaws();
        for (int i = 0; i < 1000; i++) {
            flaws.add("/" + i, "is wrong");
        }
        assertThat(flaws.list()).hasSize(Flaws.COUNT_MAX);
    }

    @ParameterizedTest
    @CsvSource({
        "5, 5",
        "-5, -5",
        "5.0, 5",
        "5e2, 500",
        "50e-1, 5",
        "-0.0, 0",
        "0e999999999999999, 0",
        "9223372036854775807, 9223372036854775807",
        "-9223372036854775808, -9223372036854775808",
        "9223372036854775808,",
        "5.5,",
        "1e19,",
        "1e400,",
        "1e-400,",
        "1e99999999999999999,",
        "000000000000000005, 5"
    })
    void whole_numbers_are_known_in_any_spelling(String number, Long whole) {
        assertThat(Members.wholeOf(new Value.Num(number))).isEqualTo(whole);
    }

    @Test
    void nothing_but_numbers_are_whole_numbers() {
        assertThat(Members.wholeOf(Value.of("5"))).isNull();
        assertThat(Members.wholeOf(Value.TRUE)).isNull();
    }

    private static Members members(String json, Flaws flaws) {
        return Members.of(Json.read(json.replace('\'', '"'), JsonLimits.DEFAULT), "", flaws);
    }
}
