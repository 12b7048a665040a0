package dev.tidemark.client.transport;

import org.jspecify.annotations.Nullable;

/** There is no whole answer. The request may have been carried out all the same. */
public final class TransportException extends Exception {

    private static final long serialVersionUID = 1L;

    /** What kept the answer away. */
    public enum Kind {
        /** No connection, or it broke, or nothing came in time. */
        UNREACHABLE,
        /** The other side could not prove to be the server. */
        UNTRUSTED,
        /** The answer is longer than allowed. */
        TOO_LONG
    }

    private final Kind kind;

    public TransportException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
