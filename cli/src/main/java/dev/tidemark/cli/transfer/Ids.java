package dev.tidemark.cli.transfer;

import dev.tidemark.core.value.Canonical;
import dev.tidemark.core.value.Value;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// Ids made of what a record says (UUID version 5, RFC 9562): two devices that import the same file
/// get the same ids, and whoever imports it twice has each record once.
final class Ids {

    /// Made once, at random, for this purpose.
    private static final UUID NAMESPACE = UUID.fromString("0a5c8f1e-7d53-4b0e-9c4d-6b7e2a91f3d8");

    private Ids() {}

    /// The id of a record that its key names within its collection.
    static String ofKey(String collection, List<Value> key) {
        List<Value> name = new ArrayList<>();
        name.add(Value.of(collection));
        name.addAll(key);
        return uuid5(Canonical.text(Value.of(name)));
    }

    /// The id of a record that has no key: its content, and where it stands in its file.
    static String ofPlace(String collection, long line, Value.Obj fields) {
        return ofKey(collection, List.of(Value.of(line), fields));
    }

    private static String uuid5(String name) {
        MessageDigest sha1 = sha1();
        sha1.update(bytes(NAMESPACE));
        ByteBuffer hash = ByteBuffer.wrap(sha1.digest(name.getBytes(StandardCharsets.UTF_8)));
        long high = hash.getLong() & ~0xF000L | 0x5000L;
        long low = hash.getLong() & 0x3FFF_FFFF_FFFF_FFFFL | 0x8000_0000_0000_0000L;
        return new UUID(high, low).toString();
    }

    private static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform must have SHA-1", e);
        }
    }
}
