package dev.tidemark.server.cursor;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Signs what the server hands out and wants to recognise when it comes back.
///
/// A token is base64url over a payload and 16 bytes of an HMAC-SHA256 over the account and that. A
/// payload has one token and a token one payload: another spelling of the same bytes is refused
/// like any other change. The first byte of a payload says what kind of token it is, so that none
/// passes for another. Thread-safe.
final class Seal {

    private static final int SIGNATURE_BYTES = 16;
    private static final String ALGORITHM = "HmacSHA256";

    /// Never used itself: a copy costs less than a new one, and threads here are many and short.
    private final Mac ready;

    Seal(byte[] key) {
        this.ready = ready(new SecretKeySpec(key, ALGORITHM));
    }

    /// The token of a payload.
    String token(String account, byte[] payload) {
        byte[] token = Arrays.copyOf(payload, payload.length + SIGNATURE_BYTES);
        System.arraycopy(signature(account, payload), 0, token, payload.length, SIGNATURE_BYTES);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
    }

    /// The payload of a token that was made for this account; empty for any other text.
    ///
    /// @param kind the payload's first byte
    /// @param length of the payload
    Optional<byte[]> payload(String account, String token, byte kind, int length) {
        byte[] bytes = decoded(token);
        if (bytes.length != length + SIGNATURE_BYTES || bytes[0] != kind) {
            return Optional.empty();
        }
        byte[] payload = Arrays.copyOf(bytes, length);
        byte[] signed = Arrays.copyOfRange(bytes, length, bytes.length);
        return MessageDigest.isEqual(signature(account, payload), signed)
                ? Optional.of(payload)
                : Optional.empty();
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
