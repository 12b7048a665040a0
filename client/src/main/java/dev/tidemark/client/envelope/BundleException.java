package dev.tidemark.client.envelope;

import org.jspecify.annotations.Nullable;

/** A sealed bundle that was not opened. Nothing of it was read. */
public final class BundleException extends Exception {

    private static final long serialVersionUID = 1L;

    /** What is wrong with it. */
    public enum Kind {
        /** It is something else. */
        NOT_A_BUNDLE,
        /** It was sealed by a newer version. */
        NEWER,
        /** It asks for more work than an honest one, or for so little that it protects nothing. */
        STRANGE_COST,
        /** It is larger than what is opened. */
        TOO_LARGE,
        /** The passphrase is another one, or somebody has changed the bundle. */
        WRONG_PASSPHRASE
    }

    private final Kind kind;

    BundleException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** What is wrong with it. */
    public Kind kind() {
        return kind;
    }
}
