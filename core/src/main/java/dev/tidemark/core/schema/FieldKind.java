package dev.tidemark.core.schema;

/** How concurrent writes of one field become one. */
public enum FieldKind {
    /** All siblings are kept, one is shown. */
    LWW,
    /** Written once. */
    IMMUTABLE,
    /** An add-wins observed-remove set. */
    SET,
    /** Increments that add up. */
    COUNTER,
    /** Lines that are merged for show. */
    TEXT,
    /** A concurrent write is refused, and a person decides. */
    MANUAL;

    /** Whether the field is kept as a register of siblings. */
    public boolean isRegister() {
        return this != SET && this != COUNTER;
    }
}
