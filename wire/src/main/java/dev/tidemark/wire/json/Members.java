package dev.tidemark.wire.json;

import dev.tidemark.core.value.Decimal;
import dev.tidemark.core.value.Storable;
import dev.tidemark.core.value.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The members of a JSON object, asked for by name and type. What is missing or of another type is
 * noted among the {@link Flaws}, and something harmless comes back ({@code ""}, 0, an empty list):
 * a reader asks for all that it needs and then looks once whether anything was wrong. JSON null
 * counts as absent. Members that nobody asks for are ignored.
 */
public final class Members {

    /** Greatest whole number that every JSON reader keeps exactly: 2^53 - 1. */
    public static final long WHOLE_MAX = (1L << 53) - 1;

    private final Value.Obj object;
    private final String pointer;
    private final Flaws flaws;

    private Members(Value.Obj object, String pointer, Flaws flaws) {
        this.object = object;
        this.pointer = pointer;
        this.flaws = flaws;
    }

    /** The members of a value that should be an object; none where it is something else. */
    public static Members of(Value value, String pointer, Flaws flaws) {
        if (value instanceof Value.Obj object) {
            return new Members(object, pointer, flaws);
        }
        flaws.add(pointer, "must be an object");
        return new Members(Value.Obj.EMPTY, pointer, flaws);
    }

    /** The object itself. */
    public Value.Obj object() {
        return object;
    }

    /** The place of the object itself (RFC 6901). */
    public String place() {
        return pointer;
    }

    /** The place of a member (RFC 6901). */
    public String place(String name) {
        return pointer + "/" + Storable.escaped(name);
    }

    /** Notes a flaw of a member. */
    public void flaw(String name, String message) {
        flaws.add(place(name), message);
    }

    /** Whether the member is there and not null. */
    public boolean has(String name) {
        return find(name) != null;
    }

    /** The member as it is, JSON null included; null where it is absent. */
    public @Nullable Value value(String name) {
        return object.members().get(name);
    }

    /** A text that must be there and not be empty. */
    public String text(String name) {
        String text = optionalText(name);
        if (text == null && !has(name)) {
            flaw(name, "is missing; it must be a text");
        } else if (text != null && text.isEmpty()) {
            flaw(name, "must not be empty");
        }
        return text == null ? "" : text;
    }

    /** A text that every storage can hold, of at most {@code charactersMax}, not empty. */
    public String name(String name, int charactersMax) {
        String text = text(name);
        checkName(name, text, charactersMax);
        return text;
    }

    /** Like {@link #name}, but may be absent. */
    public @Nullable String optionalName(String name, int charactersMax) {
        return has(name) ? name(name, charactersMax) : null;
    }

    /** A text; null where it is absent. */
    public @Nullable String optionalText(String name) {
        Value value = find(name);
        if (value instanceof Value.Text text) {
            return text.value();
        }
        if (value != null) {
            flaw(name, "must be a text");
        }
        return null;
    }

    /** A whole number between the two, which must be there. */
    public long whole(String name, long min, long max) {
        Value value = find(name);
        Long number = value == null ? null : wholeOf(value);
        if (number == null || number < min || number > max) {
            flaw(
                    name,
                    (value == null ? "is missing; it " : "")
                            + "must be a whole number from %d to %d".formatted(min, max));
            return min;
        }
        return number;
    }

    /** A whole number between the two, or the default. */
    public long whole(String name, long min, long max, long orElse) {
        return has(name) ? whole(name, min, max) : orElse;
    }

    /** true or false, which must be there. */
    public boolean flag(String name) {
        if (!has(name)) {
            flaw(name, "is missing; it must be true or false");
        }
        return flag(name, false);
    }

    /** true or false, or the default. */
    public boolean flag(String name, boolean orElse) {
        Value value = find(name);
        if (value instanceof Value.Bool bool) {
            return bool.value();
        }
        if (value != null) {
            flaw(name, "must be true or false");
        }
        return orElse;
    }

    /** A time that must be there. */
    public Instant instant(String name) {
        Instant time = optionalInstant(name);
        if (time == null && !has(name)) {
            flaw(name, "is missing; " + Instants.EXPECTED);
        }
        return time == null ? Instant.EPOCH : time;
    }

    /** A time; null where it is absent. */
    public @Nullable Instant optionalInstant(String name) {
        Value value = find(name);
        if (value == null) {
            return null;
        }
        Instant time = value instanceof Value.Text text ? Instants.read(text.value()) : null;
        if (time == null) {
            flaw(name, Instants.EXPECTED);
        }
        return time;
    }

