package dev.tidemark.server.cursor;

import dev.tidemark.server.problem.Problem;
import dev.tidemark.wire.problem.ProblemCode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Makes cursors and tells genuine ones from all others.
///
/// A token is base64url over a version, the [Position] and 16 bytes of an HMAC-SHA256 over the
/// account and all that. A position has one token and a token one position: another spelling of the
/// same bytes is refused like any other change. Thread-safe.
public final class Cursors {

    /// The signing key's length.
    public static final int KEY_BYTES = 32;

    private static final byte VERSION = 1;
    private static final int EPOCH_BYTES = 16;
    private static final int LINK_BYTES = 16;
    private static final int SIGNATURE_BYTES = 16;
    private static final int PAYLOAD_BYTES = 1 + EPOCH_BYTES + Long.BYTES + LINK_BYTES + Long.BYTES;
    private static final String ALGORITHM = "HmacSHA256";

    /// Never used itself: a copy costs less than a new one, and threads here are many and short.
    private final Mac ready;

    /// @param key a secret of [#KEY_BYTES]; another one makes all cursors worthless
    public Cursors(byte[] key) {
        if (key.length != KEY_BYTES) {
            throw new IllegalArgumentException("A key has 32 bytes, not " + key.length);
        }
        this.ready = ready(new SecretKeySpec(key, ALGORITHM));
    }

    /// The cursor of a position.
    public String token(String account, Position position) {
        byte[] payload =
                ByteBuffer.allocate(PAYLOAD_BYTES)
                        .put(VERSION)
                        .put(position.epoch())
                        .putLong(position.seq())
                        .put(position.fingerprint())
                        .putLong(position.freshUntil())
                        .array();
        byte[] token = Arrays.copyOf(payload, PAYLOAD_BYTES + SIGNATURE_BYTES);
        System.arraycopy(signature(account, payload), 0, token, PAYLOAD_BYTES, SIGNATURE_BYTES);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
    }

    /// The position that a cursor names; whether the log has it is another question.
    ///
    /// @throws Problem 400 `CURSOR_INVALID` unless this server made the cursor for this account
    public Position position(String account, String token) {
        return genuine(account, token)
                .orElseThrow(() ->
                        Problem.of(
                                ProblemCode.CURSOR_INVALID,
                                "This cursor is not one that this server gave out for this account;"
                                        + " send the last one unchanged, or none to start again."));
    }

    private Optional<Position> genuine(String account, String token) {
        byte[] bytes = decoded(token);
        if (bytes.length != PAYLOAD_BYTES + SIGNATURE_BYTES || bytes[0] != VERSION) {
            return Optional.empty();
        }
        byte[] payload = Arrays.copyOf(bytes, PAYLOAD_BYTES);
        byte[] signed = Arrays.copyOfRange(bytes, PAYLOAD_BYTES, bytes.length);
        if (!MessageDigest.isEqual(signature(account, payload), signed)) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(payload, 1, PAYLOAD_BYTES - 1);
        byte[] epoch = new byte[EPOCH_BYTES];
        byte[] fingerprint = new byte[LINK_BYTES];
        in.get(epoch);
        long seq = in.getLong();
        in.get(fingerprint);
        return Optional.of(new Position(epoch, seq, fingerprint, in.getLong()));
    }

    /// The bytes of a token in its one spelling; none for anything else.
    private static byte[] decoded(String token) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(token);
            String spelled = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
            return spelled.equals(token) ? bytes : new byte[0];
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    private byte[] signature(String account, byte[] payload) {
        Mac signing = copy();
        signing.update(account.getBytes(StandardCharsets.UTF_8));
        signing.update((byte) 0);
        return Arrays.copyOf(signing.doFinal(payload), SIGNATURE_BYTES);
    }

    private Mac copy() {
        try {
            return (Mac) ready.clone();
        } catch (CloneNotSupportedException e) {
            throw new AssertionError("the JDK's own " + ALGORITHM + " can be copied", e);
        }
    }

    private static Mac ready(SecretKeySpec secret) {
        try {
            Mac made = Mac.getInstance(ALGORITHM);
            made.init(secret);
            return made;
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java platform must have " + ALGORITHM, e);
        }
    }
}
