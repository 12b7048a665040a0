package dev.tidemark.core.merge;

import dev.tidemark.core.schema.CollectionRules.NaturalKey;
import dev.tidemark.core.value.Canonical;
import dev.tidemark.core.value.Value;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Compares records by what a person calls them. */
public final class NaturalKeys {

    private NaturalKeys() {}

    /**
     * A text that two live records of a collection share if and only if they share the natural key;
     * null where a field of the key is missing, or the record is deleted: it then has no key.
     */
    public static @Nullable String of(NaturalKey key, View view) {
        if (view.deleted()) {
            return null;
        }
        List<Value> parts = new ArrayList<>();
        for (String field : key.fields()) {
            Value value = view.fields().members().get(field);
            if (value == null || value.equals(Value.NULL)) {
                return null;
            }
            parts.add(value instanceof Value.Text text ? Value.of(comparable(key, text)) : value);
        }
        return Canonical.text(Value.of(parts));
    }

    /**
     * A name that may be free: the last text field of the key with a number behind it.
     *
     * @param number from 2
     * @return the field and its new value; null where no field of the key is a text
     */
    public static @Nullable Proposal proposal(NaturalKey key, Value.Obj fields, int number) {
        for (int i = key.fields().size() - 1; i >= 0; i--) {
            String field = key.fields().get(i);
            if (fields.members().get(field) instanceof Value.Text text) {
                return new Proposal(
                        field, Value.of("%s (%d)".formatted(text.value().strip(), number)));
            }
        }
        return null;
    }

    /** A new value for a field of a natural key. */
    public record Proposal(String field, Value value) {}

    private static String comparable(NaturalKey key, Value.Text text) {
        String normal = Normalizer.normalize(text.value(), Normalizer.Form.NFC).strip();
        if (!key.foldCase()) {
            return normal;
        }
        String folded = normal.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
        return Normalizer.normalize(folded, Normalizer.Form.NFC);
    }
}
