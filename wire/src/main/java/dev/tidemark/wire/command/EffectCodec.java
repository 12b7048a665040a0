package dev.tidemark.wire.command;

import dev.tidemark.core.record.Ancestor;
import dev.tidemark.core.record.Effect;
import dev.tidemark.core.record.Mutation;
import dev.tidemark.core.record.Stamp;
import dev.tidemark.core.record.UnitWrite;
import dev.tidemark.core.record.UnitWrite.Assign;
import dev.tidemark.core.record.UnitWrite.ClearCounter;
import dev.tidemark.core.record.UnitWrite.ClearSet;
import dev.tidemark.core.record.UnitWrite.Elements;
import dev.tidemark.core.record.UnitWrite.Increment;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.json.Flaws;
import dev.tidemark.wire.json.InvalidInput;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.json.JsonLimits;
import dev.tidemark.wire.json.JsonOut;
import dev.tidemark.wire.json.Members;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The completion of a mutation: what its effect writes beyond, or other than, each named field as a
 * value. Mutation, stamp and completion together give the very effect again, whatever the schema
 * says by then. Most mutations need none.
 */
public final class EffectCodec {

    private EffectCodec() {}

    /** The completion of an accepted mutation; null where it needs none. */
    public static byte @Nullable [] completion(Mutation mutation, Effect effect) {
        if (isPlain(mutation, effect)) {
            return null; // Nearly always, so it is found out without making anything.
        }
        TreeMap<String, UnitWrite> plain = plain(mutation);
        TreeSet<String> units = new TreeSet<>(plain.keySet());
        units.addAll(effect.writes().keySet());
        JsonOut out = new JsonOut(64).beginObject();
        boolean needed = false;
        for (String unit : units) {
            UnitWrite write = effect.writes().get(unit);
            UnitWrite expected = plain.get(unit);
            if (write == null) {
                out.name(unit).value(Value.NULL);
                needed = true;
            } else if (!write.equals(expected)) {
                write(write, expected, out.name(unit));
                needed = true;
            }
        }
        out.endObject();
        return needed ? out.bytes() : null;
    }

    /**
     * The effect of an accepted mutation.
     *
     * @throws dev.tidemark.wire.json.JsonFault if the completion is not JSON
     * @throws InvalidInput if it is no completion of this mutation
     */
    public static Effect effect(Mutation mutation, Stamp stamp, byte @Nullable [] completion) {
        TreeMap<String, UnitWrite> writes = plain(mutation);
        if (completion != null) {
            Flaws flaws = new Flaws();
            Members units = Members.of(Json.read(completion, JsonLimits.STORED), "", flaws);
            for (String unit : units.object().members().keySet()) {
                if (units.has(unit)) {
                    writes.put(unit, read(units.members(unit), writes.get(unit), mutation, unit));
                } else {
                    writes.remove(unit);
                }
            }
            flaws.check();
        }
        return new Effect(
                mutation.dot(), mutation.context(), stamp, mutation.op().keepsAlive(), writes);
    }

    private static boolean isPlain(Mutation mutation, Effect effect) {
        Map<String, Value> fields = mutation.fields().members();
        if (effect.writes().size() != fields.size() + mutation.unset().size()) {
            return false;
        }
        for (Map.Entry<String, UnitWrite> entry : effect.writes().entrySet()) {
            if (!(entry.getValue() instanceof Assign assign) || !assign.ancestors().isEmpty()) {
                return false;
            }
            Value value = assign.value();
            boolean named =
                    value == null
                            ? mutation.unset().contains(entry.getKey())
                            : value.equals(fields.get(entry.getKey()));
            if (!named) {
                return false;
            }
        }
        return true;
    }

    /** What the mutation would write if all of its fields were plain registers. */
    private static TreeMap<String, UnitWrite> plain(Mutation mutation) {
        TreeMap<String, UnitWrite> writes = new TreeMap<>();
        mutation.fields()
                .members()
                .forEach((name, value) -> writes.put(name, new Assign(value, List.of())));
        for (String name : mutation.unset()) {
            writes.put(name, new Assign(null, List.of()));
        }
        return writes;
    }

    private static void write(UnitWrite write, @Nullable UnitWrite expected, JsonOut out) {
        out.beginObject();
        if (write instanceof Assign assign) {
            writeAssign(assign, expected, out);
        } else if (write instanceof Elements elements) {
            writeElements(elements, expected, out);
        } else if (write instanceof ClearSet) {
            out.name("clear").flag(true);
        } else if (write instanceof Increment increment) {
            out.name("increment").value(new Value.Num(increment.by().toString()));
        } else if (write instanceof ClearCounter clear) {
            Dots.write(clear.seen(), out.name("cleared"));
        }
        out.endObject();
    }

    private static void writeAssign(Assign assign, @Nullable UnitWrite expected, JsonOut out) {
        if (!assign.ancestors().isEmpty()) {
            out.name("ancestors").beginArray();
            assign.ancestors().forEach(ancestor -> Dots.write(ancestor, out));
            out.endArray();
        }
        if (!(expected instanceof Assign plain)
                || !new Assign(assign.value(), List.of()).equals(plain)) {
            if (assign.value() == null) {
                out.name("unset").flag(true);
            } else {
                out.name("value").value(assign.value());
            }
        }
    }

    /** The elements stand in the mutation already, where it names them in the usual way. */
    private static void writeElements(
            Elements elements, @Nullable UnitWrite expected, JsonOut out) {
        out.name("set").flag(true);
        if (!elements.equals(elementsOf(expected))) {
            out.name("add").value(Value.of(elements.added()));
            out.name("remove").value(Value.of(elements.removed()));
        }
    }

    private static UnitWrite read(
            Members write, @Nullable UnitWrite expected, Mutation mutation, String unit) {
        if (write.has("clear")) {
            return new ClearSet();
        }
        if (write.has("cleared")) {
            return new ClearCounter(Dots.readShares(write.members("cleared")));
        }
        if (write.has("increment")) {
            return new Increment(
                    Dots.readWhole(write.value("increment"), write.place("increment")));
        }
        if (write.has("set")) {
            Elements named = elementsOf(expected);
            return write.has("add") || named == null
                    ? new Elements(write.items("add"), write.items("remove"))
                    : named;
        }
        List<Ancestor> ancestors =
                write.objects("ancestors").stream().map(Dots::readAncestor).toList();
        Value value = write.value("value");
        if (value != null || write.has("unset")) {
            return new Assign(value, ancestors);
        }
        if (expected instanceof Assign plain) {
            return new Assign(plain.value(), ancestors);
        }
        throw InvalidInput.at(
                "/" + unit, "is no completion of the mutation %s".formatted(mutation.id()));
    }

    /** A value as a change of a set: an array adds, an object says what to add and to remove. */
    private static @Nullable Elements elementsOf(@Nullable UnitWrite plain) {
        Value value = plain instanceof Assign assign ? assign.value() : null;
        if (value instanceof Value.Array array) {
            return new Elements(array.items(), List.of());
        }
        return value instanceof Value.Obj obj
                ? new Elements(items(obj, "add"), items(obj, "remove"))
                : null;
    }

    private static List<Value> items(Value.Obj obj, String name) {
        return obj.members().get(name) instanceof Value.Array array ? array.items() : List.of();
    }
}
