package dev.tidemark.cli.transfer;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// The bytes of an imported file: counted, and without the mark that some editors put at the
/// beginning of UTF-8.
final class Source extends FilterInputStream {
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int[] MARK = {0xEF, 0xBB, 0xBF};

    private long bytes;

    private Source(InputStream in) {
        super(in);
    }

    /// @param in closed with this
    static Source of(InputStream in) throws IOException {
        Source source = new Source(new BufferedInputStream(in, BUFFER_BYTES));
        source.skipMark();
        return source;
    }

    /// How many were read.
    long bytesRead() {
        return bytes;
    }

    @Override
    public int read() throws IOException {
        int next = in.read();
        if (next >= 0) {
            bytes++;
        }
        return next;
    }

    @Override
    public int read(byte[] buffer, int from, int length) throws IOException {
        int read = in.read(buffer, from, length);
        if (read > 0) {
            bytes += read;
        }
        return read;
    }

    private void skipMark() throws IOException {
        in.mark(MARK.length);
        for (int expected : MARK) {
            if (in.read() != expected) {
                in.reset();
                return;
            }
        }
        bytes += MARK.length;
    }
}
