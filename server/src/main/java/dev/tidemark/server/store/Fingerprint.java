package dev.tidemark.server.store;

import dev.tidemark.core.value.Canonical;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The chain over an account's log: each link is made of the one before, so two logs that agree on
/// the link at a seq agree on all before it. A cursor carries one, which is how a server that went
/// back in time is found out.
public final class Fingerprint {

    /// Bytes of a link: long enough that nobody finds two logs for one.
    public static final int BYTES = 16;

    private final MessageDigest sha256 = Canonical.sha256();
    private byte[] link;

    /// A chain that goes on from a link.
    public Fingerprint(byte[] link) {
        this.link = link;
    }

    /// A digest of a mutation, which can be made before it is known where in the log it will stand.
    public static byte[] digest(byte[] mutation) {
        return Arrays.copyOf(Canonical.sha256().digest(mutation), BYTES);
    }

    /// The next link, for a change.
    ///
    /// @param digest of the mutation
    /// @param writes what it does to its record, where the mutation does not say it all
    public byte[] next(long seq, byte[] digest, byte @Nullable [] writes) {
        sha256.update(link);
        sha256.update(ByteBuffer.allocate(Long.BYTES).putLong(0, seq));
        sha256.update(digest);
        if (writes != null) {
            sha256.update(writes);
        }
        link = Arrays.copyOf(sha256.digest(), BYTES);
        return link;
    }
}
