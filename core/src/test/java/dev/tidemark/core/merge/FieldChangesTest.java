package dev.tidemark.core.merge;

import static dev.tidemark.core.value.Json.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.core.Ledger;
import dev.tidemark.core.Rules;
import dev.tidemark.core.Writer;
import dev.tidemark.core.record.Mutation;
import dev.tidemark.core.record.Op;
import dev.tidemark.core.value.Value;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldChangesTest {

    @Test
    void what_differs_is_written_as_its_kind_wants_it() {
        FieldChanges changes =
                FieldChanges.between(
                        Rules.everyKind(),
                        object("{'t':1,'same':2,'old':3,'tags':['x',1],'hits':5,'n':1}"),
                        object("{'t':2,'same':2,'tags':[1.0,'y'],'hits':2,'n':1.0,'new':null}"));

        assertThat(changes.fields())
                .isEqualTo(
                        object(
                                "{'t':2,'tags':{'add':[1.0,'y'],'remove':['x',1]},'hits':{'increment':-3},"
                                        + "'n':1.0,'new':null}"));
        assertThat(changes.unset()).containsExactly("old");
    }

    @Test
    void equal_records_differ_in_nothing() {
        Value.Obj fields = object("{'t':1,'tags':['x'],'hits':5}");

        assertThat(FieldChanges.between(Rules.everyKind(), fields, fields).isEmpty()).isTrue();
    }

    @Test
    void a_set_has_no_order_and_no_element_twice() {
        Value.Obj shown = object("{'tags':['x','y']}");

        assertThat(
                        FieldChanges.between(
                                        Rules.everyKind(), shown, object("{'tags':['y','x','y']}"))
                                .isEmpty())
                .isTrue();
        assertThat(
                        FieldChanges.between(Rules.everyKind(), object("{}"), object("{'tags':[]}"))
                                .isEmpty())
                .isFalse();
    }

    /** A record goes from the one to the other, by an ordinary mutation. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | {'t':1,'tags':['x'],'hits':3,'lat':1,'body':'b'}",
                "{'t':1,'tags':['x'],'hits':3,'lat':1,'body':'b'} | {}",
                "{'t':1,'tags':['x','y'],'hits':3,'lat':1,'lon':2} | {'t':null,'tags':[],'hits':0,'lon':1}",
                "{'tags':[1],'hits':-1} | {'tags':[2,1],'hits':12345678901234567890}",
            })
    void the_mutation_leads_to_what_was_wanted(String from, String to) {
        Ledger ledger = new Ledger(Rules.everyKind());
        Writer a = ledger.device("a");
        ledger.accept(a.create("{}"));
        for (String wanted : List.of(from, to)) {
            FieldChanges changes =
                    FieldChanges.between(Rules.everyKind(), ledger.view().fields(), object(wanted));
            Mutation mutation =
                    a.write(Op.UPDATE, changes.fields().toString(), changes.unset(), null);
            ledger.accept(mutation);
            assertThat(ledger.view().fields().sameAs(sorted(object(wanted))))
                    .as("%s", ledger.view().fields())
                    .isTrue();
        }
    }

    /** Sets are shown sorted. */
    private static Value sorted(Value.Obj fields) {
        return fields.members().get("tags") instanceof Value.Array tags
                ? fields.with(
                        "tags",
                        Value.of(
                                tags.items().stream()
                                        .sorted(Comparator.comparing(Value::toString))
                                        .toList()))
                : fields;
    }

    @Test
    void a_value_that_its_kind_cannot_take_is_left_to_be_refused() {
        FieldChanges changes =
                FieldChanges.between(
                        Rules.everyKind(),
                        object("{'hits':1,'tags':['x']}"),
                        object("{'hits':1.5,'tags':'x'}"));

        assertThat(changes.fields()).isEqualTo(object("{'hits':1.5,'tags':'x'}"));
    }
}
