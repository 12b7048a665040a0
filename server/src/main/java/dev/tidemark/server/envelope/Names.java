package dev.tidemark.server.envelope;

import dev.tidemark.core.value.Canonical;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/// Makes names of what they name, so that the same thing has the same name.
final class Names {

    private Names() {}

    /// A UUID (version 8 of RFC 9562) of some bytes.
    static String uuid(byte[] bytes) {
        ByteBuffer hash = ByteBuffer.wrap(Canonical.sha256().digest(bytes));
        long high = hash.getLong() & ~0xf000L | 0x8000L;
        long low = hash.getLong() & ~(3L << 62) | 2L << 62;
        return new UUID(high, low).toString();
    }

    /// The same of a text.
    static String uuid(String text) {
        return uuid(text.getBytes(StandardCharsets.UTF_8));
    }
}
