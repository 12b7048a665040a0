package dev.tidemark.core.conflict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.core.Ledger;
import dev.tidemark.core.Rules;
import dev.tidemark.core.Writer;
import dev.tidemark.core.conflict.Conflict.DisputedField;
import dev.tidemark.core.conflict.Conflict.Type;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.record.Sibling;
import dev.tidemark.core.schema.CollectionRules.DeleteUpdate;
import dev.tidemark.core.value.Value;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ConflictsTest {

    private final Ledger ledger = new Ledger(Rules.everyKind());
    private final Writer a = ledger.device("a");
    private final Writer b = ledger.device("b");
    private final Writer c = ledger.device("c");

    private void start(String fields) {
        ledger.accept(a.create(fields));
        b.pull();
        c.pull();
    }

    private Conflict only() {
        assertThat(ledger.conflicts()).hasSize(1);
        return ledger.conflicts().get(0);
    }

    @Test
    void fields_with_different_siblings_are_one_conflict_of_the_record() {
        start("{'t':0,'u':0,'same':0}");
        ledger.accept(a.at(0).update("{'t':1,'u':1,'same':3}"));
        ledger.accept(b.at(9).update("{'t':2,'u':2,'same':3.0}"));

        Conflict conflict = only();
        assertThat(conflict.type()).isEqualTo(Type.UPDATE_UPDATE);
        assertThat(conflict.key()).isEqualTo(Ledger.KEY);
        assertThat(conflict.existence()).isNull();
        assertThat(conflict.fields()).extracting(DisputedField::name).containsExactly("t", "u");
        assertThat(conflict.fields().get(0).siblings())
                .extracting(Sibling::value)
                .as("the best first")
                .containsExactly(Value.of(2), Value.of(1));
    }

    @Test
    void mine_is_what_i_wrote_and_theirs_the_best_of_what_says_something_else() {
        start("{'t':0}");
        ledger.accept(a.at(0).update("{'t':1}"));
        ledger.accept(b.at(9).update("{'t':2}"));
        ledger.accept(c.at(6).update("{'t':1.0}"));
        DisputedField field = only().fields().get(0);

        assertThat(field.suggested()).isEqualTo(Value.of(2));
        assertThat(field.mine("a").value()).isEqualTo(Value.of(1));
        assertThat(field.theirs("a").value()).isEqualTo(Value.of(2));
        assertThat(field.mine("b").value()).isEqualTo(Value.of(2));
        assertThat(field.theirs("b").value()).as("c's is later than a's").hasToString("1.0");
        assertThat(field.theirs("c").value()).isEqualTo(Value.of(2));
        for (String stranger : new String[] {"d", null, "x:a"}) {
            assertThat(field.mine(stranger).value()).isEqualTo(Value.of(2));
            assertThat(field.theirs(stranger).value()).hasToString("1.0");
        }
    }

    @Test
    void what_the_server_stamped_for_a_device_is_its_own() {
        start("{'t':0}");
        Writer resolving = ledger.device("resolve:a").pull();
        ledger.accept(b.at(9).update("{'t':2}"));
        ledger.accept(resolving.at(0).update("{'t':1}"));

        assertThat(only().fields().get(0).mine("a").value()).isEqualTo(Value.of(1));
    }

    @Test
    void a_field_that_one_took_away_is_in_dispute_without_a_value() {
        start("{'t':0}");
        ledger.accept(a.at(9).unset("t"));
        ledger.accept(b.at(0).update("{'t':2}"));
        DisputedField field = only().fields().get(0);

        assertThat(field.suggested()).isNull();
        assertThat(field.mine("a").value()).isNull();
        assertThat(field.theirs("a").value()).isEqualTo(Value.of(2));
        ledger.accept(c.at(0).unset("t"));
        assertThat(only().fields().get(0).siblings()).hasSize(3);
    }

    @Test
    void null_beside_nothing_is_a_dispute() {
        start("{'t':0}");
        ledger.accept(a.unset("t"));
        ledger.accept(b.update("{'t':null}"));

        assertThat(only().fields()).hasSize(1);
    }

    @Test
    void of_a_group_the_members_that_differ_are_in_dispute() {
        start("{'lat':1,'lon':1}");
        ledger.accept(a.at(0).update("{'lat':2}"));
        ledger.accept(b.at(9).update("{'lat':3}"));
        assertThat(only().fields()).extracting(DisputedField::name).containsExactly("lat");

        ledger.accept(c.at(9).unset("lon"));
        Conflict wider = only();
        assertThat(wider.fields()).extracting(DisputedField::name).containsExactly("lat", "lon");
        assertThat(wider.fields().get(1).siblings())
                .extracting(Sibling::value)
                .containsExactlyInAnyOrder(Value.of(1), Value.of(1), null);
    }

    @Test
    void a_deletion_beside_an_update_is_a_conflict_about_existence() {
        start("{'t':0}");
        ledger.accept(a.at(9).delete());
        ledger.accept(b.at(0).update("{'u':2}"));

        Conflict conflict = only();
        assertThat(conflict.type()).isEqualTo(Type.DELETE_UPDATE);
        assertThat(conflict.fields()).isEmpty();
        assertThat(conflict.existence().suggested()).as("what is shown").isEqualTo(Value.TRUE);
        assertThat(conflict.existence().mine("a").value()).isEqualTo(Value.FALSE);
        assertThat(conflict.existence().theirs("a").value()).isEqualTo(Value.TRUE);
        assertThat(conflict.existence().mine("b").value()).isEqualTo(Value.TRUE);
        ledger.accept(c.at(99).update("{'t':1}"));
        assertThat(only().existence().theirs("b").value())
                .as("not c's, who says the same")
                .isEqualTo(Value.FALSE);
    }

    @Test
    void what_is_suggested_about_existence_is_what_the_collection_shows() {
        for (DeleteUpdate winner : DeleteUpdate.values()) {
            Ledger own = new Ledger(Rules.merge().deleteUpdate(winner).end());
            own.accept(own.device("a").create("{}"));
            Writer deleting = own.device("a").pull();
            Writer updating = own.device("b").pull();
            own.accept(deleting.at(0).delete());
            own.accept(updating.at(600).update("{}"));

            assertThat(own.conflicts().get(0).existence().suggested())
                    .isEqualTo(Value.of(!own.view().deleted()));
        }
    }

    @Test
    void fields_and_existence_are_two_conflicts() {
        start("{'t':0}");
        ledger.accept(a.update("{'t':1}"));
        ledger.accept(b.update("{'t':2}"));
        ledger.accept(c.delete());

        assertThat(ledger.conflicts())
                .extracting(Conflict::type)
                .containsExactly(Type.UPDATE_UPDATE, Type.DELETE_UPDATE);
    }

    @Test
    void a_deleted_record_has_no_conflicts_until_it_is_restored() {
        start("{'t':0}");
        ledger.accept(a.update("{'t':1}"));
        ledger.accept(b.update("{'t':2}"));
        ledger.accept(a.pull().delete());
        assertThat(ledger.conflicts()).isEmpty();

        ledger.accept(a.restore("{}"));
        assertThat(only().fields()).hasSize(1);
    }

    @Test
    void sets_counters_and_texts_that_merge_are_no_conflict() {
        start("{'tags':['x'],'hits':{'increment':1},'body':'1\\n2\\n3\\n'}");
        ledger.accept(a.update("{'tags':['y'],'hits':{'increment':1},'body':'one\\n2\\n3\\n'}"));
        ledger.accept(
                b.update(
                        "{'tags':{'remove':['x']},'hits':{'increment':2},'body':'1\\n2\\nthree\\n'}"));

        assertThat(ledger.conflicts()).isEmpty();
    }

    @Test
    void an_id_names_one_state_of_a_conflict_on_every_replica() {
        start("{'t':0,'u':0}");
        ledger.accept(a.update("{'t':1,'u':1}"));
        ledger.accept(b.update("{'t':2,'u':2}"));
        String id = only().id();
        ledger.accept(a.update("{'v':1}"));
        assertThat(only().id()).as("another field").isEqualTo(id);
        assertThat(UUID.fromString(id).version()).isEqualTo(8);
        assertThat(UUID.fromString(id).variant()).isEqualTo(2);

        ledger.accept(c.update("{'t':2}"));
        String wider = only().id();
        assertThat(wider).as("a sibling more, though its value is known").isNotEqualTo(id);
        Writer d = ledger.device("d").pull();
        ledger.accept(d.update("{'u':3}"));
        assertThat(only().id()).as("a field less").isNotIn(id, wider);
    }

    @Test
    void ids_do_not_meet_across_records_types_and_mutations() {
        assertThat(
                        List.of(
                                Conflicts.idOfRefused(Type.RULE, new RecordKey("a", "b/c"), "m"),
                                Conflicts.idOfRefused(Type.RULE, new RecordKey("a/b", "c"), "m"),
                                Conflicts.idOfRefused(Type.RULE, new RecordKey("a", "b"), "m"),
                                Conflicts.idOfRefused(Type.RULE, new RecordKey("a", "b"), "n"),
                                Conflicts.idOfRefused(
                                        Type.NATURAL_KEY, new RecordKey("a", "b"), "n")))
                .doesNotHaveDuplicates()
                .allSatisfy(id -> assertThat(UUID.fromString(id).version()).isEqualTo(8));
        assertThat(Conflicts.idOfRefused(Type.RULE, Ledger.KEY, "m"))
                .isEqualTo(Conflicts.idOfRefused(Type.RULE, Ledger.KEY, "m"));
    }
}
