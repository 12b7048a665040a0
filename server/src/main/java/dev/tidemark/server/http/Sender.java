package dev.tidemark.server.http;

import static java.util.Objects.requireNonNull;

import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/// Puts answers on the wire, with what every answer carries.
final class Sender {

    static final HeaderName TRACE_ID = HeaderNames.create("X-Trace-Id");

    /// Smaller ones hardly shrink.
    private static final int PACKED_BYTES_MIN = 1 << 10;

    /// Nothing may be kept by caches, guessed at, framed or embedded: it is all somebody's data.
    private static final List<Header> ALWAYS =
            List.of(
                    HeaderValues.createCached("Cache-Control", "no-store"),
                    HeaderValues.createCached("X-Content-Type-Options", "nosniff"),
                    HeaderValues.createCached("Referrer-Policy", "no-referrer"),
                    HeaderValues.createCached("Cross-Origin-Resource-Policy", "same-origin"),
                    HeaderValues.createCached(
                            "Content-Security-Policy",
                            "default-src 'none'; frame-ancestors 'none'"));

    private static final Header PACKED = HeaderValues.createCached("Content-Encoding", "gzip");
    private static final Header VARIES = HeaderValues.createCached("Vary", "Accept-Encoding");
    private static final Header EVENTS =
            HeaderValues.createCached("Content-Type", "text/event-stream");

    /// Proxies that buffer would hold events back.
    private static final Header UNBUFFERED = HeaderValues.createCached("X-Accel-Buffering", "no");

    private Sender() {}

    /// The headers that every answer carries.
    static void addCommon(ServerResponseHeaders headers, String traceId) {
        ALWAYS.forEach(headers::set);
        headers.set(TRACE_ID, traceId);
    }

    /// Sends an answer whose common headers are set.
    ///
    /// @param stream what an answer of events is sent through; null for any other answer
    /// @throws CloseConnectionException if it could not be sent to its end
    static void send(
            ServerRequest request,
            ServerResponse response,
            Answer answer,
            @Nullable LiveStream stream) {
        response.status(Status.create(answer.status()));
        answer.headers().forEach((name, value) -> response.header(name, value));
        switch (answer.body()) {
            case Answer.Body.None() -> response.send();
            case Answer.Body.Whole whole -> sendWhole(request, response, whole);
            case Answer.Body.Written written -> sendWritten(request, response, written);
            case Answer.Body.Live live -> sendLive(response, live, requireNonNull(stream));
        }
    }

    private static void sendWhole(
            ServerRequest request, ServerResponse response, Answer.Body.Whole whole) {
        response.header(HeaderNames.CONTENT_TYPE, whole.contentType());
        response.header(VARIES);
        byte[] bytes = whole.bytes();
        if (bytes.length >= PACKED_BYTES_MIN && takesGzip(request)) {
            response.header(PACKED);
            bytes = packed(bytes);
        }
        response.send(bytes);
    }

    private static void sendWritten(
            ServerRequest request, ServerResponse response, Answer.Body.Written written) {
        response.header(HeaderNames.CONTENT_TYPE, written.contentType());
        response.header(VARIES);
        boolean packed = takesGzip(request);
        if (packed) {
            response.header(PACKED);
        }
        try {
            // Not closed on errors: the end mark would make half an answer look whole.
            OutputStream out = response.outputStream();
            OutputStream to = packed ? new FastGzip(out) : out;
            written.writer().writeTo(to);
            to.close();
        } catch (IOException | UncheckedIOException e) {
            throw new CloseConnectionException("The client went away while it was answered", e);
        }
    }

    private static void sendLive(
            ServerResponse response, Answer.Body.Live live, LiveStream stream) {
        response.header(EVENTS);
        response.header(UNBUFFERED);
        try (OutputStream out = response.outputStream()) {
            stream.run(out, live.source());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // The server stops; the client comes again.
        } catch (IOException | UncheckedIOException e) {
            throw new CloseConnectionException("The client went away from its stream", e);
        } finally {
            stream.end();
        }
    }

    private static boolean takesGzip(ServerRequest request) {
        for (String value : request.headers().values(HeaderNames.ACCEPT_ENCODING)) {
            for (String coding : value.split(",")) {
                String[] parts = coding.strip().toLowerCase(Locale.ROOT).split(";", 2);
                boolean refused = parts.length > 1 && parts[1].strip().matches("q=0(\\.0*)?");
                if (parts[0].strip().equals("gzip")) {
                    return !refused;
                }
            }
        }
        return false;
    }

    private static byte[] packed(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length / 3);
        try (OutputStream gzip = new FastGzip(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /// Packs less tightly and three times as fast as by default.
    private static final class FastGzip extends GZIPOutputStream {
        FastGzip(OutputStream out) throws IOException {
            super(out, 8 << 10);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}
