package dev.tidemark.wire.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.core.schema.CollectionRules;
import dev.tidemark.core.schema.CollectionRules.Base;
import dev.tidemark.core.schema.CollectionRules.DeleteUpdate;
import dev.tidemark.core.schema.CollectionRules.History;
import dev.tidemark.core.schema.CollectionRules.IdKind;
import dev.tidemark.core.schema.CollectionRules.Lifecycle;
import dev.tidemark.core.schema.CollectionRules.NaturalKey;
import dev.tidemark.core.schema.CollectionRules.WriteRule;
import dev.tidemark.core.schema.FieldKind;
import dev.tidemark.core.schema.FieldRules;
import dev.tidemark.core.schema.FieldRules.Order;
import dev.tidemark.core.schema.Rule;
import dev.tidemark.core.schema.SyncSchema;
import dev.tidemark.core.schema.UpsertRules;
import dev.tidemark.core.schema.UpsertRules.Summary;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.json.JsonLimits;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SchemaReaderTest {

    private static final String WHOLE =
            """
            version: 3
            skew: PT5M
            devicePriority: [tablet, phone]
            collections:
              endpoints:
                id: string
                rule: merge
                order: server
                naturalKey: { fields: [projectId, name], foldCase: true }
                lifecycle: { field: status, frozenAt: [confirmed, void], correctable: false }
                deleteUpdate: clock
                groups: [[latitude, longitude]]
                tombstones: P2W
                history: { versions: 10, days: 30 }
                fields:
                  createdAt: { kind: immutable }
                  tags: { kind: set }
                  hits: { kind: counter }
                  body: { kind: text }
                  plan: { kind: manual }
                  title: { kind: lww, order: client }
                schema: { type: object, required: [name], properties: { name: { type: string, maxLength: 200 } } }
              patches:
                rule: append
                base: { collection: endpoints, id: endpointId, version: baseVersion, apply: patch }
              notes:
              "*": { rule: occ }
            """;

    @Test
    void every_rule_is_read() {
        SyncSchema schema = read(WHOLE).rules();
        assertThat(schema.version()).isEqualTo(3);
        assertThat(schema.skew()).isEqualTo(Duration.ofMinutes(5));
        assertThat(schema.devicePriority()).containsExactly("tablet", "phone");
        assertThat(schema.collections().keySet()).containsExactly("endpoints", "notes", "patches");
        CollectionRules rules = schema.collections().get("endpoints");
        assertThat(rules.id()).isEqualTo(IdKind.STRING);
        assertThat(rules.order()).isEqualTo(Order.SERVER);
        assertThat(rules.naturalKey())
                .isEqualTo(new NaturalKey(List.of("projectId", "name"), true));
        assertThat(rules.lifecycle())
                .isEqualTo(new Lifecycle("status", List.of("confirmed", "void"), false));
        assertThat(rules.deleteUpdate()).isEqualTo(DeleteUpdate.CLOCK);
        assertThat(rules.groups()).containsExactly(List.of("latitude", "longitude"));
        assertThat(rules.tombstones()).isEqualTo(Duration.ofDays(14));
        assertThat(rules.history()).isEqualTo(new History(10, 30));
        assertThat(rules.field("tags").kind()).isEqualTo(FieldKind.SET);
        assertThat(rules.field("title")).isEqualTo(new FieldRules(FieldKind.LWW, Order.CLIENT));
        assertThat(rules.field("other")).isEqualTo(new FieldRules(FieldKind.LWW, Order.SERVER));
        CollectionRules patches = schema.collections().get("patches");
        assertThat(patches.rule()).isEqualTo(WriteRule.APPEND);
        assertThat(patches.base())
                .isEqualTo(new Base("endpoints", "endpointId", "baseVersion", "patch"));
        assertThat(schema.collections().get("notes")).isEqualTo(CollectionRules.defaults("notes"));
        assertThat(schema.collection("anything").rule()).isEqualTo(WriteRule.OCC);
    }

    @Test
    void yaml_and_json_say_the_same() {
        AppSchema yaml = read(WHOLE);
        byte[] json = Json.bytes(yaml.document());
        AppSchema again = SchemaReader.read("schema.json", json);
        assertThat(again.rules()).isEqualTo(yaml.rules());
        assertThat(again.sameAs(yaml)).isTrue();
        AppSchema fromValue = SchemaReader.read("server", Json.read(json, JsonLimits.DEFAULT));
        assertThat(fromValue.rules()).isEqualTo(yaml.rules());
        AppSchema unnamed = SchemaReader.read("body", json);
        assertThat(unnamed.rules()).isEqualTo(yaml.rules());
    }

    @Test
    void a_json_schema_becomes_a_shape() {
        AppSchema schema = read(WHOLE);
        assertThat(schema.shape("endpoints").flaws(fields(Map.of("name", Value.of("ok")))))
                .isEmpty();
        assertThat(schema.shape("endpoints").flaws(fields(Map.of("name", Value.of(5)))))
                .singleElement()
                .satisfies(flaw -> assertThat(flaw.pointer()).isEqualTo("/name"));
        assertThat(schema.shape("endpoints").flaws(Value.Obj.EMPTY))
                .singleElement()
                .satisfies(flaw -> assertThat(flaw.pointer()).isEqualTo("/name"));
        assertThat(schema.shape("notes").flaws(Value.Obj.EMPTY)).isEmpty();
    }

    @Test
    void what_the_contract_of_upserts_needs_is_read() {
        SyncSchema schema =
                read("""
                version: 1
                collections:
                  sightings:
                    id: string
                    idFrom: [site, number]
                    upserts:
                      clock: [changedAt, madeAt]
                      counted: true
                      downstream: true
                      conflicts: { frozen: sighting_closed, unseen: sighting_changed, natural_key: named }
                  books:
                    idFrom: [bookId]
                    upserts: { summary: { as: book, fields: [version] } }
                  edits: { scope: books }
                """)
                        .rules();

        CollectionRules sightings = schema.collections().get("sightings");
        assertThat(sightings.idFrom()).containsExactly("site", "number");
        assertThat(sightings.upserts())
                .isEqualTo(
                        new UpsertRules(
                                List.of("changedAt", "madeAt"),
                                true,
                                true,
                                null,
                                new TreeMap<>(
                                        Map.of(
                                                Rule.FROZEN, "sighting_closed",
                                                Rule.UNSEEN, "sighting_changed",
                                                Rule.NATURAL_KEY, "named"))));
        UpsertRules books = schema.collections().get("books").upserts();
        assertThat(books.summary()).isEqualTo(new Summary("book", List.of("version")));
        assertThat(books.counted() || books.downstream()).isFalse();
        assertThat(schema.collections().get("edits").scope()).isEqualTo("books");
        assertThat(schema.collections().get("edits").upserts()).isEqualTo(UpsertRules.DEFAULT);
    }

    @Test
    void what_it_cannot_mean_is_told() {
        String wrong =
                """
                version: 1
                collections:
                  a:
                    idFrom: [x, y]
                    scope: a
                    upserts:
                      clok: [t]
                      clock: [t, t]
                      counted: 1
                      conflicts: { frozn: x, unseen: "" }
                      summary: { as: b }
                  b:
                    idFrom: [tags]
                    scope: c
                    fields: { tags: { kind: set } }
                    upserts: { downstream: true }
                """;
        assertThatThrownBy(() -> SchemaReader.read("my.yaml", bytes(wrong)))
                .isInstanceOf(InvalidSchema.class)
                .message()
                .isEqualTo(
                        """
                        my.yaml is not a sync schema:
                          line 4, collections.a.idFrom: makes no UUID of several fields; add id: string
                          line 7, collections.a.upserts.clok: is not known here; did you mean clock?
                          line 8, collections.a.upserts.clock: must be different names, none of them empty
                          line 9, collections.a.upserts.counted: must be true or false
                          line 10, collections.a.upserts.conflicts.frozn: is not known here; did you mean frozen?
                          line 10, collections.a.upserts.conflicts.unseen: must not be empty
                          line 13, collections.b.idFrom: tags is a set, which has no single value
                          line 5, collections.a.scope: must be another collection; its own scopes hold anyhow
                          line 14, collections.b.scope: is not known here; known are a, b
                          line 11, collections.a.upserts.summary.as: something else comes down as b already\
                        """);
    }

    @Test
    void all_flaws_are_told_at_once_with_line_and_key() {
        String wrong =
                """
                version: 0
                skew: soon
                mood: good
                collections:
                  notes:
                    rule: magic
                    delteUpdate: keep
                    fields:
                      f: { kind: wish }
                      g: set
                    groups: [[a]]
                    base: { collection: nots, id: x, version: y }
                  "a b": {}
                """;
        assertThatThrownBy(() -> SchemaReader.read("my.yaml", bytes(wrong)))
                .isInstanceOf(InvalidSchema.class)
                .message()
                .isEqualTo(
                        """
                        my.yaml is not a sync schema:
                          line 3, mood: is not known here; known are version, skew, devicePriority, project, collections
                          line 1, version: must be a whole number from 1 to 1000000000
                          line 2, skew: must be a span of time like PT2M (2 minutes) or P90D (90 days)
                          line 13, collections."a b": is no name for a collection: 1 to 200 characters, no slash, colon, star, space or control character
                          line 7, collections.notes.delteUpdate: is not known here; did you mean deleteUpdate?
                          line 9, collections.notes.fields.f.kind: must be one of lww, immutable, set, counter, text, manual
                          line 10, collections.notes.fields.g: must be an object
                          line 6, collections.notes.rule: must be one of merge, occ, append
                          line 12, collections.notes.base: is for collections with rule: append only
                          line 12, collections.notes.base.apply: is missing; it must be a text
                          line 11, collections.notes.groups[0]: must be an array of two or more field names
                          line 12, collections.notes.base.collection: is not known here; did you mean notes?\
                        """);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "5",
                "[]",
                "text",
                "version: 1",
                "version: 1\ncollections: 5",
                "{",
                "a: [",
                "version: 1\ncollections: {}\n---\nversion: 2",
                "version: 1\nversion: 1\ncollections: {}",
                "version: 010\ncollections: {}",
                "version: 1.5\ncollections: {}",
                "version: 1\ncollections: {a: {fields: {b: {kind: set, order: server}}}}",
                "version: 1\ncollections: {a: {naturalKey: {fields: []}}}",
                "version: 1\ncollections: {a: {naturalKey: {fields: [b, b]}}}",
                "version: 1\ncollections: {a: {naturalKey: {fields: [b]}, fields: {b: {kind: set}}}}",
                "version: 1\ncollections: {a: {groups: [[b, c], [c, d]]}}",
                "version: 1\ncollections: {a: {groups: [[b, c]], fields: {b: {kind: text}}}}",
                "version: 1\ncollections: {a: {lifecycle: {field: s, frozenAt: []}}}",
                "version: 1\ncollections: {a: {tombstones: P1M}}",
                "version: 1\ncollections: {a: {history: {versions: 0}}}",
                "version: 1\ncollections: {a/b: {}}",
                "version: 1\ncollections: {'': {}}",
                "a: &x [1]\nb: *x",
                "a: .nan",
                "\t- a"
            })
    void what_is_no_sync_schema_is_refused(String text) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(InvalidSchema.class)
                .hasMessageStartingWith("test.yaml is not a sync schema:")
                .hasMessageNotContainingAny("Exception", "jackson", "snakeyaml", "null");
    }

    @Test
    void an_alias_bomb_is_refused_before_it_grows() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 60; i++) {
            String last = "*a" + (i - 1);
            bomb.append(
                    "a%d: &a%d [%s]\n"
                            .formatted(i, i, String.join(", ", List.of(last, last, last))));
        }
        assertThatThrownBy(() -> read(bomb.toString()))
                .isInstanceOf(InvalidSchema.class)
                .hasMessageContaining("line 2")
                .hasMessageContaining("alias");
    }

    @Test
    void nesting_has_an_end_in_yaml_and_in_json() {
        for (int levels : new int[] {100, 100_000}) {
            String deep = "[".repeat(levels) + "]".repeat(levels);
            assertThatThrownBy(() -> read("version: " + deep)).isInstanceOf(InvalidSchema.class);
            assertThatThrownBy(
                            () -> SchemaReader.read("x.json", bytes("{\"version\":" + deep + "}")))
                    .isInstanceOf(InvalidSchema.class);
        }
    }

    private static AppSchema read(String text) {
        return SchemaReader.read("test.yaml", bytes(text));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Value.Obj fields(Map<String, Value> fields) {
        return Value.of(fields);
    }
}
