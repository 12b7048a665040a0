package dev.tidemark.core.causality;

/**
 * The name of one mutation of one record: which device wrote it, and the how-manieth of that
 * device's mutations of this record it is.
 *
 * @param device opaque; a device id, or a name of the server's own such as {@code resolve:6f…}
 * @param counter from 1, without gaps
 */
public record Dot(String device, long counter) implements Comparable<Dot> {

    public Dot {
        if (counter < 1) {
            throw new IllegalArgumentException("a counter starts at 1, not " + counter);
        }
    }

    /** By device, then by counter: an order for showing and hashing, without a causal meaning. */
    @Override
    public int compareTo(Dot other) {
        int byDevice = device.compareTo(other.device);
        return byDevice != 0 ? byDevice : Long.compare(counter, other.counter);
    }

    @Override
    public String toString() {
        return device + ":" + counter;
    }
}
