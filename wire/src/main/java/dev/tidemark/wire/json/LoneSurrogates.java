package dev.tidemark.wire.json;

import org.jspecify.annotations.Nullable;

/**
 * Halves of surrogate pairs that are written as escapes. The parser takes them in values and not in
 * names; written as they are, it takes them everywhere. So a text that has one in a name can be
 * read, and the one command that it stands in be refused, instead of all that came with it.
 */
final class LoneSurrogates {

    private static final int ESCAPE_LENGTH = 6;

    private LoneSurrogates() {}

    /** The text with each such escape replaced by its character; null where there is none. */
    static @Nullable String unescaped(String json) {
        if (!json.contains("\\ud") && !json.contains("\\uD")) {
            return null;
        }
        StringBuilder out = new StringBuilder(json.length());
        int i = 0;
        while (i < json.length()) {
            int unit = json.charAt(i) == '\\' ? unit(json, i) : -1;
            if (unit < 0) {
                boolean escape = json.charAt(i) == '\\' && i + 1 < json.length();
                out.append(json, i, i + (escape ? 2 : 1));
                i += escape ? 2 : 1;
            } else if (isPair(unit, unit(json, i + ESCAPE_LENGTH))) {
                out.append(json, i, i + 2 * ESCAPE_LENGTH);
                i += 2 * ESCAPE_LENGTH;
            } else {
                out.append((char) unit);
                i += ESCAPE_LENGTH;
            }
        }
        return out.toString();
    }

    private static boolean isPair(int high, int low) {
        return low >= 0
                && Character.isHighSurrogate((char) high)
                && Character.isLowSurrogate((char) low);
    }

    /** The surrogate whose escape stands at an index; -1 where none does. */
    private static int unit(String json, int index) {
        if (index + ESCAPE_LENGTH > json.length() || !json.startsWith("\\u", index)) {
            return -1;
        }
        int unit = 0;
        for (int i = index + 2; i < index + ESCAPE_LENGTH; i++) {
            int digit = Character.digit(json.charAt(i), 16);
            if (digit < 0) {
                return -1;
            }
            unit = unit * 16 + digit;
        }
        return Character.isSurrogate((char) unit) ? unit : -1;
    }
}
