package dev.tidemark.server.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A request's body on its way in, read or not.
///
/// A refusal is often sent before the body has arrived. Closing the connection then would make the
/// system throw the refusal away with what it still receives, so what is left is read and dropped,
/// as far as that is worth while.
final class Incoming {

    /// More than this is not read just to be polite.
    private static final long DROPPED_BYTES_MAX = 64L << 20;

    private static final long DROPPING_NANOS_MAX = 10_000_000_000L;

    private final ServerRequest request;
    private @Nullable InputStream raw;

    Incoming(ServerRequest request) {
        this.request = request;
    }

    /// Whether there is a body, be it an empty one in chunks.
    boolean isPresent() {
        return isChunked() || announcedBytes() > 0;
    }

    /// How many bytes will come; -1 where that is not said.
    long announcedBytes() {
        return request.headers().contentLength().orElse(-1);
    }

    private boolean isChunked() {
        return request.headers().contains(HeaderNames.TRANSFER_ENCODING);
    }

    /// The first word of a header that ends at a semicolon, in lower case.
    Optional<String> word(io.helidon.http.HeaderName name) {
        return request.headers()
                .first(name)
                .map(value -> value.split(";", 2)[0].strip().toLowerCase(Locale.ROOT));
    }

    /// The bytes as they come in. From here on the client may send them.
    InputStream raw() {
        if (raw == null) {
            raw = request.content().inputStream();
        }
        return raw;
    }

    private boolean isRead() {
        return !isPresent() || request.content().consumed();
    }

    /// Whether the connection is not to be used again, which the answer must say: the client wants
    /// it so, the rest of the body is too much to read, or nobody knows whether it will be sent.
    boolean mustClose() {
        return request.headers().containsToken(HeaderValues.CONNECTION_CLOSE)
                || !isRead() && (isChunked() || awaitsGo() || announcedBytes() > DROPPED_BYTES_MAX);
    }

    private boolean awaitsGo() {
        return !request.continueSent();
    }

    /// Called when the answer is sent: reads and drops what is left. Helidon leaves it to the
    /// client to close a connection that is to be closed, so this does.
    ///
    /// @throws CloseConnectionException if the connection is not to be used again
    void finish(boolean saidClose) {
        if (!isRead() && !awaitsGo() && !isChunked()) {
            drop();
        }
        if (saidClose || !isRead()) {
            throw new CloseConnectionException("The connection is not to be used again");
        }
    }

    private void drop() {
        byte[] buffer = new byte[16 << 10];
        long begun = System.nanoTime();
        long dropped = 0;
        try {
            int read = raw().read(buffer);
            while (read >= 0
                    && dropped < DROPPED_BYTES_MAX
                    && System.nanoTime() - begun < DROPPING_NANOS_MAX) {
                dropped += read;
                read = raw().read(buffer);
            }
        } catch (IOException | RuntimeException e) {
            throw new CloseConnectionException("The client went away in its request's body", e);
        }
    }
}
