package dev.tidemark.core.value;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * One hash over a collection: over a line {@code <id> <contentHash>} for each live record, sorted
 * by the bytes of their ids. Device and server that hold the same records come to the same one.
 * Takes the records one by one, so it needs no room for them. Not thread-safe; used once.
 */
public final class Digest {

    /** The order of ids by their bytes in UTF-8, which is the order of their code points. */
    public static final Comparator<String> BYTEWISE = Digest::compare;

    private final MessageDigest sha256 = Canonical.sha256();
    private @Nullable String last;
    private long count;

    /**
     * Adds a live record.
     *
     * @throws IllegalArgumentException if its id does not come after the last one
     */
    public void add(String id, String contentHash) {
        String before = last;
        if (before != null && compare(before, id) >= 0) {
            throw new IllegalArgumentException(
                    "records come to a digest sorted by id, each once; %s came after %s"
                            .formatted(id, before));
        }
        last = id;
        count++;
        sha256.update((id + " " + contentHash + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** How many records were added. */
    public long count() {
        return count;
    }

    /** {@code "sha256:"} and the hash in hex; ends the digest. */
    public String hash() {
        return "sha256:" + HexFormat.of().formatHex(sha256.digest());
    }

    private static int compare(String a, String b) {
        int most = Math.min(a.length(), b.length());
        for (int i = 0; i < most; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                // A surrogate stands for a code point above all that fit into one char.
                boolean high = Character.isSurrogate(x);
                return high == Character.isSurrogate(y) ? x - y : high ? 1 : -1;
            }
        }
        return a.length() - b.length();
    }
}
