package dev.tidemark.cli.transfer;

import dev.tidemark.cli.console.Failure;
import dev.tidemark.core.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where the ids of imported records come from.
final class IdOptions {

    @Option(
            names = "--id",
            paramLabel = "FIELD",
            description = "The field that holds each record's id; it stays a field too.")
    private @Nullable String field;

    @Option(
            names = "--id-from",
            split = ",",
            paramLabel = "FIELD",
            description =
                    "Make each id of these fields, which name the record: two devices that import"
                            + " the same file get the same records.")
    private List<String> key = new ArrayList<>();

    @Option(
            names = "--new-ids",
            description =
                    "Give each record a new id. Without any of these options, the id is made of the"
                            + " record and its line, so that a file may be imported again.")
    private boolean anew;

    /// @throws Failure if several are given
    void check() {
        int given = (field == null ? 0 : 1) + (key.isEmpty() ? 0 : 1) + (anew ? 1 : 0);
        if (given > 1) {
            throw Failure.usage("Choose one of --id, --id-from and --new-ids.");
        }
    }

    /// The id of a record.
    ///
    /// @throws IllegalArgumentException if the record has not what it takes; it says so
    String id(String collection, long line, Value.Obj fields) {
        if (field != null) {
            return text(field, value(field, fields));
        }
        if (!key.isEmpty()) {
            return Ids.ofKey(collection, key.stream().map(name -> value(name, fields)).toList());
        }
        return anew ? UUID.randomUUID().toString() : Ids.ofPlace(collection, line, fields);
    }

    private static Value value(String name, Value.Obj fields) {
        Value value = fields.members().get(name);
        if (value == null || value instanceof Value.Null) {
            throw new IllegalArgumentException(
                    "the field %s, which its id comes from, is missing".formatted(name));
        }
        return value;
    }

    private static String text(String name, Value value) {
        return switch (value) {
            case Value.Text text -> text.value();
            case Value.Num number -> number.text();
            case Value _ ->
                    throw new IllegalArgumentException(
                            "the field %s, which is its id, is no text".formatted(name));
        };
    }
}
