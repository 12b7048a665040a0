package dev.tidemark.server.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;

/// Packed bodies, honest and other ones.
final class Gzip {

    private Gzip() {}

    static byte[] packed(String text) {
        return packed(text.getBytes(StandardCharsets.UTF_8), 1);
    }

    /// So many MiB of blanks.
    static byte[] bomb(int mib) {
        byte[] blanks = new byte[1 << 20];
        Arrays.fill(blanks, (byte) ' ');
        return packed(blanks, mib);
    }

    private static byte[] packed(byte[] bytes, int times) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(out)) {
            for (int i = 0; i < times; i++) {
                gzip.write(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
