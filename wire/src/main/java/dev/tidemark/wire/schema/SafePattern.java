package dev.tidemark.wire.schema;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import com.networknt.schema.regex.RegularExpression;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Regular expressions that take time in proportion to the text, whatever the text is: RE2 instead
 * of backtracking. What it cannot do (look-around, back-references) is refused when the schema is
 * read.
 */
final class SafePattern {

    private static final int CHARACTERS_MAX = 1_000;

    /** Most states of a pattern: the time for a text is at most its length times this. */
    private static final int STATES_MAX = 2_000;

    private SafePattern() {}

    /** Why a pattern is not taken; null where it is. */
    static @Nullable String flaw(String pattern) {
        if (pattern.length() > CHARACTERS_MAX) {
            return "must have at most %d characters".formatted(CHARACTERS_MAX);
        }
        if (estimate(pattern) > STATES_MAX) {
            return "repeats too much: counts inside counts multiply; use maxLength for long texts";
        }
        try {
            int states = Pattern.compile(translated(pattern)).programSize();
            return states > STATES_MAX
                    ? "is too complex; use maxLength for long texts, or several patterns"
                    : null;
        } catch (PatternSyntaxException e) {
            return "is no pattern that is understood here (%s); look-around and back-references are not"
                    .formatted(e.getDescription());
        }
    }

    /** A pattern that has no {@link #flaw}, as the validator wants it. */
    static RegularExpression compiled(String pattern) {
        Pattern compiled = Pattern.compile(translated(pattern));
        return text -> compiled.matcher(text).find();
    }

    /** What ECMA 262 writes otherwise than RE2: characters by number. */
    private static String translated(String pattern) {
        StringBuilder out = new StringBuilder(pattern.length() + 16);
        int i = 0;
        while (i < pattern.length()) {
            char c = pattern.charAt(i);
            int unit = c == '\\' ? unit(pattern, i) : -1;
            if (unit >= 0) {
                int low = Character.isHighSurrogate((char) unit) ? unit(pattern, i + 6) : -1;
                boolean pair = low >= 0 && Character.isLowSurrogate((char) low);
                int point = pair ? Character.toCodePoint((char) unit, (char) low) : unit;
                out.append("\\x{").append(Integer.toHexString(point)).append('}');
                i += pair ? 12 : 6;
            } else if (c == '\\' && i + 1 < pattern.length()) {
                out.append(c).append(pattern.charAt(i + 1));
                i += 2;
            } else {
                out.append(c);
                i++;
            }
        }
        return out.toString();
    }

    /** The number in backslash, u and four hex digits that stand at an index; -1 for none. */
    private static int unit(String pattern, int index) {
        if (!pattern.startsWith("\\u", index) || index + 6 > pattern.length()) {
            return -1;
        }
        String digits = pattern.substring(index + 2, index + 6).toLowerCase(Locale.ROOT);
        return digits.chars().allMatch(c -> Character.digit(c, 16) >= 0)
                ? Integer.parseInt(digits, 16)
                : -1;
    }

    /**
     * About how many states a pattern has, found without building them: counts multiply what they
     * stand behind.
     */
    private static long estimate(String pattern) {
        Deque<Long> sums = new ArrayDeque<>();
        long sum = 0;
        long atom = 0;
        boolean inClass = false;
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '\\') {
                i++;
            }
            if (inClass && c != ']') {
                continue;
            }
            inClass = c == '[';
            if (c == '(') {
                sums.push(sum);
                sum = 0;
                atom = 0;
            } else if (c == ')' && !sums.isEmpty()) {
                atom = sum + 2;
                sum = sums.pop() + atom;
            } else if (c == '{') {
                sum += atom * (count(pattern, i) - 1);
                atom *= count(pattern, i);
            } else if ("*+?|".indexOf(c) < 0) {
                atom = 1;
                sum += atom;
            }
            sum = Math.min(sum, Integer.MAX_VALUE);
            atom = Math.min(atom, Integer.MAX_VALUE);
        }
        return sum;
    }

    /** The greater number of a count like {2,5}; 1 where it is none. */
    private static long count(String pattern, int brace) {
        int end = pattern.indexOf('}', brace);
        long greatest = 1;
        if (end > 0) {
            for (String part : pattern.substring(brace + 1, end).split(",")) {
                boolean number = !part.isEmpty() && part.length() < 7;
                if (number && part.chars().allMatch(Character::isDigit)) {
                    greatest = Math.max(greatest, Long.parseLong(part));
                }
            }
        }
        return greatest;
    }
}
