package dev.tidemark.client.sync;

import dev.tidemark.core.record.RecordKey;
import java.time.Instant;
import java.util.List;

/**
 * Whether this device holds what the server does: all that the server told, compared at one moment;
 * what waits to be sent is left aside.
 *
 * @param at when, by this device's clock
 * @param collections those that either side has live records of, by name
 * @param differences the records that differ, by collection and id; at most {@link
 *     #DIFFERENCES_MAX}
 */
public record Verification(
        Instant at, List<OfCollection> collections, List<Differing> differences) {

    /** The most records that are named. */
    public static final int DIFFERENCES_MAX = 500;

    public Verification {
        collections = List.copyOf(collections);
        differences = List.copyOf(differences);
    }

    /**
     * One collection on both sides.
     *
     * @param here live records that this device holds
     * @param there live records that the server holds
     * @param same whether they are the same ones, with the same content
     */
    public record OfCollection(String name, long here, long there, boolean same) {}

    /** How a record differs. */
    public enum How {
        /** The server does not have it, or has deleted it. */
        ONLY_HERE,
        /** This device does not have it, or holds it as deleted. */
        ONLY_THERE,
        /** Both have it, with other content. */
        CONTENT
    }

    /**
     * A record that differs.
     *
     * @param fields whose values differ, by name; empty unless both sides have the record and can
     *     read it
     */
    public record Differing(RecordKey key, How how, List<String> fields) {

        public Differing {
            fields = List.copyOf(fields);
        }
    }

    /** Whether both hold the same. */
    public boolean same() {
        return collections.stream().allMatch(OfCollection::same);
    }
}
