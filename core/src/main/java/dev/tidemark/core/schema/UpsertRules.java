package dev.tidemark.core.schema;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How the contract of upserts speaks of one collection: which field is the writer's clock, what is
 * told of new records, and what its conflicts are called. It decides nothing about data.
 *
 * @param clock the fields that say when a record was written; the first one that is there counts
 * @param counted whether each answer says how many were accepted, also where none was sent
 * @param downstream whether new records come down whole
 * @param summary what of new records comes down in short; null for nothing
 * @param conflicts what the contract calls a refusal, by the rule that refused
 */
public record UpsertRules(
        List<String> clock,
        boolean counted,
        boolean downstream,
        @Nullable Summary summary,
        SortedMap<Rule, String> conflicts) {

    /** The rules where a schema says nothing else. */
    public static final UpsertRules DEFAULT =
            new UpsertRules(List.of(), false, false, null, new TreeMap<>());

    /** Takes over the map, which must not be changed any more. */
    public UpsertRules {
        clock = List.copyOf(clock);
        conflicts = Collections.unmodifiableSortedMap(conflicts);
    }

    /**
     * What comes down of a record in short: its id, these fields, and when it was changed.
     *
     * @param as the member that it comes in: an object for one record, an array for several
     */
    public record Summary(String as, List<String> fields) {
        public Summary {
            fields = List.copyOf(fields);
        }
    }
}
