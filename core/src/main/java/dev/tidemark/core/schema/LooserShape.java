package dev.tidemark.core.schema;

import dev.tidemark.core.value.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Whether each record that fits one JSON Schema fits another one too. In general nobody can tell;
 * here only what plainly asks for less counts as looser, and every other difference is a reason.
 */
final class LooserShape {

    /** They say something to people and nothing about what fits. */
    private static final List<String> REMARKS =
            Arrays.asList("title", "description", "examples", "default", "$comment", "$schema");

    /** They can be taken away, whatever they say. */
    private static final List<String> LIMITS =
            Arrays.asList("pattern", "format", "const", "multipleOf", "uniqueItems", "items");

    private static final List<String> UPPER =
            Arrays.asList("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties");

    private static final List<String> LOWER =
            Arrays.asList("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties");

    private final List<String> reasons = new ArrayList<>();

    private LooserShape() {}

    /**
     * Why a record may fit {@code before} and not {@code after}; empty if none can.
     *
     * @param place of the schema, for the reasons
     */
    static List<String> reasons(
            String place, Value.@Nullable Obj before, Value.@Nullable Obj after) {
        LooserShape found = new LooserShape();
        if (after != null) {
            found.compare(place, before == null ? Value.Obj.EMPTY : before, after);
        }
        return found.reasons;
    }

    private void compare(String place, Value.Obj before, Value.Obj after) {
        SortedSet<String> keywords = new TreeSet<>(before.members().keySet());
        keywords.addAll(after.members().keySet());
        for (String keyword : keywords) {
            Value old = before.members().get(keyword);
            Value now = after.members().get(keyword);
            if (old == null || now == null || !old.sameAs(now)) {
                compareKeyword(place, keyword, before, after);
            }
        }
    }

    private void compareKeyword(String place, String keyword, Value.Obj before, Value.Obj after) {
        Value old = before.members().get(keyword);
        Value now = after.members().get(keyword);
        String at = place + "." + keyword;
        if (REMARKS.contains(keyword)) {
            return;
        }
        if (keyword.equals("properties")) {
            compareProperties(at, before, after);
        } else if (keyword.equals("additionalProperties")) {
            require(now == null || now.equals(Value.TRUE), at, "takes less than before");
        } else if (keyword.equals("required")) {
            require(texts(old).containsAll(texts(now)), at, "asks for more than before");
        } else if (keyword.equals("enum") || keyword.equals("type")) {
            require(
                    now == null || old != null && texts(now).containsAll(texts(old)),
                    at,
                    "takes less than before");
        } else if (UPPER.contains(keyword)) {
            require(now == null || old != null && number(now) >= number(old), at, "is lower");
        } else if (LOWER.contains(keyword)) {
            require(now == null || old != null && number(now) <= number(old), at, "is higher");
        } else if (keyword.equals("items")
                && old instanceof Value.Obj
                && now instanceof Value.Obj) {
            compare(at, (Value.Obj) old, (Value.Obj) now);
        } else {
            require(
                    now == null && LIMITS.contains(keyword),
                    at,
                    "is another one; stored records may not fit");
        }
    }

    private void compareProperties(String place, Value.Obj before, Value.Obj after) {
        Map<String, Value> old = members(before.members().get("properties"));
        Map<String, Value> now = members(after.members().get("properties"));
        boolean othersRefused = Value.FALSE.equals(before.members().get("additionalProperties"));
        for (Map.Entry<String, Value> property : now.entrySet()) {
            String at = place + "." + property.getKey();
            Value earlier = old.get(property.getKey());
            if (earlier instanceof Value.Obj && property.getValue() instanceof Value.Obj) {
                compare(at, (Value.Obj) earlier, (Value.Obj) property.getValue());
            } else if (earlier == null && !othersRefused) {
                compare(at, Value.Obj.EMPTY, asSchema(property.getValue()));
            }
        }
        Value others = after.members().get("additionalProperties");
        boolean othersTaken = others == null || others.equals(Value.TRUE);
        require(
                othersTaken || now.keySet().containsAll(old.keySet()),
                place,
                "leaves out what was there");
    }

    private void require(boolean looser, String place, String complaint) {
        if (!looser) {
            reasons.add(place + ": " + complaint);
        }
    }

    private static Value.Obj asSchema(Value value) {
        return value instanceof Value.Obj ? (Value.Obj) value : Value.Obj.EMPTY;
    }

    private static Map<String, Value> members(@Nullable Value value) {
        return value instanceof Value.Obj ? ((Value.Obj) value).members() : Map.of();
    }

    /** The items of an array, or a single value, as canonical texts. */
    private static SortedSet<String> texts(@Nullable Value value) {
        SortedSet<String> texts = new TreeSet<>();
        if (value instanceof Value.Array) {
            ((Value.Array) value).items().forEach(item -> texts.add(item.toString()));
        } else if (value != null) {
            texts.add(value.toString());
        }
        return texts;
    }

    private static double number(Value value) {
        return value instanceof Value.Num ? Double.parseDouble(value.toString()) : Double.NaN;
    }
}
