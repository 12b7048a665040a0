package dev.tidemark.server.access;

/// What a route asks of its caller.
public enum Permission {
    /// Nothing: callers without a credential are welcome.
    NONE,
    /// Any credential of an account; what of its data is readable is up to the scopes.
    READ,
    /// To write in the account; which collections is up to the scopes.
    WRITE,
    /// To run the account: other people's devices, its audit.
    OWN,
    /// To make snapshots and to restore: the scope `snapshots:restore` is enough.
    RESTORE,
    /// To run the server.
    ADMINISTER
}
