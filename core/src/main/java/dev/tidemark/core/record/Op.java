package dev.tidemark.core.record;

/** What a mutation does to its record. */
public enum Op {
    CREATE,
    UPDATE,
    DELETE,
    RESTORE,
    /** Changes a record that its lifecycle froze, and says why. */
    CORRECT;

    /** Whether the record lives after it; only a deletion says no. */
    public boolean keepsAlive() {
        return this != DELETE;
    }
}
