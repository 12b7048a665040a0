package dev.tidemark.wire.schema;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.PathType;
import dev.tidemark.core.merge.Shape;
import dev.tidemark.core.value.Storable;
import dev.tidemark.core.value.Storable.Flaw;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.json.Flaws;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * JSON Schemas (2020-12) as {@link Shape}s. Formats are checked. A schema stands for itself: it
 * loads nothing, refers to nothing but its own parts, and has no pattern and no circle that could
 * keep a validator busy for ever.
 */
final class Shapes {

    /** Most flaws that one record is told of. */
    private static final int FLAWS_MAX = 20;

    private static final SchemaRegistry REGISTRY = registry(true);

    private Shapes() {}

    /**
     * The shape that a JSON Schema describes; {@link Shape#ANY} where it has flaws, which are
     * noted.
     *
     * @param place of the schema within its document
     */
    static Shape compiled(Value.Obj schema, String place, Flaws flaws) {
        Flaws found = new Flaws();
        JsonNode node = JsonNodes.of(schema);
        for (Error error : MetaSchema.SCHEMA.validate(node)) {
            found.add(place + pointer(error), error.getMessage());
        }
        if (found.isEmpty()) {
            new ShapeCheck(schema, place, found).check();
        }
        Set<Flaw> different = new LinkedHashSet<>(found.list());
        different.forEach(flaw -> flaws.add(flaw.pointer(), flaw.message()));
        if (!different.isEmpty()) {
            return Shape.ANY;
        }
        try {
            Schema compiled = REGISTRY.getSchema(node);
            compiled.initializeValidators();
            return fields -> flaws(compiled, fields);
        } catch (SchemaException e) {
            flaws.add(place, "is no JSON Schema that is understood here");
            return Shape.ANY;
        }
    }

    private static List<Flaw> flaws(Schema schema, Value.Obj fields) {
        List<Flaw> flaws = new ArrayList<>();
        for (Error error : schema.validate(JsonNodes.of(fields))) {
            flaws.add(new Flaw(pointer(error), error.getMessage()));
            if (flaws.size() == FLAWS_MAX) {
                break;
            }
        }
        return flaws;
    }

    /** Where it is wrong; of a missing member, where it should stand. */
    private static String pointer(Error error) {
        String parent = error.getInstanceLocation().toString();
        String property = error.getProperty();
        return property == null ? parent : parent + "/" + Storable.escaped(property);
    }

    private static SchemaRegistry registry(boolean formats) {
        SchemaRegistryConfig config =
                SchemaRegistryConfig.builder()
                        .locale(Locale.ROOT)
                        .pathType(PathType.JSON_POINTER)
                        .formatAssertionsEnabled(formats)
                        .regularExpressionFactory(SafePattern::compiled)
                        .build();
        return SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12,
                builder ->
                        builder.schemaRegistryConfig(config)
                                .schemaCacheEnabled(!formats)
                                .schemaLoader(loader -> loader.fetchRemoteResources(false)));
    }

    /** The schema of schemas; read when the first one is asked for. */
    private static final class MetaSchema {

        static final Schema SCHEMA =
                registry(false)
                        .getSchema(
                                SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
    }
}
