package dev.tidemark.core.value;

import java.math.BigInteger;

/**
 * What the text of a JSON number means: its decimal digits and where the point stands. Exact for
 * every number that can be written, without ever building a number as long as its exponent.
 *
 * @param negative whether a minus sign stands before it; never for zero
 * @param digits the significant digits, without zeros at either end; "" for zero
 * @param point where the point stands, counted from before the first digit: 12.5 has digits "125"
 *     and point 2; 0 for zero
 */
public record Decimal(boolean negative, String digits, long point) implements Comparable<Decimal> {

    /** Longest text of an exponent that is accepted, sign excluded. */
    public static final int EXPONENT_DIGITS_MAX = 15;

    private static final Decimal ZERO = new Decimal(false, "", 0);

    /**
     * Reads the text of a JSON number.
     *
     * @throws IllegalArgumentException if the exponent has more than {@link #EXPONENT_DIGITS_MAX}
     *     digits
     */
    public static Decimal of(String text) {
        int e = Math.max(text.indexOf('e'), text.indexOf('E'));
        long exponent = e < 0 ? 0 : exponent(text.substring(e + 1));
        String mantissa = e < 0 ? text : text.substring(0, e);
        boolean negative = mantissa.startsWith("-");
        String unsigned = negative ? mantissa.substring(1) : mantissa;
        int dot = unsigned.indexOf('.');
        String whole = dot < 0 ? unsigned : unsigned.substring(0, dot);
        String all = dot < 0 ? unsigned : whole + unsigned.substring(dot + 1);
        int first = 0;
        while (first < all.length() && all.charAt(first) == '0') {
            first++;
        }
        int last = all.length();
        while (last > first && all.charAt(last - 1) == '0') {
            last--;
        }
        return first == last
                ? ZERO
                : new Decimal(
                        negative, all.substring(first, last), whole.length() - first + exponent);
    }

    private static long exponent(String text) {
        String unsigned = text.startsWith("+") || text.startsWith("-") ? text.substring(1) : text;
        if (unsigned.length() > EXPONENT_DIGITS_MAX) {
            throw new IllegalArgumentException(
                    "the exponent has more than " + EXPONENT_DIGITS_MAX + " digits");
        }
        return Long.parseLong(text);
    }

    /** By value. */
    @Override
    public int compareTo(Decimal other) {
        int sign = Integer.compare(sign(), other.sign());
        if (sign != 0 || digits.isEmpty()) {
            return sign;
        }
        int byPoint = Long.compare(point, other.point);
        int bySize = byPoint != 0 ? byPoint : digits.compareTo(other.digits);
        return negative ? -bySize : bySize;
    }

    private int sign() {
        return digits.isEmpty() ? 0 : negative ? -1 : 1;
    }

    /** Whether this is a whole number. */
    public boolean isWhole() {
        return point >= digits.length();
    }

    /**
     * This whole number; build it only where its size is known to be sane.
     *
     * @throws ArithmeticException if it is not whole
     */
    public BigInteger toBigInteger() {
        if (!isWhole()) {
            throw new ArithmeticException("not a whole number: " + canonical());
        }
        String whole = digits + "0".repeat(Math.toIntExact(point - digits.length()));
        BigInteger size = whole.isEmpty() ? BigInteger.ZERO : new BigInteger(whole);
        return negative ? size.negate() : size;
    }

    /**
     * The exact digits in the layout of RFC 8785. Where a double's shortest text means this number,
     * its digits are these digits, so the text is the very one that the RFC asks for.
     */
    String canonical() {
        if (digits.isEmpty()) {
            return "0";
        }
        return (negative ? "-" : "") + layout(digits, point);
    }

    /** Number.prototype.toString of ECMAScript 2024 (section 6.1.6.1.20), for any digits. */
    private static String layout(String digits, long point) {
        int count = digits.length();
        if (point > 21 || point < -5) {
            long exponent = point - 1;
            String fraction = count == 1 ? "" : "." + digits.substring(1);
            return digits.charAt(0) + fraction + (exponent < 0 ? "e-" : "e+") + Math.abs(exponent);
        }
        int at = (int) point;
        if (at <= 0) {
            return "0." + "0".repeat(-at) + digits;
        }
        return count <= at
                ? digits + "0".repeat(at - count)
                : digits.substring(0, at) + "." + digits.substring(at);
    }
}
