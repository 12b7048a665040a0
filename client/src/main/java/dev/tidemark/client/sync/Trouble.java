package dev.tidemark.client.sync;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Why a round could not go on. None of them costs a mutation.
 *
 * @param code a stable name: the server's, or one of this device's own
 * @param detail what is wrong and what to do
 * @param traceId what the server's logs call it; null where unknown
 * @param notBefore when the server wants to hear of this device again; null where it does not say
 */
public record Trouble(
        Kind kind,
        String code,
        String detail,
        @Nullable String traceId,
        @Nullable Instant notBefore) {

    /** What follows from it. */
    public enum Kind {
        /** There was no answer; it is tried again by and by. */
        OFFLINE,
        /** The server cannot now; it is tried again by and by. */
        DEFERRED,
        /** The server does not take the credential; a person has to sign in. */
        AUTH_REQUIRED,
        /** The credential is another account's; a person has to use the right one. */
        OTHER_ACCOUNT,
        /** Going on could do harm; a person has to look. */
        STOPPED;

        /** Whether trying again by itself may help. */
        public boolean passes() {
            return this == OFFLINE || this == DEFERRED;
        }
    }

    static Trouble of(Kind kind, String code, String detail) {
        return new Trouble(kind, code, detail, null, null);
    }
}
