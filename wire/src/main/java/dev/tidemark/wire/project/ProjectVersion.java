package dev.tidemark.wire.project;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Names one state of a project, or of one of its entities. To clients it is an opaque text; of two
 * versions, the later one is the greater text.
 *
 * @param seq where the account's log ended
 * @param tag of the log up to there, so that the version of a history that was lost is not taken
 *     for one of the history that came instead
 */
public record ProjectVersion(long seq, String tag) {

    /** How many characters a tag has. */
    public static final int TAG_CHARACTERS = 16;

    private static final int SEQ_DIGITS = 16;
    private static final Pattern FORM =
            Pattern.compile("([0-9]{%d})-([0-9a-f]{%d})".formatted(SEQ_DIGITS, TAG_CHARACTERS));

    /** Of an account without any change. */
    public static final ProjectVersion NONE = new ProjectVersion(0, "0".repeat(TAG_CHARACTERS));

    /** The version that a text names; null where it can name none. */
    public static @Nullable ProjectVersion read(String text) {
        var matcher = FORM.matcher(text);
        return matcher.matches()
                ? new ProjectVersion(Long.parseLong(matcher.group(1)), matcher.group(2))
                : null;
    }

    /** As it goes over the wire. */
    public String text() {
        return "%016d-%s".formatted(seq, tag);
    }

    /** The same as {@link #text}. */
    @Override
    public String toString() {
        return text();
    }
}
