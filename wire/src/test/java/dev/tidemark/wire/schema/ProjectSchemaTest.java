package dev.tidemark.wire.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.core.schema.Compatibility;
import dev.tidemark.core.schema.FieldsInUse;
import dev.tidemark.core.schema.ProjectRules;
import dev.tidemark.core.schema.SyncSchema;
import dev.tidemark.core.value.Storable.Flaw;
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
              scenes: { id: string, fields: { tags: { kind: set } } }
              notes: {}
            """;

    private static SyncSchema read(int version, String project) {
        String text = COLLECTIONS.formatted(version) + project + "\n";
        return SchemaReader.read("app.yaml", text.getBytes(StandardCharsets.UTF_8)).rules();
    }

    @Test
    void a_project_has_one_record_and_lists_whose_entities_have_keys() {
        ProjectRules project =
                read(1, "project: { meta: meta, keys: { scenes: [e, s] } }").project();

        assertThat(project).isNotNull();
        assertThat(project.meta()).isEqualTo("meta");
        assertThat(project.key("scenes")).containsExactly("e", "s");
        assertThat(project.key("meta")).isEmpty();
        assertThat(project.has("meta")).isTrue();
        assertThat(project.has("scenes")).isTrue();
        assertThat(project.has("notes")).isFalse();
        assertThat(read(1, "").project()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ keys: {} } | meta: is missing",
                "{ meta: meta } | keys: is missing",
                "{ meta: mata, keys: {} } | did you mean meta?",
                "{ meta: notes, keys: {} } | notes must have id: string",
                "{ meta: meta, keys: { scenes: [] } } | must name the fields that make up the key",
                "{ meta: meta, keys: { scenes: [a, a] } } | must be different names",
                "{ meta: meta, keys: { meta: [a] } } | is the collection of the project itself",
                "{ meta: meta, keys: { shots: [a] } } | is not known here",
                "{ meta: meta, keys: { scenes: [tags] } } | tags has no single value",
                "{ meta: meta, keys: { scenes: [version] } } | version has another meaning",
                "{ meta: meta, keys: {}, lists: 1 } | project.lists: is not known here",
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
                "keys: { scenes: [e, s] } | keys: { scenes: [s, e] } | /project/keys/scenes",
                "keys: { scenes: [e] } | keys: {} | /project/keys/scenes",
                "keys: {} | keys: { scenes: [e] } |",
            })
    void a_later_version_may_add_lists_and_change_no_key(String last, String next, String place) {
        SyncSchema before = read(1, "project: { meta: meta, " + last + " }");
        SyncSchema after = read(2, "project: { meta: meta, " + next + " }");

        List<Flaw> reasons = Compatibility.reasons(before, after, FieldsInUse.UNKNOWN);

        assertThat(reasons)
                .extracting(Flaw::pointer)
                .isEqualTo(place == null ? List.of() : List.of(place));
    }

    @Test
    void a_project_cannot_be_taken_away_and_can_come_later() {
        SyncSchema with = read(2, "project: { meta: meta, keys: {} }");

        assertThat(Compatibility.reasons(with, read(3, ""), FieldsInUse.UNKNOWN))
                .extracting(Flaw::pointer)
                .containsExactly("/project");
        assertThat(Compatibility.reasons(read(1, ""), with, FieldsInUse.UNKNOWN)).isEmpty();
    }

    @Test
    void different_keys_give_different_ids_and_ids_give_the_keys_back() {
        List<List<String>> keys =
                List.of(
                        List.of("a/b", "c"),
                        List.of("a", "b/c"),
                        List.of("a~1b", "c"),
                        List.of("a~", "1b/c"),
                        List.of("", "a"),
                        List.of("a", ""));
        assertThat(keys.stream().map(ProjectRules::id)).doesNotHaveDuplicates();
        for (List<String> key : keys) {
            assertThat(ProjectRules.values(ProjectRules.id(key), 2)).isEqualTo(key);
        }
        assertThat(ProjectRules.id(List.of("a/b"))).isEqualTo("a/b");
        assertThat(ProjectRules.values("a/b", 1)).containsExactly("a/b");
        assertThat(ProjectRules.values("made otherwise", 2)).isNull();
    }
}
