package dev.tidemark.core.value;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * How many records there are, and a sum over them that does not depend on their order: of SHA-256
 * over id and content hash, as a number below 2^256. It is kept up to date as records come and go,
 * for the price of what has changed, where a {@link Digest} has to look at all of them.
 *
 * <p>It finds what got lost, doubled or damaged. It is no proof against somebody who chooses
 * records so that their sum comes out right; a {@link Digest} is. Immutable.
 *
 * @param count records; below zero where this is the difference of two
 * @param a the highest 64 bits of the sum
 * @param b the next
 * @param c the next
 * @param d the lowest
 */
public record Checksum(long count, long a, long b, long c, long d) {

    /** Bytes of a sum. */
    public static final int BYTES = 32;

    /** No records. */
    public static final Checksum EMPTY = new Checksum(0, 0, 0, 0, 0);

    /**
     * A checksum of what {@link #bytes} gave.
     *
     * @throws IllegalArgumentException if the sum has not {@link #BYTES} bytes
     */
    public static Checksum of(long count, byte[] sum) {
        if (sum.length != BYTES) {
            throw new IllegalArgumentException("a sum has 32 bytes, not " + sum.length);
        }
        ByteBuffer in = ByteBuffer.wrap(sum);
        return new Checksum(count, in.getLong(), in.getLong(), in.getLong(), in.getLong());
    }

    /** A checksum of one live record. */
    public static Checksum of(String id, String contentHash) {
        MessageDigest sha256 = Canonical.sha256();
        sha256.update(id.getBytes(StandardCharsets.UTF_8));
        sha256.update((byte) 0); // No id has it, so no two pairs have one form.
        sha256.update(contentHash.getBytes(StandardCharsets.UTF_8));
        return of(1, sha256.digest());
    }

    /** These and those. */
    public Checksum plus(Checksum other) {
        long lowest = d + other.d;
        long carry = carry(d, lowest);
        long third = c + other.c + carry;
        carry = carry == 1 ? carryOfThree(c, other.c) : carry(c, third);
        long second = b + other.b + carry;
        carry = carry == 1 ? carryOfThree(b, other.b) : carry(b, second);
        return new Checksum(count + other.count, a + other.a + carry, second, third, lowest);
    }

    /** These without those. */
    public Checksum minus(Checksum other) {
        return plus(other.negated());
    }

    private Checksum negated() {
        Checksum inverse = new Checksum(-count, ~a, ~b, ~c, ~d);
        return inverse.plus(new Checksum(0, 0, 0, 0, 1));
    }

    /** Whether adding something unsigned to {@code before} has gone beyond 64 bits. */
    private static long carry(long before, long after) {
        return Long.compareUnsigned(after, before) < 0 ? 1 : 0;
    }

    /** The same for two numbers and a carry. */
    private static long carryOfThree(long one, long other) {
        return Long.compareUnsigned(one, ~other) >= 0 ? 1 : 0;
    }

    /** The sum, the highest byte first. */
    public byte[] bytes() {
        return ByteBuffer.allocate(BYTES).putLong(a).putLong(b).putLong(c).putLong(d).array();
    }

    /** The sum in hexadecimal. */
    public String text() {
        return HexFormat.of().formatHex(bytes());
    }

    /** Whether there is nothing to add. */
    public boolean isEmpty() {
        return equals(EMPTY);
    }
}
