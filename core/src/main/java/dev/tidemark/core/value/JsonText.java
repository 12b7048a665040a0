package dev.tidemark.core.value;

import java.util.Map;
import java.util.function.UnaryOperator;

/** Writes values as JSON text without white space. */
public final class JsonText {

    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private JsonText() {}

    /** The value with its numbers as they were written. */
    public static String exact(Value value) {
        StringBuilder out = new StringBuilder();
        write(value, UnaryOperator.identity(), out);
        return out.toString();
    }

    /** Appends the value with its numbers as they were written. */
    public static void exact(Value value, StringBuilder out) {
        write(value, UnaryOperator.identity(), out);
    }

    /**
     * Appends a string with its quotes, escaped as RFC 8785 (section 3.2.2.2) wants it. A lone
     * surrogate, which UTF-8 cannot hold, is escaped too instead of becoming a question mark.
     */
    public static void quote(String text, StringBuilder out) {
        out.append('"');
        int copied = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x20 && c != '"' && c != '\\' && !isLoneSurrogate(text, i)) {
                continue;
            }
            out.append(text, copied, i);
            copied = i + 1;
            escape(c, out);
        }
        out.append(text, copied, text.length()).append('"');
    }

    static void write(Value value, UnaryOperator<String> number, StringBuilder out) {
        if (value instanceof Value.Text text) {
            quote(text.value(), out);
        } else if (value instanceof Value.Num num) {
            out.append(number.apply(num.text()));
        } else if (value instanceof Value.Obj obj) {
            writeMembers(obj, number, out);
        } else if (value instanceof Value.Array array) {
            char separator = '[';
            for (Value item : array.items()) {
                write(item, number, out.append(separator));
                separator = ',';
            }
            out.append(separator == '[' ? "[]" : "]");
        } else {
            out.append(value);
        }
    }

    private static void writeMembers(
            Value.Obj obj, UnaryOperator<String> number, StringBuilder out) {
        char separator = '{';
        for (Map.Entry<String, Value> member : obj.members().entrySet()) {
            quote(member.getKey(), out.append(separator));
            write(member.getValue(), number, out.append(':'));
            separator = ',';
        }
        out.append(separator == '{' ? "{}" : "}");
    }

    private static void escape(char c, StringBuilder out) {
        switch (c) {
            case '"', '\\' -> out.append('\\').append(c);
            case '\b' -> out.append("\\b");
            case '\t' -> out.append("\\t");
            case '\n' -> out.append("\\n");
            case '\f' -> out.append("\\f");
            case '\r' -> out.append("\\r");
            default ->
                    out.append("\\u")
                            .append(HEX[c >> 12])
                            .append(HEX[c >> 8 & 15])
                            .append(HEX[c >> 4 & 15])
                            .append(HEX[c & 15]);
        }
    }

    private static boolean isLoneSurrogate(String text, int index) {
        char c = text.charAt(index);
        if (!Character.isSurrogate(c)) {
            return false;
        }
        return Character.isHighSurrogate(c)
                ? index + 1 == text.length() || !Character.isLowSurrogate(text.charAt(index + 1))
                : index == 0 || !Character.isHighSurrogate(text.charAt(index - 1));
    }
}
