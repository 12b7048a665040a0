package dev.tidemark.client.fault;

import org.jspecify.annotations.Nullable;

/** Sync could not do what was asked. The local database is as it was, and goes on working. */
public final class SyncException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What kind of trouble it is. */
    public enum Kind {
        /** Sync is not enabled for this database. */
        NOT_ENABLED,
        /** The credential belongs to another account than the data does. */
        OTHER_ACCOUNT,
        /** The server does not take the credential. */
        AUTH_REQUIRED,
        /** The server could not be reached. */
        OFFLINE,
        /** The server answered, but not as it should, or asks to wait. */
        DEFERRED,
        /** Another process syncs this database at the moment. */
        BUSY,
        /** What was previewed is not what is any more; nothing was sent. */
        STALE,
        /** There is nothing of that name: no such dead letter, conflict or backup. */
        NOT_FOUND,
        /** The server does not take what was sent; the message says why. */
        REFUSED,
        /** The address, the credential or a value cannot be used as it is. */
        INVALID
    }

    private final Kind kind;

    public SyncException(Kind kind, String message) {
        this(kind, message, null);
    }

    public SyncException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** What kind of trouble it is. */
    public Kind kind() {
        return kind;
    }
}
