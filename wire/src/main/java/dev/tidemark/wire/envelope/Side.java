package dev.tidemark.wire.envelope;

/** The two that may differ about an item; as a decision, the one that is to be kept. */
public enum Side {
    /** The device whose envelope it is. */
    LOCAL,
    /** The account on the server. */
    CLOUD
}
