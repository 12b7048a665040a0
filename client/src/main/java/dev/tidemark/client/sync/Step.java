package dev.tidemark.client.sync;

import dev.tidemark.client.transport.Request;

/** What a round wants next. */
public sealed interface Step {

    /** Send this, and tell the round what came back, or that nothing did. */
    record Send(Request request) implements Step {}

    /** The round is over. */
    record Finished(RoundResult result) implements Step {}
}
