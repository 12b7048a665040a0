package dev.tidemark.wire.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.core.schema.Compatibility;
import dev.tidemark.core.schema.FieldsInUse;
import dev.tidemark.core.schema.SyncSchema;
import dev.tidemark.core.value.Storable.Flaw;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Written in YAML, as the people who change schemas do. */
final class CompatibilityTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{a: {}} | {a: {}, b: {}}",
                "{a: {}} | {a: {}, '*': {}}",
                "{a: {}} | {'*': {}}",
                "{'*': {}} | {'*': {}, a: {}}",
                "{a: {}} | {a: {tombstones: P1D, history: {versions: 1}}}",
                "{a: {}} | {a: {fields: {t: {kind: text}, i: {kind: immutable}, l: {}}}}",
                "{a: {fields: {l: {}}}} | {a: {}}",
                "{a: {}} | {a: {schema: {properties: {n: {type: string}}}}}",
                "{a: {schema: {required: [n, m]}}} | {a: {schema: {required: [m]}}}",
                "{a: {schema: {properties: {n: {maxLength: 5}}}}} | {a: {schema: {properties: {n: {maxLength: 6}}}}}",
                "{a: {schema: {properties: {n: {minimum: 1}}}}} | {a: {schema: {properties: {n: {minimum: 0.5}}}}}",
                "{a: {schema: {properties: {n: {minimum: 1}}}}} | {a: {schema: {properties: {n: {minimum: 1.0}}}}}",
                "{a: {schema: {properties: {n: {enum: [x]}}}}} | {a: {schema: {properties: {n: {enum: [x, y]}}}}}",
                "{a: {schema: {properties: {n: {type: integer}}}}} | {a: {schema: {properties: {n: {type: [number, 'null']}}}}}",
                "{a: {schema: {properties: {n: {pattern: x}}}}} | {a: {schema: {properties: {n: {title: N}}}}}",
                "{a: {schema: {properties: {n: {items: {maximum: 3}}}}}} | {a: {schema: {properties: {n: {items: {maximum: 4}}}}}}",
            })
    void these_changes_are_compatible(String last, String next) {
        assertThat(reasons(last, next, FieldsInUse.UNKNOWN)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{a: {}, b: {}} | {a: {}} | /collections/b",
                "{'*': {}} | {a: {}} | /collections/*",
                "{a: {}} | {a: {id: string}} | /collections/a/id",
                "{a: {}} | {a: {rule: occ}} | /collections/a/rule",
                "{a: {}} | {a: {order: server}} | /collections/a/order",
                "{a: {}} | {a: {naturalKey: {fields: [n]}}} | /collections/a/naturalKey",
                "{a: {lifecycle: {field: s, frozenAt: [x]}}} | {a: {}} | /collections/a/lifecycle",
                "{a: {}} | {a: {deleteUpdate: delete}} | /collections/a/deleteUpdate",
                "{a: {}} | {a: {groups: [[x, y]]}} | /collections/a/groups",
                "{'*': {}} | {'*': {}, a: {order: server}} | /collections/a/order",
                "{'*': {}, a: {order: server}} | {'*': {}} | /collections/a/order",
                "{a: {fields: {t: {kind: set}}}} | {a: {fields: {t: {kind: counter}}}} | /collections/a/fields/t/kind",
                "{a: {fields: {t: {kind: set}}}} | {a: {}} | /collections/a/fields/t/kind",
                "{a: {}} | {a: {fields: {t: {kind: set}}}} | /collections/a/fields/t/kind",
                "{a: {}} | {a: {fields: {t: {kind: counter}}}} | /collections/a/fields/t/kind",
                "{a: {}} | {a: {fields: {t: {order: server}}}} | /collections/a/fields/t/order",
                "{a: {}} | {a: {schema: {required: [n]}}} | /collections/a/schema/required",
                "{a: {}} | {a: {schema: {additionalProperties: false}}} | /collections/a/schema/additionalProperties",
                "{a: {schema: {properties: {n: {}}}}} | {a: {schema: {properties: {n: {type: string}}}}} | /collections/a/schema/properties/n/type",
                "{a: {schema: {properties: {n: {maxLength: 5}}}}} | {a: {schema: {properties: {n: {maxLength: 4}}}}} | /collections/a/schema/properties/n/maxLength",
                "{a: {schema: {properties: {n: {type: number}}}}} | {a: {schema: {properties: {n: {type: integer}}}}} | /collections/a/schema/properties/n/type",
                "{a: {schema: {properties: {n: {enum: [x, y]}}}}} | {a: {schema: {properties: {n: {enum: [x]}}}}} | /collections/a/schema/properties/n/enum",
                "{a: {schema: {properties: {n: {pattern: x}}}}} | {a: {schema: {properties: {n: {pattern: y}}}}} | /collections/a/schema/properties/n/pattern",
                "{a: {schema: {properties: {n: {}}, additionalProperties: false}}} | {a: {schema: {properties: {}, additionalProperties: false}}} | /collections/a/schema/properties",
                "{a: {schema: {$defs: {d: {maximum: 5}}, properties: {n: {$ref: '#/$defs/d'}}}}} | {a: {schema: {$defs: {d: {maximum: 4}}, properties: {n: {$ref: '#/$defs/d'}}}}} | /collections/a/schema/$defs/d/maximum",
            })
    void these_changes_are_refused_with_the_place(String last, String next, String place) {
        assertThat(reasons(last, next, FieldsInUse.UNKNOWN))
                .isNotEmpty()
                .allSatisfy(reason -> assertThat(reason.pointer()).isEqualTo(place))
                .allSatisfy(reason -> assertThat(reason.message()).isNotEmpty());
    }

    @Test
    void a_field_that_nobody_wrote_may_become_a_set() {
        String next = "{a: {fields: {t: {kind: set}}}}";
        assertThat(reasons("{a: {}}", next, (collection, field) -> false)).isEmpty();
        assertThat(reasons("{a: {}}", next, (collection, field) -> field.equals("t")))
                .singleElement()
                .satisfies(reason -> assertThat(reason.message()).contains("t would be a set"));
    }

    @Test
    void the_version_grows_and_what_decides_between_siblings_stays() {
        SyncSchema last = schema("version: 2\nskew: PT1M\ndevicePriority: [a]\ncollections: {}");
        SyncSchema next = schema("version: 2\ncollections: {}");
        assertThat(Compatibility.reasons(last, next, FieldsInUse.UNKNOWN))
                .extracting(Flaw::pointer)
                .containsExactly("/version", "/skew", "/devicePriority");
    }

    private static List<Flaw> reasons(String last, String next, FieldsInUse inUse) {
        return Compatibility.reasons(
                schema("version: 1\ncollections: " + last),
                schema("version: 2\ncollections: " + next),
                inUse);
    }

    private static SyncSchema schema(String text) {
        return SchemaReader.read("test.yaml", text.getBytes(StandardCharsets.UTF_8)).rules();
    }
}
