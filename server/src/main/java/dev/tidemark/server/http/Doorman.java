package dev.tidemark.server.http;

import dev.tidemark.server.access.Principal;
import dev.tidemark.server.problem.Problem;
import org.jspecify.annotations.Nullable;

/// Tells who is asking by what they show.
@FunctionalInterface
public interface Doorman {

    /// Lets a caller in.
    ///
    /// @param authorization the header of this name; null without one
    /// @param deviceToken the header `X-Device-Token`; null without one
    /// @param address the network address that it came from
    /// @throws Problem 401 if it shows nothing or nothing of worth, 429 if it did so too often
    Principal letIn(@Nullable String authorization, @Nullable String deviceToken, String address);
}
