package dev.tidemark.wire.schema;

import dev.tidemark.wire.json.Members;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Spans of time as ISO 8601 has them: PT2M, P90D, P2W. Months and years have no fixed length. */
final class Durations {

    private static final Pattern WEEKS = Pattern.compile("P([0-9]{1,4})W");

    private Durations() {}

    /** A span that is not negative; null where the key is absent, or wrong, which is noted. */
    static @Nullable Duration optional(Members section, String key) {
        String text = section.optionalText(key);
        if (text == null) {
            return null;
        }
        Duration span = read(text);
        if (span == null || span.isNegative()) {
            section.flaw(key, "must be a span of time like PT2M (2 minutes) or P90D (90 days)");
            return null;
        }
        return span;
    }

    private static @Nullable Duration read(String text) {
        Matcher weeks = WEEKS.matcher(text);
        if (weeks.matches()) {
            return Duration.ofDays(7L * Integer.parseInt(weeks.group(1)));
        }
        try {
            return Duration.parse(text);
        } catch (DateTimeException | ArithmeticException e) {
            return null;
        }
    }
}
