package dev.tidemark.wire.problem;

import dev.tidemark.core.value.Storable.Flaw;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.json.Members;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The {@code errors[]} of problems and rejections: {@code {pointer, message}}. */
public final class Errors {

    private Errors() {}

    /** As they are sent. */
    public static Value value(List<Flaw> flaws) {
        List<Value> errors = new ArrayList<>(flaws.size());
        for (Flaw flaw : flaws) {
            errors.add(
                    Value.of(
                            Map.of(
                                    "pointer", Value.of(flaw.pointer()),
                                    "message", Value.of(flaw.message()))));
        }
        return Value.of(errors);
    }

    /** The member {@code errors}; what is not of its shape is left out. */
    public static List<Flaw> read(Members parent) {
        List<Flaw> flaws = new ArrayList<>();
        for (Members error : parent.objects("errors")) {
            String pointer = error.optionalText("pointer");
            String message = error.optionalText("message");
            if (pointer != null && message != null) {
                flaws.add(new Flaw(pointer, message));
            }
        }
        return flaws;
    }
}
