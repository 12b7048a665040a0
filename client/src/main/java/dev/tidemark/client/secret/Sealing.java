package dev.tidemark.client.secret;

import dev.tidemark.client.secret.SecretException.Kind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Seals bytes for a place: AES-256-GCM under a key that is derived anew for each sealing
 * (HKDF-SHA256 with a random salt), so that no nonce is ever used twice under one key. Where it
 * belongs is a part of what is authenticated: what was sealed for one name does not open under
 * another.
 *
 * <p>A sealed text is Base64 without padding of: format (1 byte, 1), salt (32), nonce (12),
 * ciphertext and tag.
 */
final class Sealing {

    static final String ALGORITHM = "AES-256-GCM/HKDF-SHA256";
    static final int KEY_BYTES = 32;

    private static final byte FORMAT = 1;
    private static final int SALT_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int HEAD_BYTES = 1 + SALT_BYTES + NONCE_BYTES;
    private static final String HMAC = "HmacSHA256";

    private final SecureRandom random;

    Sealing(SecureRandom random) {
        this.random = random;
    }

    /** A new key. */
    byte[] newKey() {
        byte[] key = new byte[KEY_BYTES];
        random.nextBytes(key);
        return key;
    }

    /**
     * Seals.
     *
     * @param place where it belongs: each part tells it from another place
     */
    String seal(byte[] key, byte[] plain, String... place) {
        byte[] salt = new byte[SALT_BYTES];
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(salt);
        random.nextBytes(nonce);
        byte[] sealed = run(Cipher.ENCRYPT_MODE, key, salt, nonce, plain, place);
        ByteBuffer out = ByteBuffer.allocate(HEAD_BYTES + sealed.length);
        out.put(FORMAT).put(salt).put(nonce).put(sealed);
        return Base64.getEncoder().withoutPadding().encodeToString(out.array());
    }

    /**
     * Opens what was sealed.
     *
     * @throws SecretException {@code DAMAGED} if the key or the place is another one, or it was
     *     changed
     */
    byte[] open(byte[] key, String sealed, String... place) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(sealed);
        } catch (IllegalArgumentException e) {
            throw damaged(e);
        }
        if (bytes.length < HEAD_BYTES + TAG_BITS / 8 || bytes[0] != FORMAT) {
            throw damaged(null);
        }
        byte[] salt = Arrays.copyOfRange(bytes, 1, 1 + SALT_BYTES);
        byte[] nonce = Arrays.copyOfRange(bytes, 1 + SALT_BYTES, HEAD_BYTES);
        byte[] body = Arrays.copyOfRange(bytes, HEAD_BYTES, bytes.length);
        return run(Cipher.DECRYPT_MODE, key, salt, nonce, body, place);
    }

    private static byte[] run(
            int mode, byte[] key, byte[] salt, byte[] nonce, byte[] body, String... place) {
        byte[] where = placeBytes(place);
        byte[] derived = derived(key, salt, where);
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(
                    mode, new SecretKeySpec(derived, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(where);
            return cipher.doFinal(body);
        } catch (GeneralSecurityException e) {
            if (mode == Cipher.ENCRYPT_MODE) {
                throw new IllegalStateException("this Java lacks AES-GCM", e);
            }
            throw damaged(e);
        } finally {
            Arrays.fill(derived, (byte) 0);
        }
    }

    private static SecretException damaged(@Nullable Exception cause) {
        return new SecretException(
                Kind.DAMAGED,
                "what the server has does not open with this key and for this name",
                cause);
    }

    /** Each part with its length before it, so that no two places are the same bytes. */
    private static byte[] placeBytes(String... place) {
        int length = 0;
        byte[][] parts = new byte[place.length][];
        for (int i = 0; i < place.length; i++) {
            parts[i] = place[i].getBytes(StandardCharsets.UTF_8);
            length += Integer.BYTES + parts[i].length;
        }
        ByteBuffer out = ByteBuffer.allocate(length);
        for (byte[] part : parts) {
            out.putInt(part.length).put(part);
        }
        return out.array();
    }

    /** HKDF (RFC 5869) with SHA-256, one block. */
    private static byte[] derived(byte[] key, byte[] salt, byte[] info) {
        byte[] extracted = hmac(salt, key);
        try {
            return hmac(extracted, info, new byte[] {1});
        } finally {
            Arrays.fill(extracted, (byte) 0);
        }
    }

    private static byte[] hmac(byte[] key, byte[]... parts) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java lacks " + HMAC, e);
        }
    }
}
