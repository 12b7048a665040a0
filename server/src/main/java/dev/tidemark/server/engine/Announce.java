package dev.tidemark.server.engine;

/// Told when something was committed. Must not wait, and may be told too often.
@FunctionalInterface
public interface Announce {

    /// An account's log has grown.
    void changed(String account);
}
