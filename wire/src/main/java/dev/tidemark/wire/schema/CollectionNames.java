package dev.tidemark.wire.schema;

/**
 * What a collection may be called. Names stand in paths and, before a colon, in scopes: {@code
 * notes:read}.
 */
public final class CollectionNames {

    /** Most characters of a name. */
    public static final int CHARACTERS_MAX = 200;

    /** What a reader of a wrong name is told. */
    public static final String EXPECTED =
            "is no name for a collection: 1 to %d characters, no slash, colon, star, space or control character"
                    .formatted(CHARACTERS_MAX);

    private CollectionNames() {}

    /** Whether a collection may be called so. */
    public static boolean isName(String text) {
        return !text.isEmpty()
                && text.length() <= CHARACTERS_MAX
                && text.codePoints().allMatch(CollectionNames::isAllowed);
    }

    private static boolean isAllowed(int c) {
        return c != '/'
                && c != ':'
                && c != '*'
                && !Character.isWhitespace(c)
                && !Character.isISOControl(c);
    }
}
