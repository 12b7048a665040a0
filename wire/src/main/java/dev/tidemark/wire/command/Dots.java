package dev.tidemark.wire.command;

import dev.tidemark.core.causality.Dot;
import dev.tidemark.core.record.Ancestor;
import dev.tidemark.core.record.Counter;
import dev.tidemark.core.record.LineEdit;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.json.InvalidInput;
import dev.tidemark.wire.json.JsonOut;
import dev.tidemark.wire.json.Members;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Dots within the opaque parts, as {@code ["device", counter]}, and ancestors, which are of dots;
 * dots for everybody to read, as {@code {deviceId, counter}}.
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

    static void writeNamed(Dot dot, JsonOut out) {
        out.beginObject().name("counter").number(dot.counter());
        out.name("deviceId").text(dot.device()).endObject();
    }

    /**
     * Reads an optional member that {@link #writeNamed} wrote; worth nothing where it has flaws.
     */
    static @Nullable Dot readNamed(Members parent, String name) {
        if (!parent.has(name)) {
            return null;
        }
        Members dot = parent.members(name);
        String device = dot.name("deviceId", Commands.NAME_CHARACTERS_MAX);
        return new Dot(device, dot.whole("counter", 1, Members.WHOLE_MAX));
    }

    static void write(Ancestor ancestor, JsonOut out) {
        out.beginObject().name("dots").beginArray();
        ancestor.dots().forEach(dot -> write(dot, out));
        out.endArray().name("undo").beginArray();
        for (LineEdit edit : ancestor.undo()) {
            out.beginArray().number(edit.from()).number(edit.to()).text(edit.text()).endArray();
        }
        out.endArray().endObject();
    }

    static Ancestor readAncestor(Members ancestor) {
        List<Dot> dots = new ArrayList<>();
        for (Value dot : ancestor.items("dots")) {
            dots.add(read(dot, ancestor.place("dots")));
        }
        List<LineEdit> undo = new ArrayList<>();
        for (Value edit : ancestor.items("undo")) {
            undo.add(readEdit(edit, ancestor.place("undo")));
        }
        return new Ancestor(dots, undo);
    }

    private static LineEdit readEdit(Value value, String pointer) {
        if (value instanceof Value.Array array
                && array.items().size() == 3
                && array.items().get(2) instanceof Value.Text text) {
            Long from = Members.wholeOf(array.items().get(0));
            Long to = Members.wholeOf(array.items().get(1));
            if (from != null && to != null && from >= 0 && from <= to && to < Integer.MAX_VALUE) {
                return new LineEdit(from.intValue(), to.intValue(), text.value());
            }
        }
        throw InvalidInput.at(pointer, "must be edits of lines: [from, to, \"text\"]");
    }

    /** What each device has added to a counter, as {@code {"device": [counter, sum]}}. */
    static void write(SortedMap<String, Counter.Share> shares, JsonOut out) {
        out.beginObject();
        shares.forEach((device, share) -> {
            out.name(device).beginArray().number(share.counter());
            out.value(new Value.Num(share.sum().toString())).endArray();
        });
        out.endObject();
    }

    static SortedMap<String, Counter.Share> readShares(Members shares) {
        TreeMap<String, Counter.Share> read = new TreeMap<>();
        for (String device : shares.object().members().keySet()) {
            read.put(device, readShare(shares, device));
        }
        return read;
    }

    private static Counter.Share readShare(Members shares, String device) {
        List<Value> parts = shares.items(device);
        Long counter = parts.size() == 2 ? Members.wholeOf(parts.get(0)) : null;
        if (counter == null || counter < 1) {
            throw InvalidInput.at(shares.place(device), "must be a share: [counter, sum]");
        }
        return new Counter.Share(counter, readWhole(parts.get(1), shares.place(device)));
    }

    /** A whole number of any length, plainly written. */
    static BigInteger readWhole(@Nullable Value value, String pointer) {
        if (value instanceof Value.Num number) {
            try {
                return new BigInteger(number.text());
            } catch (NumberFormatException e) {
                throw InvalidInput.at(pointer, "must be a whole number without an exponent");
            }
        }
        throw InvalidInput.at(pointer, "must be a whole number");
    }
}
