package dev.tidemark.core.schema;

import dev.tidemark.core.value.Decimal;
import dev.tidemark.core.value.Storable;
import dev.tidemark.core.value.Storable.Flaw;
import dev.tidemark.core.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Whether every value that fits one JSON Schema also fits the next: by what their keywords say, so
 * what cannot be told from them counts as narrower. New optional properties do not.
 */
final class SchemaWidening {

    /** What may only grow, or go. */
    private static final List<String> UPPER_BOUNDS =
            List.of("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties");

    /** What may only shrink, or go. */
    private static final List<String> LOWER_BOUNDS =
            List.of("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties");

    /** What says nothing about values. */
    private static final List<String> NOTES =
            List.of(
                    "$schema",
                    "$comment",
                    "title",
                    "description",
                    "default",
                    "deprecated",
                    "readOnly",
                    "writeOnly",
                    "examples",
                    "contentEncoding",
                    "contentMediaType",
                    "contentSchema");

    private final List<Flaw> narrowings = new ArrayList<>();

    private SchemaWidening() {}

    /** Where a schema is narrower than the last one; empty where nowhere. */
    static List<Flaw> narrowings(Value last, Value next, String place) {
        SchemaWidening widening = new SchemaWidening();
        widening.compare(last, next, place);
        return widening.narrowings;
    }

    private void compare(Value last, Value next, String place) {
        if (last.sameAs(next) || last.equals(Value.FALSE) || next.equals(Value.TRUE)) {
            return;
        }
        Value.Obj before = last instanceof Value.Obj obj ? obj : Value.Obj.EMPTY;
        if (!(next instanceof Value.Obj after)) {
            narrower(place, "would let no value pass any more");
            return;
        }
        for (Map.Entry<String, Value> keyword : after.members().entrySet()) {
            Value old = before.members().get(keyword.getKey());
            if (old == null || !old.sameAs(keyword.getValue())) {
                compareKeyword(keyword.getKey(), old, keyword.getValue(), place);
            }
        }
        checkRemainder("additionalProperties", "properties", before, after, place);
        checkRemainder("additionalProperties", "patternProperties", before, after, place);
        checkRemainder("unevaluatedProperties", "properties", before, after, place);
        checkRemainder("unevaluatedProperties", "patternProperties", before, after, place);
        checkGone("items", "prefixItems", before, after, place);
        checkGone("contains", "minContains", before, after, place);
    }

    private void compareKeyword(String keyword, @Nullable Value old, Value value, String place) {
        String at = place + "/" + Storable.escaped(keyword);
        if (NOTES.contains(keyword) || keyword.startsWith("x-")) {
            return;
        }
        if (UPPER_BOUNDS.contains(keyword) || LOWER_BOUNDS.contains(keyword)) {
            compareBound(keyword, old, value, at);
            return;
        }
        switch (keyword) {
            case "properties", "$defs" -> compareNamed(old, value, at);
            case "items", "additionalProperties" ->
                    compare(old == null ? Value.TRUE : old, value, at);
            case "required" -> compareRequired(old, value, at);
            case "type" -> compareTypes(old, value, at);
            case "enum" -> compareEnum(old, value, at);
            case "uniqueItems" -> {
                if (value.equals(Value.TRUE)) {
                    narrower(at, "would refuse arrays that are there");
                }
            }
            default ->
                    narrower(
                            at,
                            "%s, and whether everything that fits now would still fit cannot be told"
                                    .formatted(old == null ? "would be new" : "would change"));
        }
    }

    private void compareNamed(@Nullable Value old, Value value, String at) {
        if (old instanceof Value.Obj before && value instanceof Value.Obj after) {
            before.members()
                    .forEach((name, schema) -> {
                        Value next = after.members().get(name);
                        if (next != null) {
                            compare(schema, next, at + "/" + Storable.escaped(name));
                        }
                    });
        }
    }

    private void compareBound(String keyword, @Nullable Value old, Value value, String at) {
        if (!(old instanceof Value.Num before) || !(value instanceof Value.Num after)) {
            narrower(at, "would be new");
            return;
        }
        int order = Decimal.of(after.text()).compareTo(Decimal.of(before.text()));
        boolean tighter = UPPER_BOUNDS.contains(keyword) ? order < 0 : order > 0;
        if (tighter) {
            narrower(at, "was %s and would be %s".formatted(before, after));
        }
    }

    private void compareRequired(@Nullable Value old, Value value, String at) {
        TreeSet<String> more = texts(value);
        more.removeAll(texts(old));
        for (String name : more) {
            narrower(at, "%s would be required, and records may lack it".formatted(name));
        }
    }

    private void compareTypes(@Nullable Value old, Value value, String at) {
        TreeSet<String> next = texts(value);
        if (next.contains("number")) {
            next.add("integer");
        }
        TreeSet<String> lost = texts(old);
        lost.removeAll(next);
        if (old == null || !lost.isEmpty()) {
            narrower(at, "was %s and would be %s".formatted(old == null ? "any" : old, value));
        }
    }

    private void compareEnum(@Nullable Value old, Value value, String at) {
        List<Value> next = value instanceof Value.Array array ? array.items() : List.of();
        List<Value> last = old instanceof Value.Array array ? array.items() : List.of();
        boolean all = last.stream().allMatch(each -> next.stream().anyMatch(each::sameAs));
        if (old == null || !all) {
            narrower(at, "would leave out values that are allowed now");
        }
    }

    /** Naming fewer members is narrower where something is said about those that are not named. */
    private void checkRemainder(
            String remainder, String named, Value.Obj before, Value.Obj after, String place) {
        Value rest = after.members().get(remainder);
        if (rest == null || rest.equals(Value.TRUE)) {
            return;
        }
        TreeSet<String> gone = names(before.members().get(named));
        gone.removeAll(names(after.members().get(named)));
        for (String name : gone) {
            narrower(
                    place + "/" + named,
                    "%s would be gone, and %s not let it pass".formatted(name, remainder));
        }
    }

    private void checkGone(
            String present, String gone, Value.Obj before, Value.Obj after, String place) {
        if (after.members().containsKey(present)
                && before.members().containsKey(gone)
                && !after.members().containsKey(gone)) {
            narrower(place + "/" + gone, "would be gone, while %s stays".formatted(present));
        }
    }

    private void narrower(String place, String message) {
        narrowings.add(new Flaw(place, message));
    }

    private static TreeSet<String> texts(@Nullable Value value) {
        TreeSet<String> texts = new TreeSet<>();
        if (value instanceof Value.Text text) {
            texts.add(text.value());
        } else if (value instanceof Value.Array array) {
            array.items().forEach(item -> texts.addAll(texts(item)));
        }
        return texts;
    }

    private static TreeSet<String> names(@Nullable Value value) {
        return value instanceof Value.Obj obj
                ? new TreeSet<>(obj.members().keySet())
                : new TreeSet<>();
    }
}
