package dev.tidemark.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.core.schema.CollectionRules;
import dev.tidemark.core.schema.CollectionRules.DeleteUpdate;
import dev.tidemark.core.schema.CollectionRules.IdKind;
import dev.tidemark.core.schema.CollectionRules.Lifecycle;
import dev.tidemark.core.schema.CollectionRules.NaturalKey;
import dev.tidemark.core.schema.FieldKind;
import dev.tidemark.core.schema.FieldRules.Order;
import dev.tidemark.core.schema.SyncSchema;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.schema.AppSchema;
import dev.tidemark.wire.schema.SchemaReader;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BundledSchemasTest {
    @ParameterizedTest
    @ValueSource(strings = {"workspace", "requests", "agronomy", "screenplay", "wellbeing", "open"})
    void each_bundled_schema_is_one(String app) throws IOException {
        assertThat(read(app).rules().version()).isEqualTo(1);
    }

    @Test
    void the_open_app_takes_any_collection_by_the_default_rules() throws IOException {
        assertThat(read("open").rules()).isEqualTo(SyncSchema.OPEN);
        assertThat(AppSchema.OPEN.rules()).isEqualTo(SyncSchema.OPEN);
    }

    @Test
    void requests_have_unique_names_in_a_project_and_tags_that_unite() throws IOException {
        CollectionRules endpoints = rules("requests", "endpoints");
        assertThat(endpoints.naturalKey())
                .isEqualTo(new NaturalKey(List.of("projectId", "name"), false));
        for (String collection : List.of("projects", "endpoints")) {
            assertThat(rules("requests", collection).field("tags").kind()).isEqualTo(FieldKind.SET);
            assertThat(rules("requests", collection).field("createdAt").kind())
                    .isEqualTo(FieldKind.IMMUTABLE);
        }
        assertThat(read("requests").rules().collection("others")).isNull();
    }

    @Test
    void agronomy_freezes_what_was_confirmed() throws IOException {
        assertThat(rules("agronomy", "observations").lifecycle())
                .isEqualTo(new Lifecycle("status", List.of("confirmed"), true));
        assertThat(rules("agronomy", "recommendations").lifecycle())
                .isEqualTo(new Lifecycle("status", List.of("confirmed"), false));
        assertThat(rules("agronomy", "playbookPatches").base()).isNotNull();
        AppSchema schema = read("agronomy");
        Map<String, Value> observation =
                Map.of(
                        "observationId", Value.of("o"),
                        "status", Value.of("draft"),
                        "updatedAt", Value.of("2026-11-20T09:00:00Z"),
                        "note", Value.of("anything"));
        assertThat(schema.shape("observations").flaws(Value.of(observation))).isEmpty();
        for (String changed : List.of("status", "updatedAt")) {
            Value.Obj wrong = Value.of(observation).with(changed, Value.of("yesterday"));
            assertThat(schema.shape("observations").flaws(wrong)).hasSize(1);
        }
    }

    @Test
    void screenplays_go_by_the_order_of_the_server() throws IOException {
        SyncSchema schema = read("screenplay").rules();
        assertThat(schema.collections().keySet())
                .containsExactly("characters", "episodes", "locations", "meta", "scenes", "shots");
        assertThat(schema.collections().values())
                .allSatisfy(rules -> {
                    assertThat(rules.order()).isEqualTo(Order.SERVER);
                    assertThat(rules.id()).isEqualTo(IdKind.STRING);
                });
        assertThat(rules("screenplay", "scenes").field("text").kind()).isEqualTo(FieldKind.TEXT);
    }

    @Test
    void a_diary_goes_by_the_clock_in_deletions_too() throws IOException {
        assertThat(read("wellbeing").rules().collections().values())
                .hasSize(4)
                .allSatisfy(
                        rules -> assertThat(rules.deleteUpdate()).isEqualTo(DeleteUpdate.CLOCK));
    }

    private static CollectionRules rules(String app, String collection) throws IOException {
        return Objects.requireNonNull(read(app).rules().collections().get(collection));
    }

    private static AppSchema read(String app) throws IOException {
        String file = app + ".yaml";
        try (InputStream in =
                BundledSchemasTest.class.getResourceAsStream("/dev/tidemark/server/app/" + file)) {
            return SchemaReader.read(file, Objects.requireNonNull(in).readAllBytes());
        }
    }
}
