package dev.tidemark.core.merge;

import dev.tidemark.core.record.Sibling;
import dev.tidemark.core.schema.FieldRules.Order;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Which of several siblings is shown: a function of the whole set. Choosing between pairs would not
 * do, as "the later clock, but within the skew the better device" is not transitive: of three
 * writes 90 seconds apart, each may beat the next one, and the outcome would depend on the order in
 * which they were compared.
 */
public final class Winner {

    /** The better rank, then the later clock, then the greater device: for siblings within skew. */
    private static final Comparator<Sibling> WITHIN_SKEW =
            Comparator.comparing((Sibling s) -> s.stamp().rank())
                    .thenComparing(s -> s.stamp().clock(), Comparator.reverseOrder())
                    .thenComparing(Sibling::dot, Comparator.reverseOrder());

    private static final Comparator<Sibling> LATEST_SEQ =
            Comparator.comparing((Sibling s) -> s.stamp().seq(), Comparator.reverseOrder())
                    .thenComparing(Sibling::dot, Comparator.reverseOrder());

    private Winner() {}

    /**
     * The sibling that wins.
     *
     * @param siblings at least one
     * @param skew a difference of exactly the skew is within it
     */
    public static Sibling of(Collection<Sibling> siblings, Order order, Duration skew) {
        if (order == Order.SERVER) {
            return siblings.stream().min(LATEST_SEQ).orElseThrow();
        }
        if (siblings.size() == 1) {
            return siblings.iterator().next();
        }
        Instant latest =
                siblings.stream().map(s -> s.stamp().clock()).max(Comparator.naturalOrder()).get();
        return siblings.stream()
                .filter(s -> Duration.between(s.stamp().clock(), latest).compareTo(skew) <= 0)
                .min(WITHIN_SKEW)
                .orElseThrow();
    }

    /** All siblings, each one the winner of those that are left. */
    public static List<Sibling> ranking(Collection<Sibling> siblings, Order order, Duration skew) {
        List<Sibling> left = new ArrayList<>(siblings);
        List<Sibling> ranked = new ArrayList<>(left.size());
        while (!left.isEmpty()) {
            Sibling best = of(left, order, skew);
            left.remove(best);
            ranked.add(best);
        }
        return ranked;
    }
}
