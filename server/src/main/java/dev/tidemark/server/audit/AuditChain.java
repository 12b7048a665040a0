package dev.tidemark.server.audit;

import dev.tidemark.core.value.Canonical;
import dev.tidemark.server.store.AuditRow;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/// How one event hangs on the one before: its hash is SHA-256 over that one's hash and over all of
/// its own members, each with its length before it, so that no two events have one form.
final class AuditChain {

    private AuditChain() {}

    /// The hash of an event.
    ///
    /// @param before the hash of the event before
    static byte[] hash(byte[] before, AuditRow row) {
        MessageDigest sha256 = Canonical.sha256();
        sha256.update(before);
        add(sha256, row.account());
        add(sha256, row.eventId());
        add(sha256, row.action());
        add(sha256, row.status());
        add(sha256, row.device());
        add(sha256, row.principal());
        add(sha256, row.at());
        add(sha256, row.detail());
        add(sha256, row.traceId());
        return sha256.digest();
    }

    private static void add(MessageDigest sha256, long number) {
        sha256.update(ByteBuffer.allocate(Long.BYTES).putLong(0, number));
    }

    private static void add(MessageDigest sha256, @Nullable String text) {
        if (text == null) {
            add(sha256, -1);
            return;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        add(sha256, bytes.length);
        sha256.update(bytes);
    }
}
