package dev.tidemark.client.transport;

import org.jspecify.annotations.Nullable;

/**
 * A whole answer.
 *
 * @param retryAfter how long the server asks to be left alone, as it says it; null where it does
 *     not
 * @param traceId what its logs call the request; null where it does not say
 * @param location where it redirects to; null where it does not
 */
public record Answer(
        int status,
        byte[] body,
        @Nullable String retryAfter,
        @Nullable String traceId,
        @Nullable String location) {

    /** A plain answer. */
    public static Answer of(int status, byte[] body) {
        return new Answer(status, body, null, null, null);
    }
}
