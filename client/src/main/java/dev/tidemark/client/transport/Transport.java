package dev.tidemark.client.transport;

/** Carries requests to the server. Thread-safe. */
public interface Transport extends AutoCloseable {

    /**
     * Sends a request and waits for the whole answer. Never follows a redirect.
     *
     * @throws TransportException if there is none
     */
    Answer send(Request request) throws TransportException;

    /**
     * Opens a stream of events and tells of each one until it is closed or ends.
     *
     * @return closes the stream
     */
    Stream open(Request request, Events events);

    /** Ends what is under way. */
    @Override
    void close();

    /** An open stream. */
    interface Stream extends AutoCloseable {

        @Override
        void close();
    }

    /** What happens on a stream; called on a thread of the transport's. */
    interface Events {

        /** The server has accepted the stream. */
        void opened();

        /** Something is new. */
        void event();

        /** The stream is over, and why; called once. */
        void ended(String reason);
    }
}
