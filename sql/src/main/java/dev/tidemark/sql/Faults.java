package dev.tidemark.sql;

/**
 * Where tests and the simulator make storage fail, at the boundaries where a real disk would.
 *
 * <p>Throw a {@link StorageException} to fail, or stop the process to crash. Called on the thread
 * that talks to SQLite.
 */
public interface Faults {

    /** No faults, at no cost. */
    Faults NONE = new Faults() {};

    /** Called before each statement of a work; throwing makes that statement fail. */
    default void beforeStatement(String sql) {}

    /** Called before each COMMIT of a writing transaction; throwing makes the commit fail. */
    default void beforeCommit() {}

    /** Called when a COMMIT is durable; throwing loses the answer, though the data is kept. */
    default void afterCommit() {}
}
