package dev.tidemark.core.schema;

/**
 * How one field merges.
 *
 * @param order of a field of kind {@link FieldKind#LWW}, {@code IMMUTABLE}, {@code TEXT} or {@code
 *     MANUAL}: what decides between siblings
 */
public record FieldRules(FieldKind kind, Order order) {

    /** What decides between concurrent values. */
    public enum Order {
        /** The devices' clocks, within the skew their priority. */
        CLIENT,
        /** The order in which the server accepted them. */
        SERVER
    }
}
