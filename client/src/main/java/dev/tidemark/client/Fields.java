package dev.tidemark.client;

import dev.tidemark.core.value.Value;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.json.JsonFault;
import dev.tidemark.wire.json.JsonLimits;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes the fields of a record from what Java programs have at hand. */
public final class Fields {

    private Fields() {}

    /**
     * Fields from names and values in turn: {@code Fields.of("title", "Milk", "done", false)}.
     *
     * @throws IllegalArgumentException if a name is no text, is there twice, or has no value behind
     *     it, or if a value is none that JSON knows
     */
    public static Value.Obj of(@Nullable Object... namesAndValues) {
        if (namesAndValues.length % 2 == 1) {
            throw new IllegalArgumentException("the last name has no value behind it");
        }
        TreeMap<String, Value> fields = new TreeMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            if (!(namesAndValues[i] instanceof String name)) {
                throw new IllegalArgumentException(
                        "a field's name is a text, not " + namesAndValues[i]);
            }
            if (fields.put(name, value(namesAndValues[i + 1])) != null) {
                throw new IllegalArgumentException("the field " + name + " is there twice");
            }
        }
        return new Value.Obj(fields);
    }

    /**
     * Fields from the text of a JSON object, each value exactly as it is written.
     *
     * @throws IllegalArgumentException if it is none; the message says where
     */
    public static Value.Obj json(String text) {
        try {
            if (Json.read(text, JsonLimits.STORED) instanceof Value.Obj fields) {
                return fields;
            }
        } catch (JsonFault e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
        throw new IllegalArgumentException("fields are a JSON object: {\"name\": value, ...}");
    }

    /**
     * A value from a Java object: null, a text, a number, a boolean, a list, a map with texts as
     * keys, or a value.
     *
     * @throws IllegalArgumentException for anything else, and for NaN and infinities
     */
    public static Value value(@Nullable Object object) {
        if (object == null) {
            return Value.NULL;
        }
        if (object instanceof Value value) {
            return value;
        }
        if (object instanceof CharSequence text) {
            return Value.of(text.toString());
        }
        if (object instanceof Boolean flag) {
            return Value.of(flag.booleanValue());
        }
        if (object instanceof Number number) {
            return number(number);
        }
        if (object instanceof Iterable<?> items) {
            ArrayList<Value> values = new ArrayList<>();
            items.forEach(item -> values.add(value(item)));
            return Value.of(values);
        }
        if (object instanceof Map<?, ?> members) {
            TreeMap<String, Value> values = new TreeMap<>();
            members.forEach((name, value) -> values.put(String.valueOf(name), value(value)));
            return new Value.Obj(values);
        }
        throw new IllegalArgumentException(
                "JSON has no "
                        + object.getClass().getName()
                        + "; give a text, a number, a boolean,"
                        + " a list or a map");
    }

    private static Value number(Number number) {
        boolean whole =
                number instanceof Long
                        || number instanceof Integer
                        || number instanceof Short
                        || number instanceof Byte
                        || number instanceof BigInteger;
        if (whole || number instanceof BigDecimal) {
            return new Value.Num(number.toString());
        }
        double value = number.doubleValue();
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            throw new IllegalArgumentException("JSON has no number for " + value);
        }
        return new Value.Num(number.toString());
    }
}
