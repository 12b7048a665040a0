package dev.tidemark.wire.schema;

import dev.tidemark.core.value.Storable;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.json.Flaws;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Looks for what the schema of schemas allows and this house does not: keywords that nobody knows,
 * references to elsewhere, circles that consume nothing, slow patterns and formats.
 */
final class ShapeCheck {

    private static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";

    private static final Set<String> ONE =
            Set.of(
                    "additionalProperties",
                    "propertyNames",
                    "items",
                    "contains",
                    "not",
                    "if",
                    "then",
                    "else",
                    "unevaluatedItems",
                    "unevaluatedProperties",
                    "contentSchema");
    private static final Set<String> BY_NAME =
            Set.of("properties", "patternProperties", "$defs", "dependentSchemas");
    private static final Set<String> SEVERAL = Set.of("allOf", "anyOf", "oneOf", "prefixItems");

    /** Keywords whose schemas look at the very value that their parent looks at. */
    private static final Set<String> IN_PLACE =
            Set.of("allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas");

    private static final Set<String> OTHERS =
            Set.of(
                    "$schema",
                    "$ref",
                    "$comment",
                    "type",
                    "enum",
                    "const",
                    "multipleOf",
                    "maximum",
                    "exclusiveMaximum",
                    "minimum",
                    "exclusiveMinimum",
                    "maxLength",
                    "minLength",
                    "pattern",
                    "maxItems",
                    "minItems",
                    "uniqueItems",
                    "maxContains",
                    "minContains",
                    "maxProperties",
                    "minProperties",
                    "required",
                    "dependentRequired",
                    "title",
                    "description",
                    "default",
                    "deprecated",
                    "readOnly",
                    "writeOnly",
                    "examples",
                    "format",
                    "contentEncoding",
                    "contentMediaType");

    private static final Set<String> KNOWN = known();

    /** Formats whose check takes no longer for a nasty text than for a nice one. */
    private static final Set<String> FORMATS =
            new TreeSet<>(
                    List.of(
                            "date",
                            "date-time",
                            "time",
                            "duration",
                            "uuid",
                            "email",
                            "ipv4",
                            "ipv6",
                            "uri",
                            "uri-reference",
                            "iri"));

    /** Most schemas that are asked about one value, counted with repetition. */
    private static final int EFFORT_MAX = 1_000;

    private final Value.Obj root;
    private final String place;
    private final Flaws flaws;

    /** Each schema's place, with those that look at the same value. */
    private final Map<String, List<String>> sameValue = new TreeMap<>();

    private final Map<String, Integer> efforts = new HashMap<>();

    ShapeCheck(Value.Obj root, String place, Flaws flaws) {
        this.root = root;
        this.place = place;
        this.flaws = flaws;
    }

    void check() {
        visit("", root);
        for (Map.Entry<String, List<String>> each : sameValue.entrySet()) {
            each.getValue().removeIf(target -> !sameValue.containsKey(target));
        }
        if (flaws.isEmpty() && effort("", new ArrayList<>()) > EFFORT_MAX) {
            flaws.add(place, "asks too many schemas about one value; say it in fewer");
        }
        for (String each : sameValue.keySet()) {
            if (flaws.isEmpty() && effort(each, new ArrayList<>()) > EFFORT_MAX) {
                flaws.add(place + each, "asks too many schemas about one value; say it in fewer");
            }
        }
    }

    private void visit(String pointer, Value value) {
        List<String> targets = new ArrayList<>();
        sameValue.put(pointer, targets);
        if (!(value instanceof Value.Obj schema)) {
            return;
        }
        schema.members()
                .forEach((keyword, content) -> {
                    String at = pointer + "/" + Storable.escaped(keyword);
                    checkKeyword(keyword, content, at, targets);
                    List<String> children = new ArrayList<>();
                    if (ONE.contains(keyword)) {
                        children.add(at);
                        visit(at, content);
                    } else if (BY_NAME.contains(keyword) && content instanceof Value.Obj named) {
                        named.members()
                                .forEach((name, child) -> {
                                    children.add(at + "/" + Storable.escaped(name));
                                    visit(at + "/" + Storable.escaped(name), child);
                                });
                    } else if (SEVERAL.contains(keyword) && content instanceof Value.Array array) {
                        for (Value child : array.items()) {
                            children.add(at + "/" + children.size());
                            visit(children.get(children.size() - 1), child);
                        }
                    }
                    if (IN_PLACE.contains(keyword)) {
                        targets.addAll(children);
                    }
                });
    }

