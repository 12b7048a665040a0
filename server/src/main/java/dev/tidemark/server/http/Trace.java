package dev.tidemark.server.http;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Where trace ids come from: the caller's `traceparent` (W3C Trace Context), or a new one.
///
/// Thread-safe. Ids only have to differ; nobody has to be unable to guess them.
final class Trace {

    private static final Pattern TRACEPARENT =
            Pattern.compile("([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(-.*)?");

    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

    private final long prefix;
    private final AtomicLong next;

    Trace(RandomGenerator random) {
        this.prefix = random.nextLong();
        this.next = new AtomicLong(random.nextLong());
    }

    /// The caller's trace id if its header is sound, else a new one.
    String id(@Nullable String traceparent) {
        return continued(traceparent).orElseGet(this::fresh);
    }

    /// The trace id of a header; empty for one that the standard says to ignore.
    static Optional<String> continued(@Nullable String traceparent) {
        if (traceparent == null) {
            return Optional.empty();
        }
        Matcher matcher = TRACEPARENT.matcher(traceparent.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String version = matcher.group(1);
        boolean sound =
                !version.equals("ff")
                        && !(version.equals("00") && matcher.group(4) != null)
                        && !isZero(matcher.group(2))
                        && !isZero(matcher.group(3));
        return sound ? Optional.of(matcher.group(2)) : Optional.empty();
    }

    private static boolean isZero(String hex) {
        return hex.chars().allMatch(c -> c == '0');
    }

    private String fresh() {
        long state = next.addAndGet(GOLDEN_GAMMA);
        long low = mixed(state);
        long high = mixed(state ^ prefix);
        return hex(high == 0 && low == 0 ? 1 : high) + hex(low);
    }

    /// The finalizer of SplitMix64: consecutive numbers come out looking unrelated.
    private static long mixed(long z) {
        long a = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        long b = (a ^ (a >>> 27)) * 0x94d049bb133111ebL;
        return b ^ (b >>> 31);
    }

    private static String hex(long number) {
        String digits = Long.toHexString(number);
        return "0".repeat(16 - digits.length()) + digits;
    }
}
