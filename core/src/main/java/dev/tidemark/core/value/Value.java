package dev.tidemark.core.value;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One JSON value, kept exactly: numbers keep their text, strings every character, and null differs
 * from absent. The order of an object's members carries no meaning, so it is not kept: members are
 * sorted, and two replicas that hold the same value hold the same bytes.
 *
 * <p>Values are immutable and safe to share between threads. {@code equals} compares texts (1.0 is
 * not 1); {@link #sameAs} compares what is meant (1.0 is 1).
 */
public sealed interface Value {

    /** JSON null. It is a value; a field that was never written has none. */
    Value NULL = new Null();

    Value TRUE = new Bool(true);
    Value FALSE = new Bool(false);

    static Value of(String text) {
        return new Text(text);
    }

    static Value of(long number) {
        return new Num(Long.toString(number));
    }

    static Value of(boolean value) {
        return value ? TRUE : FALSE;
    }

    /** An array of these values, in this order. */
    static Value of(List<? extends Value> items) {
        return new Array(List.copyOf(items));
    }

    /** An object with these members. */
    static Obj of(Map<String, ? extends Value> members) {
        return new Obj(new TreeMap<>(members));
    }

    /** Whether both mean the same: equal canonical texts. */
    default boolean sameAs(Value other) {
        return equals(other) || Canonical.text(this).equals(Canonical.text(other));
    }

    /** Whether both mean the same, where null is no value at all. */
    static boolean same(@Nullable Value a, @Nullable Value b) {
        return a == null ? b == null : b != null && a.sameAs(b);
    }

    /** JSON null. */
    record Null() implements Value {
        @Override
        public String toString() {
            return "null";
        }
    }

    /** JSON true or false. */
    record Bool(boolean value) implements Value {
        @Override
        public String toString() {
            return Boolean.toString(value);
        }
    }

    /** A JSON number, as the text that stood on the wire; {@link Decimal} says what it means. */
    record Num(String text) implements Value {
        @Override
        public String toString() {
            return text;
        }
    }

    /** A JSON string. */
    record Text(String value) implements Value {
        @Override
        public String toString() {
            return JsonText.exact(this);
        }
    }

    /** A JSON array. */
    record Array(List<Value> items) implements Value {
        public Array {
            items = List.copyOf(items);
        }

        @Override
        public String toString() {
            return JsonText.exact(this);
        }
    }

    /** A JSON object; members are sorted by UTF-16 code units, as RFC 8785 wants them. */
    record Obj(SortedMap<String, Value> members) implements Value {

        public static final Obj EMPTY = new Obj(new TreeMap<>());

        /** Takes over the map, which must not be changed any more. */
        public Obj {
            members = Collections.unmodifiableSortedMap(members);
        }

        /** This object with a member set. */
        public Obj with(String name, Value value) {
            TreeMap<String, Value> changed = new TreeMap<>(members);
            changed.put(name, value);
            return new Obj(changed);
        }

        /** This object without these members. */
        public Obj without(Collection<String> names) {
            TreeMap<String, Value> changed = new TreeMap<>(members);
            changed.keySet().removeAll(names);
            return new Obj(changed);
        }

        @Override
        public String toString() {
            return JsonText.exact(this);
        }
    }
}