    private void checkKeyword(String keyword, Value content, String at, List<String> targets) {
        if (!KNOWN.contains(keyword) && !keyword.startsWith("x-")) {
            flaws.add(place + at, unknown(keyword));
        }
        if (keyword.equals("patternProperties") && content instanceof Value.Obj named) {
            named.members()
                    .keySet()
                    .forEach(name -> checkPattern(name, at + "/" + Storable.escaped(name)));
        }
        if (!(content instanceof Value.Text text)) {
            return;
        }
        switch (keyword) {
            case "pattern" -> checkPattern(text.value(), at);
            case "$ref" -> checkReference(text.value(), at, targets);
            case "format" -> {
                if (!FORMATS.contains(text.value())) {
                    flaws.add(place + at, "is not checked here; use one of " + FORMATS);
                }
            }
            case "$schema" -> {
                if (!text.value().equals(DIALECT)) {
                    flaws.add(place + at, "must be " + DIALECT);
                }
            }
            default -> {} // Means the same everywhere.
        }
    }

    private static String unknown(String keyword) {
        return switch (keyword) {
            case "$id", "$anchor", "$dynamicAnchor", "$dynamicRef", "$vocabulary" ->
                    "is not understood here; use $defs and $ref: \"#/$defs/name\"";
            default -> KnownKeys.unknown(keyword, KNOWN);
        };
    }

    private void checkPattern(String pattern, String at) {
        String flaw = SafePattern.flaw(pattern);
        if (flaw != null) {
            flaws.add(place + at, flaw);
        }
    }

    private void checkReference(String reference, String at, List<String> targets) {
        String target = null;
        if (reference.equals("#")) {
            target = "";
        } else if (reference.startsWith("#/")) {
            target = URLDecoder.decode(reference.substring(1), StandardCharsets.UTF_8);
        } else {
            flaws.add(
                    place + at,
                    "must stay within this schema: \"#/$defs/name\"; nothing is loaded");
        }
        if (target != null) {
            targets.add(target);
            if (!isSchema(target)) {
                flaws.add(place + at, "refers to %s, which is no schema".formatted(reference));
            }
        }
    }

    /** Whether a place within the root holds a schema. */
    private boolean isSchema(String pointer) {
        Value at = root;
        for (String token :
                pointer.isEmpty() ? new String[0] : pointer.substring(1).split("/", -1)) {
            String name = token.replace("~1", "/").replace("~0", "~");
            if (at instanceof Value.Obj obj && obj.members().containsKey(name)) {
                at = obj.members().get(name);
            } else if (at instanceof Value.Array array
                    && name.matches("[0-9]{1,6}")
                    && Integer.parseInt(name) < array.items().size()) {
                at = array.items().get(Integer.parseInt(name));
            } else {
                return false;
            }
        }
        return at instanceof Value.Obj || at instanceof Value.Bool;
    }

    /** How many schemas are asked about one value, beginning with this one. */
    private int effort(String pointer, List<String> path) {
        if (path.contains(pointer)) {
            flaws.add(place + pointer, "refers to itself without looking any deeper");
            return 1;
        }
        Integer known = efforts.get(pointer);
        if (known != null) {
            return known;
        }
        path.add(pointer);
        int effort = 1;
        for (String target : sameValue.getOrDefault(pointer, List.of())) {
            effort = Math.min(EFFORT_MAX + 1, effort + effort(target, path));
        }
        path.remove(path.size() - 1);
        efforts.put(pointer, effort);
        return effort;
    }

    private static Set<String> known() {
        TreeSet<String> known = new TreeSet<>(OTHERS);
        known.addAll(ONE);
        known.addAll(BY_NAME);
        known.addAll(SEVERAL);
        return known;
    }
}
