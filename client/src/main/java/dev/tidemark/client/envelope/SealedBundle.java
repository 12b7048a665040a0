package dev.tidemark.client.envelope;

import dev.tidemark.client.envelope.BundleException.Kind;
import dev.tidemark.client.passphrase.Stretching;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Bytes that only a passphrase opens, and that open whole and unchanged or not at all.
 *
 * <p>The key is made from the passphrase by Argon2id (RFC 9106) with a random salt, and used once,
 * for AES-256-GCM over all of the content; the header is authenticated with it. The header, all
 * numbers big-endian:
 *
 * <pre>
 * "TDMKSEAL"  8 bytes
 * version     1 byte, 1
 * memory      4 bytes, KiB for Argon2id
 * passes      4 bytes
 * lanes       4 bytes
 * salt        16 bytes
 * nonce       12 bytes
 * </pre>
 *
 * <p>What a header asks for is bounded before any of it is spent: a strange file may not take the
 * machine's memory or hours of its time.
 */
public final class SealedBundle {

    /** The shortest passphrase that seals; any opens. */
    public static final int PASSPHRASE_CHARACTERS_MIN = 8;

    /** The longest passphrase. */
    public static final int PASSPHRASE_CHARACTERS_MAX = 1_000;

    /** The largest content, in bytes. */
    public static final int CONTENT_BYTES_MAX = 256 << 20;

    private static final byte[] MAGIC = "TDMKSEAL".getBytes(StandardCharsets.US_ASCII);
    private static final byte VERSION = 1;
    private static final int SALT_BYTES = 16;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final Stretching COST = Stretching.DEFAULT;
    private static final int HEADER_BYTES = MAGIC.length + 1 + 3 * 4 + SALT_BYTES + NONCE_BYTES;

    private SealedBundle() {}

    /** Whether some bytes begin like a bundle. */
    public static boolean isBundle(byte[] bytes) {
        return bytes.length >= MAGIC.length
                && Arrays.equals(Arrays.copyOf(bytes, MAGIC.length), MAGIC);
    }

    /**
     * Seals bytes.
     *
     * @param passphrase not kept; compared after Unicode NFC
     * @throws IllegalArgumentException if the passphrase is too short or too long, or the content
     *     too large
     */
    public static byte[] seal(byte[] content, char[] passphrase, SecureRandom random) {
        if (passphrase.length < PASSPHRASE_CHARACTERS_MIN
                || passphrase.length > PASSPHRASE_CHARACTERS_MAX) {
            throw new IllegalArgumentException(
                    "a passphrase has %d to %d characters"
                            .formatted(PASSPHRASE_CHARACTERS_MIN, PASSPHRASE_CHARACTERS_MAX));
        }
        if (content.length > CONTENT_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "a bundle holds at most %d bytes, not %d"
                            .formatted(CONTENT_BYTES_MAX, content.length));
        }
        byte[] salt = new byte[SALT_BYTES];
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(salt);
        random.nextBytes(nonce);
        byte[] header =
                ByteBuffer.allocate(HEADER_BYTES)
                        .put(MAGIC)
                        .put(VERSION)
                        .putInt(COST.memoryKib())
                        .putInt(COST.passes())
                        .putInt(COST.lanes())
                        .put(salt)
                        .put(nonce)
                        .array();
        try {
            byte[] sealed =
                    cipher(Cipher.ENCRYPT_MODE, header, nonce, COST.key(passphrase, salt))
                            .doFinal(content);
            return ByteBuffer.allocate(header.length + sealed.length)
                    .put(header)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES-GCM", e);
        }
    }

    /**
     * Opens a bundle.
     *
     * @return its content, exactly as it was sealed
     * @throws BundleException if it is none, asks for too much, was changed, or has another
     *     passphrase
     */
    public static byte[] open(byte[] bundle, char[] passphrase) throws BundleException {
        if (!isBundle(bundle) || bundle.length < HEADER_BYTES + TAG_BITS / 8) {
            throw new BundleException(
                    Kind.NOT_A_BUNDLE, "this is no sealed bundle, or only a part of one", null);
        }
        ByteBuffer in = ByteBuffer.wrap(bundle).position(MAGIC.length);
        byte version = in.get();
        if (version != VERSION) {
            throw new BundleException(
                    Kind.NEWER,
                    "this bundle has version %d, and version %d is understood; update this program"
                            .formatted(version & 0xff, VERSION),
                    null);
        }
        requireRoom(bundle.length);
        Stretching cost = bounded(in.getInt(), in.getInt(), in.getInt());
        byte[] salt = new byte[SALT_BYTES];
        byte[] nonce = new byte[NONCE_BYTES];
        in.get(salt).get(nonce);
        byte[] header = Arrays.copyOf(bundle, HEADER_BYTES);
        try {
            return cipher(Cipher.DECRYPT_MODE, header, nonce, cost.key(passphrase, salt))
                    .doFinal(bundle, HEADER_BYTES, bundle.length - HEADER_BYTES);
        } catch (AEADBadTagException e) {
            throw new BundleException(
                    Kind.WRONG_PASSPHRASE,
                    "the passphrase is another one, or the bundle was changed; nothing was read",
                    e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES-GCM", e);
        }
    }

    /** What a header asks for, which is not believed beyond bounds. */
    private static Stretching bounded(int memoryKib, int passes, int lanes) throws BundleException {
        try {
            return new Stretching(memoryKib, passes, lanes);
        } catch (IllegalArgumentException e) {
            throw new BundleException(
                    Kind.STRANGE_COST,
                    "this bundle was not sealed like an honest one, and was not opened: "
                            + e.getMessage(),
                    e);
        }
    }

    private static void requireRoom(int bytes) throws BundleException {
        if (bytes > HEADER_BYTES + CONTENT_BYTES_MAX + TAG_BITS / 8) {
            throw new BundleException(
                    Kind.TOO_LARGE,
                    "this bundle is larger than the %d bytes that are opened"
                            .formatted(CONTENT_BYTES_MAX),
                    null);
        }
    }

    private static Cipher cipher(int mode, byte[] header, byte[] nonce, byte[] key)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
        Arrays.fill(key, (byte) 0);
        cipher.updateAAD(header);
        return cipher;
    }
}
