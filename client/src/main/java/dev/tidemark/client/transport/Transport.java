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
     * Begins to send a request whose answer is wanted later. What does one thing at a time sends it
     * only when the answer is asked for.
     */
    default Begun begin(Request request) {
        return new Begun() {
            @Override
            public Answer answer() throws TransportException {
                return send(request);
            }

            @Override
            public void close() {}
        };
    }

    /**
     * Opens a stream of events and tells of each one until it is closed or ends.
     *
     * @return closes the stream
     */
    Stream open(Request request, Events events);

    /** Ends what is under way. */
    @Override
    void close();

    /** A request that is under way. */
    interface Begun extends AutoCloseable {

        /**
         * Waits for the whole answer.
         *
         * @throws TransportException if there is none
         */
        Answer answer() throws TransportException;

        /** The answer is not wanted any more, or was taken. */
        @Override
        void close();
    }

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
