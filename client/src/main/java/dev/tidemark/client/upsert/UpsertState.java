package dev.tidemark.client.upsert;

/** Where the queue of an {@link UpsertClient} stands. */
public enum UpsertState {
    /** Nothing waits. */
    SYNCED,
    /** Something waits to be sent. */
    PENDING,
    /** Something waits whose sync got no answer; it is repeated with the next one. */
    SYNC_DEFERRED
}
