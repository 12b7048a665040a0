package dev.tidemark.server.http;

import dev.tidemark.server.access.Principal;
import org.jspecify.annotations.Nullable;

/// A request that is over, without anything that somebody wrote into it.
///
/// @param action the method and the route's pattern: `GET /v1/devices/{deviceId}`
/// @param status the HTTP status; 0 where the client went away first
/// @param nanos how long it took
/// @param principal who it was; null where nobody was let in
/// @param code why it was refused; null where it was not
public record Visited(
        String traceId,
        String action,
        int status,
        long nanos,
        @Nullable Principal principal,
        @Nullable String code) {

    /// Is told of each request that is over, on the request's thread.
    @FunctionalInterface
    public interface Witness {
        void saw(Visited visited);

        /// Is told of a request that is refused, before its caller is; it is not over then.
        default void refused(Visited visited) {}
    }
}
