package dev.tidemark.wire.envelope;

/** What becomes of items in conflict that nobody has decided one by one. */
public enum Policy {
    /** The device's is kept, the server's archived. */
    LOCAL_PREFERRED,
    /** The server's is kept, the device's archived. */
    CLOUD_PREFERRED,
    /** Neither is touched: the item is reported as conflicted. */
    MANUAL_PER_ITEM
}
