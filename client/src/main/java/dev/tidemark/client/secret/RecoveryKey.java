package dev.tidemark.client.secret;

import dev.tidemark.client.secret.SecretException.Kind;
import dev.tidemark.core.value.Canonical;
import java.util.Arrays;
import java.util.Locale;

/**
 * A key that a person writes down, for the day when the passphrase is forgotten: 32 random bytes
 * and a check sum, as groups of letters and digits that cannot be taken for each other.
 */
final class RecoveryKey {

    /** Without I, L, O and U. */
    private static final String LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    private static final int CHECK_BYTES = 3;
    private static final int GROUP = 7;

    private RecoveryKey() {}

    /** As a person writes it down. */
    static String text(byte[] key) {
        byte[] all = Arrays.copyOf(key, key.length + CHECK_BYTES);
        System.arraycopy(check(key), 0, all, key.length, CHECK_BYTES);
        StringBuilder text = new StringBuilder();
        int bits = 0;
        int held = 0;
        for (byte each : all) {
            held = (held << 8 | each & 0xff) & 0xfffff;
            bits += 8;
            while (bits >= 5) {
                bits -= 5;
                text.append(LETTERS.charAt(held >> bits & 31));
            }
        }
        return text.toString().replaceAll("(.{" + GROUP + "})(?!$)", "$1-");
    }

    /**
     * The key that somebody has typed.
     *
     * @throws SecretException {@code WRONG_PASSPHRASE} if it is none, or has a slip in it
     */
    static byte[] read(String typed) {
        String text =
                typed.toUpperCase(Locale.ROOT)
                        .replaceAll("[\\s-]", "")
                        .replace('O', '0')
                        .replace('I', '1')
                        .replace('L', '1');
        int wanted = Sealing.KEY_BYTES + CHECK_BYTES;
        if (text.length() * 5 != wanted * 8) {
            throw wrong();
        }
        byte[] all = new byte[wanted];
        int bits = 0;
        int held = 0;
        int at = 0;
        for (int i = 0; i < text.length(); i++) {
            int letter = LETTERS.indexOf(text.charAt(i));
            if (letter < 0) {
                throw wrong();
            }
            held = (held << 5 | letter) & 0xfff;
            bits += 5;
            if (bits >= 8) {
                bits -= 8;
                all[at++] = (byte) (held >> bits);
            }
        }
        byte[] key = Arrays.copyOf(all, Sealing.KEY_BYTES);
        if (!Arrays.equals(check(key), Arrays.copyOfRange(all, Sealing.KEY_BYTES, wanted))) {
            throw wrong();
        }
        return key;
    }

    private static byte[] check(byte[] key) {
        return Arrays.copyOf(Canonical.sha256().digest(key), CHECK_BYTES);
    }

    private static SecretException wrong() {
        return new SecretException(
                Kind.WRONG_PASSPHRASE, "this is no recovery key; look for a slip in it");
    }
}
