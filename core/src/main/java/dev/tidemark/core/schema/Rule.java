package dev.tidemark.core.schema;

/** The rules of a collection that refuse mutations; stable names. */
public enum Rule {
    /** The record is frozen by its lifecycle. */
    FROZEN,
    /** The mutation must have seen all of the record, and has not. */
    UNSEEN,
    /** It is made for another version of its target than the active one. */
    BASE,
    /** Its collection only takes new records, and there is one of this id. */
    EXISTS,
    /** Another record has its natural key. */
    NATURAL_KEY
}
