package dev.tidemark.core.value;

import java.util.ArrayList;
import java.util.List;

/**
 * The name of one place in a JSON document (RFC 6901).
 *
 * @param tokens the names and indexes on the way there, unescaped; none for the whole document
 */
public record JsonPointer(List<String> tokens) {

    public JsonPointer {
        tokens = List.copyOf(tokens);
    }

    /**
     * Reads a pointer such as {@code /tags/0}.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static JsonPointer of(String text) {
        if (!text.isEmpty() && text.charAt(0) != '/') {
            throw new IllegalArgumentException("a pointer is empty or starts with /");
        }
        List<String> tokens = new ArrayList<>();
        int start = 1;
        while (start <= text.length() && !text.isEmpty()) {
            int end = text.indexOf('/', start);
            int stop = end < 0 ? text.length() : end;
            tokens.add(unescaped(text.substring(start, stop)));
            start = stop + 1;
        }
        return new JsonPointer(tokens);
    }

    /** Whether the other names a place within this one, or this very place. */
    public boolean holds(JsonPointer other) {
        return other.tokens.size() >= tokens.size()
                && other.tokens.subList(0, tokens.size()).equals(tokens);
    }

    private static String unescaped(String token) {
        for (int i = token.indexOf('~'); i >= 0; i = token.indexOf('~', i + 1)) {
            char next = i + 1 < token.length() ? token.charAt(i + 1) : ' ';
            if (next != '0' && next != '1') {
                throw new IllegalArgumentException("in a pointer, ~ stands only in ~0 and ~1");
            }
        }
        return token.replace("~1", "/").replace("~0", "~");
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        tokens.forEach(token -> text.append('/').append(Storable.escaped(token)));
        return text.toString();
    }
}
