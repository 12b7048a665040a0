package dev.tidemark.core.value;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Canonical JSON (RFC 8785) and the hash over it. One thing differs from the RFC, so that two
 * different numbers never share a text: a number whose decimal value is not the one of its nearest
 * double's shortest text is written with its exact digits (2^53 and 2^53+1 differ, 1e400 has a
 * text). Numbers that a double holds are written as the RFC says.
 */
public final class Canonical {

    private Canonical() {}

    /** The canonical text of a value. */
    public static String text(Value value) {
        StringBuilder out = new StringBuilder(value instanceof Value.Obj ? 512 : 32);
        JsonText.write(value, Canonical::number, out);
        return out.toString();
    }

    /** {@code "sha256:"} and the hex SHA-256 of the canonical text in UTF-8. */
    public static String hash(Value value) {
        return hash(text(value));
    }

    /** {@code "sha256:"} and the hex SHA-256 of a text in UTF-8. */
    public static String hash(String text) {
        return "sha256:"
                + HexFormat.of().formatHex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** A new SHA-256; every Java platform has it. */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform must have SHA-256", e);
        }
    }

    private static String number(String text) {
        int length = text.length();
        boolean plain = length < 16 && (text.charAt(0) != '0' || length == 1);
        for (int i = 0; plain && i < length; i++) {
            plain = text.charAt(i) >= '0' && text.charAt(i) <= '9';
        }
        return plain ? text : Decimal.of(text).canonical();
    }
}
