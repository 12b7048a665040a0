package dev.tidemark.server.http;

/// Feeds one stream of server-sent events.
@FunctionalInterface
public interface EventSource {

    /// Sends events until it has nothing more to say or the stream is ended.
    ///
    /// Runs on a virtual thread of its own; it may wait. Whoever waits must be woken when the
    /// stream ends ([Events#onEnd]).
    ///
    /// @throws Events.Ended may simply be let through
    void run(Events events) throws InterruptedException;
}
