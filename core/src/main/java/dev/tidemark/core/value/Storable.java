package dev.tidemark.core.value;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What every supported storage can hold. U+0000 and lone surrogates are valid JSON, yet PostgreSQL
 * refuses them; so they are refused everywhere, on the device already, before they can become a
 * mutation that no server takes.
 */
public final class Storable {

    /** One thing that cannot be stored: where it stands (RFC 6901) and why it cannot be. */
    public record Flaw(String pointer, String message) {}

    private Storable() {}

    /** The first flaw of a value whose place is {@code pointer}; null where there is none. */
    public static @Nullable Flaw flaw(String pointer, Value value) {
        return isSound(value) ? null : firstFlaw(pointer, value);
    }

    /** Nearly every value is sound, and then nobody has to know the places of its parts. */
    private static boolean isSound(Value value) {
        if (value instanceof Value.Text text) {
            return flawIn(text.value()) == null;
        }
        if (value instanceof Value.Num num) {
            return flawInNumber(num.text()) == null;
        }
        if (value instanceof Value.Array array) {
            for (Value item : array.items()) {
                if (!isSound(item)) {
                    return false;
                }
            }
        }
        return !(value instanceof Value.Obj obj) || areSound(obj.members());
    }

    private static boolean areSound(Map<String, Value> members) {
        for (Map.Entry<String, Value> member : members.entrySet()) {
            if (flawIn(member.getKey()) != null || !isSound(member.getValue())) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable Flaw firstFlaw(String pointer, Value value) {
        if (value instanceof Value.Text text) {
            return ofText(pointer, text.value());
        }
        if (value instanceof Value.Num num) {
            return placed(pointer, flawInNumber(num.text()));
        }
        if (value instanceof Value.Array array) {
            int index = 0;
            for (Value item : array.items()) {
                Flaw found = firstFlaw(pointer + "/" + index++, item);
                if (found != null) {
                    return found;
                }
            }
        }
        return value instanceof Value.Obj obj ? firstFlaw(pointer, obj.members()) : null;
    }

    /** The first flaw of these members, names included. */
    public static @Nullable Flaw ofMembers(String pointer, Map<String, Value> members) {
        return areSound(members) ? null : firstFlaw(pointer, members);
    }

    private static @Nullable Flaw firstFlaw(String pointer, Map<String, Value> members) {
        for (Map.Entry<String, Value> member : members.entrySet()) {
            String place = pointer + "/" + escaped(member.getKey());
            Flaw found = ofText(place, member.getKey());
            if (found == null) {
                found = firstFlaw(place, member.getValue());
            }
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    /** The flaw of a text; null where there is none. */
    public static @Nullable Flaw ofText(String pointer, String text) {
        return placed(pointer, flawIn(text));
    }

    private static @Nullable Flaw placed(String pointer, @Nullable String message) {
        return message == null ? null : new Flaw(pointer, message);
    }

    private static @Nullable String flawIn(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                return "U+0000 cannot be stored; take it out of the text";
            }
            if (!Character.isSurrogate(c)) {
                continue;
            }
            boolean paired =
                    Character.isHighSurrogate(c)
                            && i + 1 < text.length()
                            && Character.isLowSurrogate(text.charAt(i + 1));
            if (!paired) {
                return "half of a surrogate pair at character %d cannot be stored; the text was cut in the middle of a character"
                        .formatted(i);
            }
            i++;
        }
        return null;
    }

    /** A name as a reference token of RFC 6901. */
    public static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    private static @Nullable String flawInNumber(String text) {
        if (text.indexOf('e') < 0 && text.indexOf('E') < 0) {
            return null; // What can be wrong with a number is its exponent.
        }
        try {
            Decimal.of(text);
            return null;
        } catch (IllegalArgumentException e) {
            return "this number cannot be kept exactly: " + e.getMessage();
        }
    }
}
