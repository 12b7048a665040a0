package dev.tidemark.benchmarks.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// Finds the end of HTTP/1.1 answers in a stream of bytes, without keeping them: the head is read,
/// the body is counted. Of an answer that is not a success the beginning of the body is kept, for
/// people.
final class AnswerScan {

    private static final int HEAD_BYTES_MAX = 16 << 10;
    private static final int KEPT_BYTES_MAX = 2_000;

    private enum Part {
        HEAD,
        BODY,
        CHUNK_SIZE,
        CHUNK,
        CHUNK_END,
        TRAILER
    }

    private final byte[] line = new byte[HEAD_BYTES_MAX];
    private final StringBuilder kept = new StringBuilder();
    private Part part = Part.HEAD;
    private int lineBytes;
    private long left;
    private int status;
    private boolean chunked;

    /// Reads on; true where an answer ends. What follows it stays in the buffer.
    boolean scan(ByteBuffer in) {
        while (in.hasRemaining()) {
            boolean ended =
                    switch (part) {
                        case BODY -> skip(in) && end();
                        case CHUNK -> skip(in) && go(Part.CHUNK_END);
                        case HEAD, CHUNK_SIZE, CHUNK_END, TRAILER -> readLine(in) && lineEnded();
                    };
            if (ended) {
                return true;
            }
        }
        return false;
    }

    /// Of the answer that ended last.
    int status() {
        return status;
    }

    /// The beginning of the body, where it was no success.
    String kept() {
        return kept.toString();
    }

    private boolean skip(ByteBuffer in) {
        int bytes = (int) Math.min(left, in.remaining());
        if (status >= 300) {
            for (int i = 0; i < bytes && kept.length() < KEPT_BYTES_MAX; i++) {
                kept.append((char) in.get(in.position() + i));
            }
        }
        in.position(in.position() + bytes);
        left -= bytes;
        return left == 0;
    }

    private boolean readLine(ByteBuffer in) {
        while (in.hasRemaining()) {
            byte next = in.get();
            if (next == '\n') {
                return true;
            }
            if (lineBytes == line.length) {
                throw new IllegalStateException("A line of an HTTP head never ends");
            }
            line[lineBytes++] = next;
        }
        return false;
    }

    private boolean lineEnded() {
        int length = lineBytes > 0 && line[lineBytes - 1] == '\r' ? lineBytes - 1 : lineBytes;
        lineBytes = 0;
        return switch (part) {
            case HEAD -> headLine(length);
            case CHUNK_SIZE -> chunkSize(length);
            case CHUNK_END -> go(Part.CHUNK_SIZE);
            case TRAILER -> length == 0 && end();
            case BODY, CHUNK -> throw new IllegalStateException("There are no lines in a body");
        };
    }

    private boolean headLine(int length) {
        if (length == 0) {
            return headEnded();
        }
        if (status == 0) {
            kept.setLength(0);
            status = Integer.parseInt(text(length).split(" ", 3)[1]);
        } else if (line[0] == 'C' || line[0] == 'c' || line[0] == 'T' || line[0] == 't') {
            header(text(length).toLowerCase(Locale.ROOT));
        }
        return false;
    }

    private void header(String text) {
        if (text.startsWith("content-length:")) {
            left = Long.parseLong(text.substring(15).strip());
        } else if (text.startsWith("transfer-encoding:")) {
            chunked = text.contains("chunked");
        }
    }

    private boolean headEnded() {
        if (chunked) {
            return go(Part.CHUNK_SIZE);
        }
        return left == 0 ? end() : go(Part.BODY);
    }

    private boolean chunkSize(int length) {
        left = Long.parseLong(text(length).split(";", 2)[0].strip(), 16);
        return go(left == 0 ? Part.TRAILER : Part.CHUNK);
    }

    private boolean go(Part next) {
        part = next;
        return false;
    }

    private boolean end() {
        part = Part.HEAD;
        left = 0;
        chunked = false;
        return true;
    }

    /// Forgets the last answer; the next one may come.
    void begin() {
        status = 0;
    }

    private String text(int length) {
        return new String(line, 0, length, StandardCharsets.ISO_8859_1);
    }
}
