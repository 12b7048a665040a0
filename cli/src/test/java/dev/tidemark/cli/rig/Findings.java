package dev.tidemark.cli.rig;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/// What a run has seen: how much of what happened, what was claimed and how often it was checked,
/// and each case where a claim did not hold. Thread-safe.
public final class Findings {
    /// Most violations that are told of one claim; one bug breaks a claim a thousand times.
    private static final int TOLD_MAX = 10;

    private final List<String> sentences = new ArrayList<>();
    private final Map<String, Long> counts = new LinkedHashMap<>();
    private final Map<String, Claim> claims = new LinkedHashMap<>();

    /// A sentence that has to hold, and how it fared.
    ///
    /// @param checked how often it was looked at
    /// @param violated how often it did not hold
    /// @param told the first of those cases
    public record Claim(String sentence, long checked, long violated, List<String> told) {
        public Claim {
            told = List.copyOf(told);
        }

        public boolean holds() {
            return violated == 0;
        }

        private Claim plus(long checks) {
            return new Claim(sentence, checked + checks, violated, told);
        }

        private Claim violatedBy(String how) {
            List<String> more = new ArrayList<>(told);
            if (more.size() < TOLD_MAX) {
                more.add(how);
            }
            return new Claim(sentence, checked, violated + 1, more);
        }
    }

    /// Tells something in a sentence, for whoever reads nothing else.
    public synchronized void tell(String format, Object... values) {
        sentences.add(String.format(Locale.ROOT, format, values));
    }

    /// Counts something that happened.
    public synchronized void add(String what, long number) {
        counts.merge(what, number, Long::sum);
    }

    /// Notes that a claim was looked at so many times.
    public synchronized void checked(String sentence, long times) {
        claims.put(sentence, claim(sentence).plus(times));
    }

    /// Notes a case where a claim does not hold.
    public synchronized void violated(String sentence, String how) {
        claims.put(sentence, claim(sentence).violatedBy(how));
    }

    /// Looks at a claim once.
    ///
    /// @param how it does not hold; asked for only where it does not
    public void check(String sentence, boolean holds, Supplier<String> how) {
        checked(sentence, 1);
        if (!holds) {
            violated(sentence, how.get());
        }
    }

    private Claim claim(String sentence) {
        return claims.getOrDefault(sentence, new Claim(sentence, 0, 0, List.of()));
    }

    /// Whether everything held, and something was looked at.
    public synchronized boolean good() {
        return !claims.isEmpty() && claims.values().stream().allMatch(Claim::holds);
    }

    /// What was told, in order.
    public synchronized List<String> sentences() {
        return List.copyOf(sentences);
    }

    /// What was counted, in the order in which it first happened.
    public synchronized Map<String, Long> counts() {
        return Collections.unmodifiableMap(new LinkedHashMap<>(counts));
    }

    /// What was claimed, in the order in which it was first looked at.
    public synchronized List<Claim> claims() {
        return List.copyOf(claims.values());
    }
}