    /** A UUID, which must be there; as it was written, as ids are never changed. */
    public String uuid(String name) {
        String text = text(name);
        if (!text.isEmpty() && !isUuid(text)) {
            flaw(name, "must be a UUID, like 6f1c3a52-9d0e-4b7a-8c21-5e0f9a4b7d33");
        }
        return text;
    }

    /** One of these words, which must be there; the least one where it is not. */
    public <E> E choice(String name, Map<String, E> words) {
        String text = optionalText(name);
        E chosen = text == null ? null : words.get(text);
        if (chosen != null) {
            return chosen;
        }
        if (text != null || !has(name)) {
            flaw(
                    name,
                    (text == null ? "is missing; it " : "")
                            + "must be one of "
                            + String.join(", ", words.keySet()));
        }
        return words.values().iterator().next();
    }

    /** An object that must be there. */
    public Members members(String name) {
        Value value = find(name);
        if (value == null) {
            flaw(name, "is missing; it must be an object");
            return new Members(Value.Obj.EMPTY, place(name), flaws);
        }
        return of(value, place(name), flaws);
    }

    /** An object; an empty one where it is absent. */
    public Members optionalMembers(String name) {
        return new Members(fields(name), place(name), flaws);
    }

    /** An object's members as they are; none where it is absent. */
    public Value.Obj fields(String name) {
        Value value = find(name);
        return value == null ? Value.Obj.EMPTY : of(value, place(name), flaws).object();
    }

    /** An object's members as they are; null where it is absent. */
    public Value.@Nullable Obj optionalFields(String name) {
        Value value = find(name);
        return value == null ? null : of(value, place(name), flaws).object();
    }

    /** An array's items as they are; none where it is absent. */
    public List<Value> items(String name) {
        Value value = find(name);
        if (value instanceof Value.Array array) {
            return array.items();
        }
        if (value != null) {
            flaw(name, "must be an array");
        }
        return List.of();
    }

    /** An array of objects; empty where it is absent. */
    public List<Members> objects(String name) {
        List<Members> objects = new ArrayList<>();
        int index = 0;
        for (Value item : items(name)) {
            objects.add(of(item, place(name) + "/" + index++, flaws));
        }
        return objects;
    }

    /** An array of texts; empty where it is absent. */
    public List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        int index = 0;
        for (Value item : items(name)) {
            if (item instanceof Value.Text text) {
                texts.add(text.value());
            } else {
                flaws.add(place(name) + "/" + index, "must be a text");
            }
            index++;
        }
        return texts;
    }

    /** Whether a text has the form of a UUID, in either case. */
    public static boolean isUuid(String text) {
        if (text.length() != 36) {
            return false;
        }
        for (int i = 0; i < 36; i++) {
            char c = text.charAt(i);
            boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
            boolean hex = c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F';
            if (dash ? c != '-' : !hex) {
                return false;
            }
        }
        return true;
    }

    /** The whole number that a value is (1.0 and 1e2 are), if a long holds it; else null. */
    public static @Nullable Long wholeOf(Value value) {
        if (!(value instanceof Value.Num num)) {
            return null;
        }
        String text = num.text();
        if (isShortWhole(text)) {
            return Long.parseLong(text);
        }
        if (Storable.flaw("", value) != null) {
            return null;
        }
        Decimal decimal = Decimal.of(text);
        if (decimal.digits().isEmpty()) {
            return 0L; // Whatever its exponent, which may be more than BigDecimal reads.
        }
        if (!decimal.isWhole() || decimal.point() > 19) {
            return null;
        }
        BigInteger whole = new BigDecimal(text).toBigIntegerExact();
        return whole.bitLength() < Long.SIZE ? whole.longValue() : null;
    }

    private static boolean isShortWhole(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return text.length() <= 18;
    }

    private void checkName(String name, String text, int charactersMax) {
        Storable.Flaw flaw = Storable.ofText(place(name), text);
        if (flaw != null) {
            flaws.add(flaw.pointer(), flaw.message());
        } else if (text.length() > charactersMax) {
            flaw(name, "must have at most %d characters".formatted(charactersMax));
        }
    }

    private @Nullable Value find(String name) {
        Value value = object.members().get(name);
        return value instanceof Value.Null ? null : value;
    }
}
