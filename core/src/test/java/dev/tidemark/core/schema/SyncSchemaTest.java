package dev.tidemark.core.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.core.Rules;
import dev.tidemark.core.schema.FieldRules.Order;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SyncSchemaTest {

    @Test
    void a_device_has_the_better_place_of_its_id_and_its_platform() {
        SyncSchema schema =
                new SyncSchema(
                        1,
                        SyncSchema.DEFAULT_SKEW,
                        List.of("tablet", "d7", "phone"),
                        new TreeMap<>(),
                        null);

        assertThat(schema.rank("d1", "tablet")).isZero();
        assertThat(schema.rank("d7", "phone")).isEqualTo(1);
        assertThat(schema.rank("d7", "tablet")).isZero();
        assertThat(schema.rank("d1", "phone")).isEqualTo(2);
        assertThat(schema.rank("d1", "toaster")).isEqualTo(3);
        assertThat(schema.rank("d1", null)).isEqualTo(3);
    }

    @Test
    void a_collection_that_is_not_named_goes_by_the_rules_of_all_others_if_there_are_any() {
        assertThat(SyncSchema.OPEN.collection("anything")).isEqualTo(SyncSchema.OPEN.others());
        SyncSchema closed =
                new SyncSchema(1, SyncSchema.DEFAULT_SKEW, List.of(), new TreeMap<>(), null);
        assertThat(closed.collection("anything")).isNull();
    }

    @Test
    void a_field_that_is_not_named_is_the_last_writers() {
        CollectionRules rules = Rules.everyKind();

        assertThat(rules.field("unknown")).isEqualTo(new FieldRules(FieldKind.LWW, Order.CLIENT));
        assertThat(rules.field("tags").kind()).isEqualTo(FieldKind.SET);
        assertThat(rules.unit("lon")).isEqualTo("lat");
        assertThat(rules.unit("tags")).isEqualTo("tags");
    }
}
