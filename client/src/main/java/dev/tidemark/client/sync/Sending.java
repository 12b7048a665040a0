package dev.tidemark.client.sync;

import dev.tidemark.client.transport.Answer;
import dev.tidemark.client.transport.Request;
import dev.tidemark.client.transport.Transport;
import dev.tidemark.client.transport.Transport.Begun;
import dev.tidemark.client.transport.TransportException;
import org.jspecify.annotations.Nullable;

/** Sends the requests of one round, of which at most one was begun before it is asked for. */
final class Sending implements AutoCloseable {

    private final Transport transport;
    private @Nullable Request ahead;
    private @Nullable Begun begun;

    Sending(Transport transport) {
        this.transport = transport;
    }

    void begin(Request request) {
        close();
        ahead = request;
        begun = transport.begin(request);
    }

    Answer send(Request request) throws TransportException {
        try {
            return begun != null && request.equals(ahead)
                    ? begun.answer()
                    : transport.send(request);
        } finally {
            close();
        }
    }

    /** Whoever does not come to ask for it needs no answer. */
    @Override
    public void close() {
        if (begun != null) {
            begun.close();
            begun = null;
        }
    }
}
