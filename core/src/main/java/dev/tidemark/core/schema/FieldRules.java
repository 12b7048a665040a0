package dev.tidemark.core.schema;

/**
 * How one field merges.
 *
 * @param order of a field of kind {@link FieldKind#LWW}, {@code IMMUTABLE}, {@code TEXT} or {@code
 *     MANUAL}: what decides between siblings
 */
public record FieldRules(FieldKind kind, Order order) {

    private static final FieldRules LAST_BY_CLOCK = new FieldRules(FieldKind.LWW, Order.CLIENT);
    private static final FieldRules LAST_BY_SERVER = new FieldRules(FieldKind.LWW, Order.SERVER);

    /** The rules of a field that a schema does not name. */
    public static FieldRules unnamed(Order order) {
        return order == Order.CLIENT ? LAST_BY_CLOCK : LAST_BY_SERVER;
    }

    /** What decides between concurrent values. */
    public enum Order {
        /** The devices' clocks, within the skew their priority. */
        CLIENT,
        /** The order in which the server accepted them. */
        SERVER
    }
}
