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
    GAP,
    /** It is part of a mass change that somebody has to confirm; it is sent again by and by. */
    HELD;

    private static final Stage[] ALL = values();

    /** Whether it may be sent, once its time has come. */
    boolean maySend() {
        return this == WAITING || this == HELD;
    }

    static Stage of(int number) {
        return ALL[number];
    }
}
