package dev.tidemark.core.record;

import dev.tidemark.core.causality.Dot;
import dev.tidemark.core.causality.VersionVector;
import dev.tidemark.core.value.Value;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A sum of increments, kept as one share a device: as a device's writes of a record are gapless,
 * the share with the higher counter holds all of the other. Taking the field away clears what its
 * writer had seen of each share, and no more. Its size is bounded by the number of devices, not of
 * increments.
 *
 * @param shares what each device has added up to its counter
 * @param cleared how much of each share was taken away, as the share was up to that counter
 * @param presence whether the field is shown at all: a count of 0 differs from none
 */
public record Counter(
        SortedMap<String, Share> shares, SortedMap<String, Share> cleared, Register presence)
        implements Unit {

    public static final Counter EMPTY = new Counter(none(), none(), Register.EMPTY);

    /**
     * All that one device has added.
     *
     * @param counter of the device's latest increment among these
     */
    public record Share(long counter, BigInteger sum) {}

    /** Takes over the maps, which must not be changed any more. */
    public Counter {
        shares = Collections.unmodifiableSortedMap(shares);
        cleared = Collections.unmodifiableSortedMap(cleared);
    }

    /**
     * Adds to the sum.
     *
     * @param shown that the field is there, with the write's dot
     */
    public Counter add(BigInteger increment, Sibling shown, VersionVector context) {
        TreeMap<String, Share> changed = new TreeMap<>(shares);
        Dot dot = shown.dot();
        Share before = shares.get(dot.device());
        BigInteger sum = before == null ? increment : before.sum().add(increment);
        changed.put(dot.device(), new Share(dot.counter(), sum));
        return new Counter(changed, cleared, presence.write(shown, context));
    }

    /**
     * Takes the field away.
     *
     * @param seen the shares as the writer saw them: two who clear at once clear the same
     * @param gone that the field is not there, with the write's dot
     */
    public Counter clear(SortedMap<String, Share> seen, Sibling gone, VersionVector context) {
        return new Counter(shares, latest(cleared, seen), presence.write(gone, context));
    }

    /** The sum of all shares, but for what was cleared. */
    public BigInteger sum() {
        return sum(shares).subtract(sum(cleared));
    }

    /** Whether the field is shown: somebody counted whom no removal of the field has seen. */
    public boolean isShown() {
        return presence.holds(Value.TRUE);
    }

    @Override
    public Counter join(Unit other, VersionVector seen, VersionVector otherSeen) {
        if (!(other instanceof Counter counter)) {
            throw Unit.kindsDiffer(this, other);
        }
        return new Counter(
                latest(shares, counter.shares),
                latest(cleared, counter.cleared),
                presence.join(counter.presence, seen, otherSeen));
    }

    @Override
    public @Nullable Counter within(VersionVector context) {
        Register seen = presence.within(context);
        return seen == null
                ? null
                : new Counter(within(shares, context), within(cleared, context), seen);
    }

    private static SortedMap<String, Share> within(
            SortedMap<String, Share> shares, VersionVector context) {
        TreeMap<String, Share> seen = new TreeMap<>(shares);
        seen.entrySet()
                .removeIf(each -> each.getValue().counter() > context.counter(each.getKey()));
        return seen;
    }

    @Override
    public Counter noLaterThan(Instant latest) {
        return new Counter(shares, cleared, presence.noLaterThan(latest));
    }

    @Override
    public List<Dot> dots() {
        TreeSet<Dot> dots = new TreeSet<>(presence.dots());
        shares.forEach((device, share) -> dots.add(new Dot(device, share.counter())));
        return List.copyOf(dots);
    }

    private static SortedMap<String, Share> latest(
            SortedMap<String, Share> some, SortedMap<String, Share> others) {
        TreeMap<String, Share> latest = new TreeMap<>(some);
        others.forEach((device, share) -> latest.merge(device, share, Counter::later));
        return latest;
    }

    private static Share later(Share a, Share b) {
        return a.counter() >= b.counter() ? a : b;
    }

    private static BigInteger sum(SortedMap<String, Share> shares) {
        return shares.values().stream().map(Share::sum).reduce(BigInteger.ZERO, BigInteger::add);
    }

    private static SortedMap<String, Share> none() {
        return Collections.emptySortedMap();
    }
}
