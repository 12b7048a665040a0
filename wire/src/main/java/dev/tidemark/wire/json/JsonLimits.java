package dev.tidemark.wire.json;

/**
 * What a JSON text may ask of its reader.
 *
 * @param depthMax most objects and arrays inside each other, the outermost one counted; from 1 to
 *     {@link #DEPTH_CEILING}
 */
public record JsonLimits(int depthMax) {

    /** Reading, hashing and merging follow the nesting on the stack, so it has an end. */
    public static final int DEPTH_CEILING = 1_000;

    /** Most characters of one number; whoever needs more digits sends them as a text. */
    public static final int NUMBER_CHARACTERS_MAX = 1_000;

    /** What the contracts promise: 64 levels. */
    public static final JsonLimits DEFAULT = new JsonLimits(64);

    /** For texts of our own, which may wrap a value of the default depth in a few levels more. */
    public static final JsonLimits STORED = new JsonLimits(DEPTH_CEILING);

    public JsonLimits {
        if (depthMax < 1 || depthMax > DEPTH_CEILING) {
            throw new IllegalArgumentException(
                    "a JSON depth is between 1 and %d, not %d".formatted(DEPTH_CEILING, depthMax));
        }
    }
}
