package dev.tidemark.wire.json;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * Times as RFC 3339 has them, strictly: a day that no calendar has is refused. Years run from 1 to
 * 9999, fractions to the nanosecond. Read with any offset, written in UTC.
 */
public final class Instants {

    private static final long MIN_SECOND = LocalDate.of(1, 1, 1).toEpochDay() * 86_400;
    private static final long MAX_SECOND = LocalDate.of(10_000, 1, 1).toEpochDay() * 86_400 - 1;

    /** What a reader of a wrong time is told. */
    public static final String EXPECTED =
            "a time is written like 2026-11-20T09:00:00.000Z (RFC 3339, UTC, years 0001 to 9999)";

    private Instants() {}

    /** The time that a text names; null where it names none. */
    public static @Nullable Instant read(String text) {
        int end = text.length();
        if (end < 20 || !hasSeparators(text)) {
            return null;
        }
        int at = 19;
        long nanos = 0;
        if (text.charAt(19) == '.') {
            at = 20;
            while (at < end && isDigit(text.charAt(at))) {
                at++;
            }
            nanos = nanos(text, at);
        }
        long offset = offsetSeconds(text, at);
        long second = second(text);
        if (nanos < 0 || offset == Long.MIN_VALUE || second == Long.MIN_VALUE) {
            return null;
        }
        long utc = second - offset;
        return utc < MIN_SECOND || utc > MAX_SECOND ? null : Instant.ofEpochSecond(utc, nanos);
    }

    /** Whether {@link #text} can write a time: its year is between 1 and 9999. */
    public static boolean isWritable(Instant time) {
        return time.getEpochSecond() >= MIN_SECOND && time.getEpochSecond() <= MAX_SECOND;
    }

    /**
     * A time as text in UTC, with three, six or nine digits behind the second: as many as it needs.
     *
     * @throws IllegalArgumentException if its year is not between 1 and 9999
     */
    public static String text(Instant time) {
        if (!isWritable(time)) {
            throw new IllegalArgumentException("a time outside the years 1 to 9999: " + time);
        }
        long second = time.getEpochSecond();
        LocalDate day = LocalDate.ofEpochDay(Math.floorDiv(second, 86_400L));
        int ofDay = (int) Math.floorMod(second, 86_400L);
        StringBuilder out = new StringBuilder(30);
        digits(day.getYear(), 4, out).append('-');
        digits(day.getMonthValue(), 2, out).append('-');
        digits(day.getDayOfMonth(), 2, out).append('T');
        digits(ofDay / 3600, 2, out).append(':');
        digits(ofDay / 60 % 60, 2, out).append(':');
        digits(ofDay % 60, 2, out).append('.');
        int nanos = time.getNano();
        if (nanos % 1_000_000 == 0) {
            digits(nanos / 1_000_000, 3, out);
        } else if (nanos % 1_000 == 0) {
            digits(nanos / 1_000, 6, out);
        } else {
            digits(nanos, 9, out);
        }
        return out.append('Z').toString();
    }

    private static boolean hasSeparators(String text) {
        char t = text.charAt(10);
        return text.charAt(4) == '-'
                && text.charAt(7) == '-'
                && (t == 'T' || t == 't')
                && text.charAt(13) == ':'
                && text.charAt(16) == ':';
    }

    /** Seconds since 1970 as if the text were in UTC; the least long where it is no time. */
    private static long second(String text) {
        int year = number(text, 0, 4);
        int month = number(text, 5, 7);
        int day = number(text, 8, 10);
        int hour = number(text, 11, 13);
        int minute = number(text, 14, 16);
        int second = number(text, 17, 19);
        if ((year | month | day | hour | minute | second) < 0
                || hour > 23
                || minute > 59
                || second > 59) {
            return Long.MIN_VALUE;
        }
        try {
            return LocalDate.of(year, month, day).toEpochDay() * 86_400
                    + hour * 3600L
                    + minute * 60L
                    + second;
        } catch (DateTimeException e) {
            return Long.MIN_VALUE;
        }
    }

    /**
     * The fraction between the point at 19 and {@code end}; -1 where it has no or too many digits.
     */
    private static long nanos(String text, int end) {
        int count = end - 20;
        if (count < 1 || count > 9) {
            return -1;
        }
        long nanos = 0;
        for (int i = 20; i < 29; i++) {
            nanos = nanos * 10 + (i < end ? text.charAt(i) - '0' : 0);
        }
        return nanos;
    }

    /** The offset from UTC that stands at the end; the least long where there is none. */
    private static long offsetSeconds(String text, int at) {
        int left = text.length() - at;
        if (left == 1 && (text.charAt(at) == 'Z' || text.charAt(at) == 'z')) {
            return 0;
        }
        if (left != 6 || text.charAt(at + 3) != ':') {
            return Long.MIN_VALUE;
        }
        char sign = text.charAt(at);
        int hours = number(text, at + 1, at + 3);
        int minutes = number(text, at + 4, at + 6);
        if ((sign != '+' && sign != '-') || (hours | minutes) < 0 || hours > 23 || minutes > 59) {
            return Long.MIN_VALUE;
        }
        long seconds = hours * 3600L + minutes * 60L;
        return sign == '-' ? -seconds : seconds;
    }

    private static int number(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (!isDigit(c)) {
                return -1;
            }
            number = number * 10 + c - '0';
        }
        return number;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static StringBuilder digits(int number, int count, StringBuilder out) {
        int power = 1;
        for (int i = 1; i < count; i++) {
            power *= 10;
        }
        for (; power > 0; power /= 10) {
            out.append((char) ('0' + number / power % 10));
        }
        return out;
    }
}
