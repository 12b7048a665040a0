package dev.tidemark.wire.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.core.schema.CollectionRules;
import dev.tidemark.core.schema.Compatibility;
import dev.tidemark.core.schema.FieldsInUse;
import dev.tidemark.core.schema.ProjectRules;
import dev.tidemark.core.schema.SyncSchema;
import dev.tidemark.core.value.Storable.Flaw;
import dev.tidemark.core.value.Value;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which collections a project is made of. */
final class ProjectSchemaTest {

    private static final String COLLECTIONS =
            """
            version: %d
            collections:
              meta: { id: string }
              scenes: { id: string, idFrom: [e, s] }
              shots: { id: string, idFrom: [version] }
              cast: { id: string, idFrom: [a] }
              notes: {}
            """;

    private static SyncSchema read(int version, String project) {
        String text = COLLECTIONS.formatted(version) + project + "\n";
        return SchemaReader.read("app.yaml", text.getBytes(StandardCharsets.UTF_8)).rules();
    }

    private static CollectionRules rules(String collection) {
        return read(1, "").collections().get(collection);
    }

    @Test
    void a_project_has_one_record_and_lists_whose_entities_have_keys() {
        ProjectRules project = read(1, "project: { meta: meta, lists: [scenes] }").project();

        assertThat(project).isEqualTo(new ProjectRules("meta", List.of("scenes")));
        assertThat(project.has("meta")).isTrue();
        assertThat(project.has("scenes")).isTrue();
        assertThat(project.has("notes")).isFalse();
        assertThat(read(1, "").project()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ lists: [scenes] } | meta: is missing",
                "{ meta: meta } | lists: must name the collections",
                "{ meta: mata, lists: [scenes] } | did you mean meta?",
                "{ meta: notes, lists: [scenes] } | notes must have id: string",
                "{ meta: meta, lists: [] } | must name the collections",
                "{ meta: meta, lists: [scenes, scenes] } | must be different names",
                "{ meta: meta, lists: [meta] } | meta is the project itself",
                "{ meta: meta, lists: [scnes] } | did you mean scenes?",
                "{ meta: meta, lists: [notes] } | notes must have idFrom",
                "{ meta: meta, lists: [shots] } | version has another meaning",
                "{ meta: meta, lists: [scenes], keys: 1 } | project.keys: is not known here",
            })
    void what_is_wrong_with_it_is_told_with_its_place(String project, String told) {
        assertThatThrownBy(() -> read(1, "project: " + project))
                .isInstanceOf(InvalidSchema.class)
                .hasMessageContaining(told);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ meta: meta, lists: [scenes] } | { meta: meta, lists: [cast] } | /project/lists",
                "{ meta: meta, lists: [scenes] } | { meta: cast, lists: [scenes] } | /project/meta",
                "{ meta: meta, lists: [scenes] } | { meta: meta, lists: [cast, scenes] } |",
            })
    void a_later_version_may_add_lists_and_takes_nothing_away(
            String last, String next, String place) {
        List<Flaw> reasons =
                Compatibility.reasons(
                        read(1, "project: " + last),
                        read(2, "project: " + next),
                        FieldsInUse.UNKNOWN);

        assertThat(reasons)
                .extracting(Flaw::pointer)
                .isEqualTo(place == null ? List.of() : List.of(place));
    }

    @Test
    void a_project_cannot_be_taken_away_and_can_come_later() {
        SyncSchema with = read(2, "project: { meta: meta, lists: [scenes] }");

        assertThat(Compatibility.reasons(with, read(3, ""), FieldsInUse.UNKNOWN))
                .extracting(Flaw::pointer)
                .containsExactly("/project");
        assertThat(Compatibility.reasons(read(1, ""), with, FieldsInUse.UNKNOWN)).isEmpty();
    }

    @Test
    void different_keys_give_different_ids_and_ids_give_the_keys_back() {
        CollectionRules scenes = rules("scenes");
        List<Value.Obj> keys =
                List.of(
                        key("a/b", "c"),
                        key("a", "b/c"),
                        key("a~1b", "c"),
                        key("a~", "1b/c"),
                        key("~0", "~1"));

        assertThat(keys.stream().map(scenes::idOf)).doesNotHaveDuplicates();
        for (Value.Obj key : keys) {
            assertThat(scenes.fieldsOf(String.valueOf(scenes.idOf(key)))).isEqualTo(key);
        }
        assertThat(rules("cast").fieldsOf("a~1/b"))
                .isEqualTo(Value.Obj.EMPTY.with("a", Value.of("a~1/b")));
        assertThat(scenes.fieldsOf("made otherwise")).isNull();
        assertThat(rules("notes").fieldsOf("x")).isNull();
    }

    private static Value.Obj key(String e, String s) {
        return Value.Obj.EMPTY.with("e", Value.of(e)).with("s", Value.of(s));
    }
}
