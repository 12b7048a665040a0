package dev.tidemark.cli.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.core.value.Value;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class IdsTest {
    private static final Value NAME = Value.of("List users");

    @Test
    void a_key_always_makes_the_same_version_5_uuid() {
        String id = Ids.ofKey("endpoints", List.of(NAME));

        assertThat(id).isEqualTo(Ids.ofKey("endpoints", List.of(NAME)));
        assertThat(UUID.fromString(id).version()).isEqualTo(5);
        assertThat(UUID.fromString(id).variant()).isEqualTo(2);
    }

    @Test
    void other_collections_and_other_keys_make_other_ids() {
        assertThat(Ids.ofKey("endpoints", List.of(NAME)))
                .isNotEqualTo(Ids.ofKey("projects", List.of(NAME)))
                .isNotEqualTo(Ids.ofKey("endpoints", List.of(NAME, NAME)));
    }

    @Test
    void equal_rows_of_one_file_stay_two_records() {
        Value.Obj row = new Value.Obj(new TreeMap<>()).with("name", NAME);

        assertThat(Ids.ofPlace("endpoints", 2, row)).isNotEqualTo(Ids.ofPlace("endpoints", 3, row));
    }
}
