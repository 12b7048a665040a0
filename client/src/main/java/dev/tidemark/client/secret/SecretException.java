package dev.tidemark.client.secret;

import org.jspecify.annotations.Nullable;

/** A secret could not be read or written. Nothing was written, here or at the server. */
public final class SecretException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What kind of trouble it is. */
    public enum Kind {
        /** The passphrase, or the recovery key, is not the one. */
        WRONG_PASSPHRASE,
        /** The account has no keys yet. */
        NOT_SET_UP,
        /** The account has keys already. */
        ALREADY_SET_UP,
        /** There is no secret of that name. */
        NOT_FOUND,
        /** There is one of that name, and a person has not said that it may be overwritten. */
        EXISTS,
        /** It was changed since it was read. */
        CHANGED,
        /** What the server has does not open: it is damaged, or was sealed for something else. */
        DAMAGED,
        /** The name, the passphrase or the secret cannot be used as it is. */
        INVALID
    }

    private final Kind kind;

    SecretException(Kind kind, String message) {
        this(kind, message, null);
    }

    SecretException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** What kind of trouble it is. */
    public Kind kind() {
        return kind;
    }
}
