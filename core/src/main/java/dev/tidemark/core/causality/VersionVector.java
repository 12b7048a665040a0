package dev.tidemark.core.causality;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The dots of a record that somebody has seen: all of each device's up to its counter. As counters
 * have no gaps, one number a device says it all. Immutable.
 *
 * @param counters the highest counter of each device; sorted, none below 1
 */
public record VersionVector(SortedMap<String, Long> counters) {

    public static final VersionVector EMPTY = new VersionVector(new TreeMap<>());

    /** Takes over the map, which must not be changed any more. */
    public VersionVector {
        counters = Collections.unmodifiableSortedMap(counters);
    }

    /**
     * The dots up to these counters.
     *
     * @throws IllegalArgumentException if a counter is below 1
     */
    public static VersionVector of(Map<String, Long> counters) {
        counters.forEach(Dot::new);
        return new VersionVector(new TreeMap<>(counters));
    }

    /** The highest counter of a device; 0 where none of its dots was seen. */
    public long counter(String device) {
        return counters.getOrDefault(device, 0L);
    }

    public boolean covers(Dot dot) {
        return counter(dot.device()) >= dot.counter();
    }

    /** Whether every dot of the other is one of these. */
    public boolean covers(VersionVector other) {
        for (Map.Entry<String, Long> entry : other.counters.entrySet()) {
            if (counter(entry.getKey()) < entry.getValue()) {
                return false;
            }
        }
        return true;
    }

    /** These dots, and this one with all before it. */
    public VersionVector with(Dot dot) {
        if (covers(dot)) {
            return this;
        }
        TreeMap<String, Long> more = new TreeMap<>(counters);
        more.put(dot.device(), dot.counter());
        return new VersionVector(more);
    }

    /** These dots but for one device's, of which the first {@code counter} stay. */
    public VersionVector upTo(String device, long counter) {
        if (counter(device) <= counter) {
            return this;
        }
        TreeMap<String, Long> fewer = new TreeMap<>(counters);
        if (counter == 0) {
            fewer.remove(device);
        } else {
            fewer.put(device, counter);
        }
        return new VersionVector(fewer);
    }

    /** The next dot of a device. */
    public Dot next(String device) {
        return new Dot(device, counter(device) + 1);
    }

    /** The dots of either. */
    public VersionVector join(VersionVector other) {
        if (covers(other)) {
            return this;
        }
        if (other.covers(this)) {
            return other;
        }
        TreeMap<String, Long> both = new TreeMap<>(counters);
        other.counters.forEach((device, counter) -> both.merge(device, counter, Math::max));
        return new VersionVector(both);
    }

    @Override
    public String toString() {
        return counters.toString();
    }
}
