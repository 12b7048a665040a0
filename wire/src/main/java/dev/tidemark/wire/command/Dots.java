package dev.tidemark.wire.command;

import dev.tidemark.core.causality.Dot;
import dev.tidemark.core.record.Ancestor;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.json.InvalidInput;
import dev.tidemark.wire.json.JsonOut;
import dev.tidemark.wire.json.Members;
import java.util.ArrayList;
import java.util.List;

/**
 * Dots within the opaque parts, as {@code ["device", counter]}, and ancestors, which are of dots.
 */
final class Dots {

    private Dots() {}

    static void write(Dot dot, JsonOut out) {
        out.beginArray().text(dot.device()).number(dot.counter()).endArray();
    }

    /** Reads a dot; what stands behind it in the array is the caller's. */
    static Dot read(Value value, String pointer) {
        if (value instanceof Value.Array array
                && array.items().size() >= 2
                && array.items().get(0) instanceof Value.Text device) {
            Long counter = Members.wholeOf(array.items().get(1));
            if (counter != null && counter >= 1) {
                return new Dot(device.value(), counter);
            }
        }
        throw InvalidInput.at(pointer, "must be a dot: [\"device\", counter]");
    }

    static void write(Ancestor ancestor, JsonOut out) {
        out.beginObject().name("dots").beginArray();
        ancestor.dots().forEach(dot -> write(dot, out));
        out.endArray();
        if (ancestor.value() != null) {
            out.name("value").value(ancestor.value());
        }
        out.endObject();
    }

    static Ancestor readAncestor(Members ancestor) {
        List<Dot> dots = new ArrayList<>();
        for (Value dot : ancestor.items("dots")) {
            dots.add(read(dot, ancestor.place("dots")));
        }
        return new Ancestor(dots, ancestor.value("value"));
    }
}
