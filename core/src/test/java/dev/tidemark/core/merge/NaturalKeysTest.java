package dev.tidemark.core.merge;

import static dev.tidemark.core.value.Json.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.core.schema.CollectionRules.NaturalKey;
import dev.tidemark.core.value.Value;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class NaturalKeysTest {

    private static final NaturalKey EXACT = new NaturalKey(List.of("project", "name"), false);
    private static final NaturalKey FOLDED = new NaturalKey(List.of("project", "name"), true);

    private static String key(NaturalKey key, String name) {
        Value.Obj fields =
                Value.Obj.EMPTY.with("project", Value.of("p")).with("name", Value.of(name));
        return NaturalKeys.of(key, live(fields));
    }

    private static View live(Value.Obj fields) {
        return new View(false, fields, Collections.emptySortedSet(), false);
    }

    @Test
    void names_are_compared_after_nfc_and_trimming() {
        String ada = key(EXACT, "Caf\u00e9");
        for (String same :
                List.of("Cafe\u0301", " Caf\u00e9 ", "\tCafe\u0301\n", "\u2003Caf\u00e9")) {
            assertThat(key(EXACT, same)).isEqualTo(ada);
        }
        for (String other : List.of("Cafe", "caf\u00e9", "Ca f\u00e9")) {
            assertThat(key(EXACT, other)).isNotEqualTo(ada);
        }
    }

    @Test
    void upper_and_lower_case_are_one_where_the_schema_says_so() {
        List<List<String>> same =
                List.of(
                        List.of("Stra\u00dfe", "STRASSE", "strasse", "STRA\u00dfE"),
                        List.of("Cafe\u0301", "CAF\u00c9", "caf\u00e9"),
                        List.of(
                                "\u039f\u0394\u039f\u03a3",
                                "\u03bf\u03b4\u03bf\u03c3",
                                "\u03bf\u03b4\u03bf\u03c2"),
                        List.of("I", "i", "\u0131"),
                        List.of("\u01c5", "\u01c4", "\u01c6"),
                        List.of("\ufb01x", "FIX", "fix"),
                        List.of("\u0130", "i\u0307"));
        for (List<String> names : same) {
            assertThat(names.stream().map(name -> key(FOLDED, name)).distinct())
                    .as("%s", names)
                    .hasSize(1);
            assertThat(names.stream().map(name -> key(EXACT, name)).distinct())
                    .hasSizeGreaterThan(1);
        }
        assertThat(key(FOLDED, "Strasse")).isNotEqualTo(key(FOLDED, "Strase"));
        assertThat(key(FOLDED, "\u0130")).as("a dotted I is no i").isNotEqualTo(key(FOLDED, "i"));
    }

    @Test
    void the_parts_of_a_key_do_not_run_into_each_other() {
        View one = live(object("{'project':'a','name':'b,c'}"));
        View other = live(object("{'project':'a,b','name':'c'}"));

        assertThat(NaturalKeys.of(EXACT, one)).isNotEqualTo(NaturalKeys.of(EXACT, other));
    }

    @Test
    void numbers_are_compared_by_what_they_mean_and_are_no_texts() {
        NaturalKey number = new NaturalKey(List.of("n"), false);

        assertThat(NaturalKeys.of(number, live(object("{'n':1}"))))
                .isEqualTo(NaturalKeys.of(number, live(object("{'n':1.0}"))))
                .isNotEqualTo(NaturalKeys.of(number, live(object("{'n':'1'}"))));
    }

    @Test
    void a_record_that_is_deleted_or_lacks_a_part_has_no_key() {
        Value.Obj whole = object("{'project':'p','name':'n'}");

        assertThat(NaturalKeys.of(EXACT, live(whole))).isNotNull();
        assertThat(
                        NaturalKeys.of(
                                EXACT, new View(true, whole, Collections.emptySortedSet(), false)))
                .isNull();
        assertThat(NaturalKeys.of(EXACT, live(object("{'project':'p'}")))).isNull();
        assertThat(NaturalKeys.of(EXACT, live(object("{'project':'p','name':null}")))).isNull();
    }

    @Test
    void a_proposal_numbers_the_last_text_of_the_key() {
        assertThat(NaturalKeys.proposal(EXACT, object("{'project':'p','name':' n '}"), 2))
                .isEqualTo(new NaturalKeys.Proposal("name", Value.of("n (2)")));
        assertThat(NaturalKeys.proposal(EXACT, object("{'project':'p','name':7}"), 3))
                .isEqualTo(new NaturalKeys.Proposal("project", Value.of("p (3)")));
        assertThat(NaturalKeys.proposal(EXACT, object("{'project':1,'name':7}"), 2)).isNull();
    }
}
