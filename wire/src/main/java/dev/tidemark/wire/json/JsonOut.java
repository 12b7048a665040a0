package dev.tidemark.wire.json;

import dev.tidemark.core.value.JsonText;
import dev.tidemark.core.value.Value;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes JSON as bytes, piece by piece, and sets the commas itself. What is JSON already goes in as
 * it is. Whoever wants the very bytes that {@link Json#bytes(Value)} would give writes the members
 * of each object in the order of their names. Not safe for use by several threads.
 */
public final class JsonOut {

    private byte[] bytes;
    private int size;
    private boolean comma;

    /** Stamps of one record often have one time: the last one, and how it was written. */
    private @Nullable Instant lastInstant;

    private String lastInstantText = "";

    public JsonOut() {
        this(1024);
    }

    /**
     * @param sizeHint how many bytes it will be, about
     */
    public JsonOut(int sizeHint) {
        bytes = new byte[Math.max(16, sizeHint)];
    }

    public JsonOut beginObject() {
        return begin('{');
    }

    public JsonOut endObject() {
        return end('}');
    }

    public JsonOut beginArray() {
        return begin('[');
    }

    public JsonOut endArray() {
        return end(']');
    }

    /** The name of a member; its value follows. */
    public JsonOut name(String name) {
        separate();
        quote(name);
        put(':');
        comma = false;
        return this;
    }

    public JsonOut text(String text) {
        separate();
        quote(text);
        return done();
    }

    /** A text, or JSON null. */
    public JsonOut textOrNull(@Nullable String text) {
        return text == null ? value(Value.NULL) : text(text);
    }

    /** A time, see {@link Instants#text}. */
    public JsonOut instant(Instant time) {
        if (!time.equals(lastInstant)) {
            lastInstantText = Instants.text(time);
            lastInstant = time;
        }
        return text(lastInstantText);
    }

    public JsonOut number(long number) {
        separate();
        if (number >= 0 && number < 10) {
            put((char) ('0' + number));
        } else {
            ascii(Long.toString(number));
        }
        return done();
    }

    public JsonOut flag(boolean flag) {
        separate();
        ascii(flag ? "true" : "false");
        return done();
    }

    public JsonOut value(Value value) {
        separate();
        write(value);
        return done();
    }

    /** A value, or JSON null. */
    public JsonOut valueOrNull(@Nullable Value value) {
        return value(value == null ? Value.NULL : value);
    }

    /** One whole value that is JSON in UTF-8 already. */
    public JsonOut raw(byte[] json) {
        separate();
        room(json.length);
        System.arraycopy(json, 0, bytes, size, json.length);
        size += json.length;
        return done();
    }

    /**
     * One whole value once more that was written here before.
     *
     * @param from the {@link #size} before it
     * @param to the size after it
     */
    public JsonOut again(int from, int to) {
        separate();
        room(to - from);
        System.arraycopy(bytes, from, bytes, size, to - from);
        size += to - from;
        return done();
    }

    /** How many bytes have been written. */
    public int size() {
        return size;
    }

    /** What has been written. */
    public byte[] bytes() {
        return Arrays.copyOf(bytes, size);
    }

    private JsonOut begin(char bracket) {
        separate();
        put(bracket);
        comma = false;
        return this;
    }

    private JsonOut end(char bracket) {
        put(bracket);
        return done();
    }

    private JsonOut done() {
        comma = true;
        return this;
    }

    private void separate() {
        if (comma) {
            put(',');
        }
    }

    private void write(Value value) {
        if (value instanceof Value.Text text) {
            quote(text.value());
        } else if (value instanceof Value.Num num) {
            ascii(num.text());
        } else if (value instanceof Value.Obj obj) {
            char separator = '{';
            for (Map.Entry<String, Value> member : obj.members().entrySet()) {
                put(separator);
                quote(member.getKey());
                put(':');
                write(member.getValue());
                separator = ',';
            }
            ascii(separator == '{' ? "{}" : "}");
        } else if (value instanceof Value.Array array) {
            char separator = '[';
            for (Value item : array.items()) {
                put(separator);
                write(item);
                separator = ',';
            }
            ascii(separator == '[' ? "[]" : "]");
        } else {
            ascii(value.toString());
        }
    }

    /** Most texts are plain ASCII; the others take the way around over characters. */
    private void quote(String text) {
        int length = text.length();
        room(length + 2);
        int at = size;
        bytes[at++] = '"';
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c < 0x20 || c > 0x7e || c == '"' || c == '\\') {
                quoteAny(text);
                return;
            }
            bytes[at++] = (byte) c;
        }
        bytes[at++] = '"';
        size = at;
    }

    private void quoteAny(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 16);
        JsonText.quote(text, quoted);
        byte[] utf8 = quoted.toString().getBytes(StandardCharsets.UTF_8);
        room(utf8.length);
        System.arraycopy(utf8, 0, bytes, size, utf8.length);
        size += utf8.length;
    }

    private void ascii(String text) {
        int length = text.length();
        room(length);
        for (int i = 0; i < length; i++) {
            bytes[size++] = (byte) text.charAt(i);
        }
    }

    private void put(char c) {
        room(1);
        bytes[size++] = (byte) c;
    }

    private void room(int more) {
        if (more > bytes.length - size) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }
}
