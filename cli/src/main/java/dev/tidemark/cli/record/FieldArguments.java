package dev.tidemark.cli.record;

import dev.tidemark.cli.console.Failure;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.json.JsonFault;
import dev.tidemark.wire.json.JsonLimits;
import java.util.Collection;
import java.util.TreeMap;

/// Fields as they are typed: `name=text`, or `name:=json` for anything that is not a text.
public final class FieldArguments {

    private FieldArguments() {}

    /// The fields of several arguments.
    ///
    /// @throws Failure if one is not of that form, or a field comes twice
    public static Value.Obj read(Collection<String> arguments) {
        TreeMap<String, Value> fields = new TreeMap<>();
        for (String argument : arguments) {
            Field field = field(argument);
            if (fields.put(field.name(), field.value()) != null) {
                throw Failure.usage("The field %s is given twice.".formatted(field.name()));
            }
        }
        return new Value.Obj(fields);
    }

    /// A field and its value.
    public record Field(String name, Value value) {}

    /// The field of one argument.
    ///
    /// @throws Failure if it is not of that form
    public static Field field(String argument) {
        int equals = argument.indexOf('=');
        boolean json = equals > 0 && argument.charAt(equals - 1) == ':';
        int end = json ? equals - 1 : equals;
        if (end < 1) {
            throw Failure.usage(
                    ("\"%s\" names no field; write name=text, or name:=json for numbers, true,"
                                    + " null, lists and objects.")
                            .formatted(argument));
        }
        String name = argument.substring(0, end);
        String text = argument.substring(equals + 1);
        return new Field(name, json ? json(name, text) : Value.of(text));
    }

    private static Value json(String name, String text) {
        try {
            return Json.read(text, JsonLimits.DEFAULT);
        } catch (JsonFault e) {
            throw Failure.usage(
                    "The value of %s is not JSON (%s); for a text write %s=…"
                            .formatted(name, e.getMessage(), name));
        }
    }
}
