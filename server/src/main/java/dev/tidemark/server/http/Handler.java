package dev.tidemark.server.http;

import dev.tidemark.server.problem.Problem;

/// What a route does.
@FunctionalInterface
public interface Handler {

    /// Answers one request, on a virtual thread of its own.
    ///
    /// @throws Problem to refuse it
    Answer answer(Exchange exchange);
}
