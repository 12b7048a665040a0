package dev.tidemark.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.core.value.Value;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TypedRecordsTest {

    record Note(
            String title,
            boolean done,
            List<String> tags,
            BigDecimal price,
            @Nullable String remark) {}

    private static final Note MILK =
            new Note("Milk", false, List.of("shop"), new BigDecimal("1.10"), null);

    @TempDir Path folder;
    private World world;
    private Tidemark laptop;
    private TypedRecords<Note> notes;

    @BeforeEach
    void open() {
        world = new World(folder);
        laptop = world.local("laptop");
        notes = laptop.collection("notes", Note.class);
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void an_object_comes_back_as_it_was() {
        String id = notes.create(MILK);

        assertThat(notes.get(id)).contains(MILK);
        assertThat(notes.all()).isEqualTo(Map.of(id, MILK));
        assertThat(notes.all(Query.all().where("title", "Bread"))).isEmpty();
    }

    @Test
    void a_null_is_only_written_where_there_was_something() {
        String id = notes.create(MILK);
        assertThat(laptop.records("notes").get(id).orElseThrow().field("remark")).isNull();

        notes.put(id, new Note("Milk", false, List.of("shop"), new BigDecimal("1.10"), "cold"));
        notes.put(id, MILK);

        assertThat(laptop.records("notes").get(id).orElseThrow().field("remark"))
                .isEqualTo(Value.NULL);
        assertThat(notes.put(id, MILK)).isFalse();
        assertThat(laptop.pending()).hasSize(3);
    }

    @Test
    void a_changed_object_writes_only_what_changed() {
        String id = notes.create(MILK);

        notes.put(id, new Note("Milk", true, MILK.tags(), MILK.price(), null));

        assertThat(laptop.pending().get(1).mutation().fields()).isEqualTo(Fields.of("done", true));
    }

    @Test
    void a_record_that_does_not_fit_the_class_is_told_by_name() {
        String id = laptop.records("notes").create(Fields.of("done", List.of("not", "a", "flag")));

        assertThatThrownBy(() -> notes.get(id))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("notes/" + id)
                .hasMessageContaining("Note");
    }

    @Test
    void what_is_no_object_cannot_be_a_record() {
        assertThatThrownBy(() -> laptop.collection("notes", String.class).create("text"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no JSON object");
    }

    @Test
    void fields_are_made_of_what_java_has() {
        assertThat(
                        Fields.of(
                                "text",
                                "a",
                                "int",
                                1,
                                "long",
                                2L,
                                "double",
                                0.5,
                                "decimal",
                                new BigDecimal("1.10"),
                                "flag",
                                true,
                                "none",
                                null,
                                "list",
                                List.of(1, "b"),
                                "map",
                                Map.of("x", 1)))
                .isEqualTo(
                        Fields.json(
                                "{\"text\": \"a\", \"int\": 1, \"long\": 2, \"double\": 0.5,"
                                        + " \"decimal\": 1.10, \"flag\": true, \"none\": null,"
                                        + " \"list\": [1, \"b\"], \"map\": {\"x\": 1}}"));
        for (Object[] bad :
                List.of(
                        new Object[] {"a"},
                        new Object[] {1, 2},
                        new Object[] {"a", 1, "a", 2},
                        new Object[] {"a", Double.NaN},
                        new Object[] {"a", new Object()})) {
            assertThatThrownBy(() -> Fields.of(bad)).isInstanceOf(IllegalArgumentException.class);
        }
        for (String bad : List.of("", "[1]", "{\"a\":1,\"a\":2}", "{\"a\":NaN}", "{} {}")) {
            assertThatThrownBy(() -> Fields.json(bad)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
