package dev.tidemark.cli.transfer;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;

/// Text of which one row may take so much and no more: a quote that is never closed must not pull
/// the rest of a large file into memory.
final class BoundedReader extends FilterReader {
    private static final int CHARACTERS_MAX = 16 << 20;

    private int left = CHARACTERS_MAX;

    BoundedReader(Reader in) {
        super(in);
    }

    /// A new row begins.
    void nextRow() {
        left = CHARACTERS_MAX;
    }

    @Override
    public int read() throws IOException {
        return spend(in.read(), 1);
    }

    @Override
    public int read(char[] buffer, int from, int length) throws IOException {
        int read = in.read(buffer, from, length);
        return spend(read, read);
    }

    private int spend(int result, int count) throws IOException {
        left -= count;
        if (left < 0) {
            throw new IOException(
                    "the row is longer than %d Mi characters; is a quote not closed?"
                            .formatted(CHARACTERS_MAX >> 20));
        }
        return result;
    }
}
