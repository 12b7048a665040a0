package dev.tidemark.wire.envelope;

import org.jspecify.annotations.Nullable;

/** An envelope of a version that is not understood, and how it can become one that is. */
public final class UnsupportedVersion extends RuntimeException {

    private static final long serialVersionUID = 1;

    UnsupportedVersion(String detail) {
        super(detail, null, false, false);
    }

    /** The versions that are understood, and what to do. */
    @Override
    public String getMessage() {
        @Nullable String message = super.getMessage();
        return message == null ? "" : message;
    }
}
