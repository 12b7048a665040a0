package dev.tidemark.core.schema;

/** Whether any record, deleted ones included, may hold a write of a field. */
@FunctionalInterface
public interface FieldsInUse {

    /** For whoever cannot look: any field may be in use. */
    FieldsInUse UNKNOWN = (collection, field) -> true;

    /** Whether a record of the collection may have a unit of this name. */
    boolean mayHold(String collection, String field);
}
