package dev.tidemark.server.http;

/// One open stream of server-sent events, as its source sees it.
///
/// The stream is ended by the client going away, by its credential being revoked, by its account
/// being deleted, or by the server stopping; from that moment on nothing more is sent. A comment
/// that keeps proxies awake is sent by the stream itself when nothing else was for a while.
///
/// Thread-safe.
public interface Events {

    /// Sends one event and flushes it.
    ///
    /// @param event its type
    /// @param id what a client sends back as `Last-Event-ID`
    /// @param data UTF-8, without line breaks
    /// @throws Ended if the stream is over
    void send(String event, String id, byte[] data);

    /// Whether the stream is still open.
    boolean open();

    /// Calls this once when the stream is ended, at once if it is already; must not wait.
    void onEnd(Runnable wakeUp);

    /// The stream is over. Nobody has to be told.
    final class Ended extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public Ended() {
            super("The stream is over", null, false, false);
        }
    }
}
