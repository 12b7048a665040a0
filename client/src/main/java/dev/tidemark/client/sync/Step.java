package dev.tidemark.client.sync;

import dev.tidemark.client.transport.Request;

/** What a round wants next. */
public sealed interface Step {

    /**
     * Begin to send this: the next {@link Send} will most likely be the same. Saves time, as the
     * server works while the round does; whoever does one thing at a time may ignore it.
     */
    record Begin(Request request) implements Step {}

    /** Send this, and tell the round what came back, or that nothing did. */
    record Send(Request request) implements Step {}

    /** The round is over. */
    record Finished(RoundResult result) implements Step {}
}
