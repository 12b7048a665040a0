package dev.tidemark.core.merge;

import static dev.tidemark.core.value.Json.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.core.Ledger;
import dev.tidemark.core.Rules;
import dev.tidemark.core.Seed;
import dev.tidemark.core.Writer;
import dev.tidemark.core.causality.Dot;
import dev.tidemark.core.causality.VersionVector;
import dev.tidemark.core.record.RecordState;
import dev.tidemark.core.record.Register;
import dev.tidemark.core.record.Sibling;
import dev.tidemark.core.record.Stamp;
import dev.tidemark.core.record.Unit;
import dev.tidemark.core.schema.CollectionRules;
import dev.tidemark.core.value.Canonical;
import dev.tidemark.core.value.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ViewTest {

    private final Ledger ledger = new Ledger(Rules.everyKind());
    private final Writer a = ledger.device("a");

    @Test
    void a_record_that_nobody_wrote_is_not_there() {
        assertThat(ledger.view().deleted()).isTrue();
        assertThat(ledger.view().fields()).isEqualTo(object("{}"));
        assertThat(ledger.view().inConflict()).isFalse();
    }

    @Test
    void the_content_hash_is_over_the_fields_as_shown_and_null_for_a_deleted_record() {
        ledger.accept(a.create("{'t':1.0,'tags':['b','a'],'hits':{'increment':2},'lat':1}"));
        assertThat(ledger.view().contentHash())
                .isEqualTo(Canonical.hash(object("{'hits':2,'lat':1,'t':1,'tags':['a','b']}")));
        ledger.accept(a.delete());
        assertThat(ledger.view().contentHash()).isNull();
    }

    @Test
    void the_elements_of_a_set_are_sorted_by_their_canonical_text() {
        ledger.accept(a.create("{'tags':[{'b':1},'z','a',10,9,null,true,[1],'\u00e9']}"));

        assertThat(ledger.view().fields())
                .isEqualTo(object("{'tags':['a','z','\u00e9',10,9,[1],null,true,{'b':1}]}"));
    }

    @Test
    void a_count_of_zero_and_an_empty_set_are_shown() {
        ledger.accept(a.create("{'hits':{'increment':0},'tags':[]}"));

        assertThat(ledger.view().fields()).isEqualTo(object("{'hits':0,'tags':[]}"));
    }

    @Test
    void what_is_shown_does_not_depend_on_the_order_in_which_siblings_came() {
        Seed seed = Seed.next("ViewTest");
        Random dice = seed.random();
        CollectionRules rules = Rules.everyKind();
        for (int i = 0; i < 2_000; i++) {
            List<Sibling> fields = siblings(dice, false);
            List<Sibling> existence = siblings(dice, true);
            View view = View.of(state(fields, existence), rules, Rules.SKEW);
            for (int again = 0; again < 3; again++) {
                Collections.shuffle(fields, dice);
                Collections.shuffle(existence, dice);
                assertThat(View.of(state(fields, existence), rules, Rules.SKEW))
                        .as("%s", seed)
                        .isEqualTo(view);
            }
        }
    }

    private static List<Sibling> siblings(Random dice, boolean existence) {
        List<Sibling> siblings = new ArrayList<>();
        for (int i = 0; i <= dice.nextInt(5); i++) {
            Value value =
                    existence
                            ? Value.of(dice.nextBoolean())
                            : dice.nextInt(5) == 0 ? null : Value.of(dice.nextInt(3));
            Stamp stamp =
                    new Stamp(
                            Writer.NINE.plusSeconds(dice.nextInt(8) * 50L),
                            dice.nextInt(9),
                            dice.nextInt(3));
            siblings.add(new Sibling(new Dot("d" + i, 1 + dice.nextInt(3)), value, stamp));
        }
        return siblings;
    }

    private static RecordState state(List<Sibling> fields, List<Sibling> existence) {
        TreeMap<String, Unit> units = new TreeMap<>();
        units.put("t", new Register(fields));
        units.put("byServer", new Register(fields));
        units.put("body", new Register(fields));
        TreeMap<String, Long> vv = new TreeMap<>();
        for (int i = 0; i < 5; i++) {
            vv.put("d" + i, 3L);
        }
        return new RecordState(new VersionVector(vv), new Register(existence), units);
    }
}
