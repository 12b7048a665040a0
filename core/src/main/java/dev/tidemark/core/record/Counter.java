package dev.tidemark.core.record;

import dev.tidemark.core.causality.Dot;
import dev.tidemark.core.causality.VersionVector;
import dev.tidemark.core.value.Value;
import java.math.BigInteger;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A sum of increments, kept as one share a device: as a device's writes of a record are gapless,
 * the share with the higher counter holds all of the other. Its size is bounded by the number of
 * devices, not of increments.
 *
 * @param shares what each device has added up to its counter
 * @param presence whether the field is shown at all: a count of 0 differs from none
 */
public record Counter(SortedMap<String, Share> shares, Register presence) implements Unit {

    public static final Counter EMPTY = new Counter(new TreeMap<>(), Register.EMPTY);

    /**
     * All that one device has added.
     *
     * @param counter of the device's latest write to this field
     */
    public record Share(long counter, BigInteger sum) {}

    /** Takes over the map, which must not be changed any more. */
    public Counter {
        shares = Collections.unmodifiableSortedMap(shares);
    }

    /**
     * Adds to the sum.
     *
     * @param shown the writer's say on whether the field is there, with the write's dot
     */
    public Counter add(BigInteger increment, Sibling shown, VersionVector context) {
        TreeMap<String, Share> changed = new TreeMap<>(shares);
        Dot dot = shown.dot();
        Share before = shares.get(dot.device());
        BigInteger sum = before == null ? increment : before.sum().add(increment);
        changed.put(dot.device(), new Share(dot.counter(), sum));
        return new Counter(changed, presence.write(shown, context));
    }

    /** The sum of all shares. */
    public BigInteger sum() {
        return shares.values().stream().map(Share::sum).reduce(BigInteger.ZERO, BigInteger::add);
    }

    /** Whether the field is shown: somebody counted whom no removal of the field has seen. */
    public boolean isShown() {
        return presence.siblings().stream().anyMatch(s -> Value.TRUE.equals(s.value()));
    }

    @Override
    public Counter join(Unit other, VersionVector seen, VersionVector otherSeen) {
        if (!(other instanceof Counter counter)) {
            throw Unit.kindsDiffer(this, other);
        }
        TreeMap<String, Share> joined = new TreeMap<>(shares);
        counter.shares.forEach((device, share) ->
                joined.merge(device, share, (a, b) -> a.counter() >= b.counter() ? a : b));
        return new Counter(joined, presence.join(counter.presence, seen, otherSeen));
    }

    /** Shares are never taken away: what a device has counted stays counted. */
    @Override
    public @Nullable Counter without(VersionVector seen) {
        return this;
    }

    @Override
    public List<Dot> dots() {
        Stream<Dot> counted =
                shares.entrySet().stream()
                        .map(share -> new Dot(share.getKey(), share.getValue().counter()));
        return Stream.concat(counted, presence.dots().stream())
                .distinct()
                .sorted(Comparator.naturalOrder())
                .toList();
    }
}
