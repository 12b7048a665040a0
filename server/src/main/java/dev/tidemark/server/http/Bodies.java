package dev.tidemark.server.http;

import dev.tidemark.server.problem.Problem;
import io.helidon.http.HeaderNames;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/// Reads request bodies whole, unpacked, within limits: of bytes (counted unpacked), of time, and
/// of what all requests may hold together. A body that unpacks to too much is given up at the
/// limit, so it costs no more memory than an honest one.
final class Bodies {

    private static final int FIRST_BYTES = 16 << 10;
    private static final byte[] NOTHING = {};

    private final int bytesMax;
    private final long nanosMax;

    Bodies(int bytesMax, int secondsMax) {
        this.bytesMax = bytesMax;
        this.nanosMax = secondsMax * 1_000_000_000L;
    }

    /// The body of a request; empty where it has none.
    ///
    /// @param share of the memory for bodies; what is read is counted
    /// @throws Problem 413 over the limit, 400 if it is not what its headers say, 415 if it is of
    ///   another kind, 503 if there is no room for it
    byte[] read(Incoming incoming, ByteBudget.Share share) {
        if (!incoming.isPresent()) {
            return NOTHING;
        }
        requireJson(incoming);
        boolean packed = isPacked(incoming);
        long announced = incoming.announcedBytes();
        if (announced > bytesMax) {
            throw Problem.bodyTooLarge(bytesMax);
        }
        int expected = packed || announced < 0 ? FIRST_BYTES : (int) announced;
        share.growTo(expected);
        try {
            InputStream raw = incoming.raw();
            InputStream in = packed ? new GZIPInputStream(raw, FIRST_BYTES) : raw;
            byte[] body = whole(in, expected, share);
            raw.skip(Long.MAX_VALUE); // What comes after the end of a packed body means nothing.
            return body;
        } catch (EOFException | ZipException e) {
            throw Problem.brokenBody("The body is not gzip, or was cut off; send it again.");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] whole(InputStream in, int expected, ByteBudget.Share share) throws IOException {
        long begun = System.nanoTime();
        byte[] bytes = new byte[expected];
        int length = 0;
        while (true) {
            if (length == bytes.length) {
                int next = in.read();
                if (next < 0) {
                    return bytes;
                }
                bytes = grown(bytes, share);
                bytes[length++] = (byte) next;
            }
            int read = in.read(bytes, length, bytes.length - length);
            if (read < 0) {
                return Arrays.copyOf(bytes, length);
            }
            length += read;
            if (System.nanoTime() - begun > nanosMax) {
                throw Problem.brokenBody("The body took too long to arrive; send it again.");
            }
        }
    }

    private byte[] grown(byte[] full, ByteBudget.Share share) {
        if (full.length >= bytesMax) {
            throw Problem.bodyTooLarge(bytesMax);
        }
        int larger = (int) Math.min(bytesMax, 2L * full.length);
        share.growTo(larger);
        return Arrays.copyOf(full, larger);
    }

    private static void requireJson(Incoming incoming) {
        String type = incoming.word(HeaderNames.CONTENT_TYPE).orElse(Answer.JSON);
        if (!type.equals(Answer.JSON) && !type.endsWith("+json")) {
            throw Problem.unsupportedMediaType("Send the body as application/json.");
        }
    }

    private static boolean isPacked(Incoming incoming) {
        return switch (incoming.word(HeaderNames.CONTENT_ENCODING).orElse("identity")) {
            case "identity", "" -> false;
            case "gzip", "x-gzip" -> true;
            default ->
                    throw Problem.unsupportedMediaType(
                            "Send the body plain or with Content-Encoding: gzip.");
        };
    }
}
