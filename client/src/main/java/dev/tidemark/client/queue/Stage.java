package dev.tidemark.client.queue;

/** How far a queued mutation has come. The order of these is what the database holds. */
public enum Stage {
    /** It is to be sent. */
    WAITING,
    /** The server has it, but its record has not come back yet. */
    ACKNOWLEDGED,
    /** Its dot was used for another mutation, so this database needs another device id. */
    FORKED,
    /** It names something that the server does not have; after a pull it is stamped anew. */
    GAP;

    private static final Stage[] ALL = values();

    static Stage of(int number) {
        return ALL[number];
    }
}
