package dev.tidemark.server.engine;

import dev.tidemark.core.record.Mutation;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/// What devices were told is safe, by the seq that they were told.
final class Acknowledged {

    private final Map<Long, Mutation> bySeq = Collections.synchronizedMap(new TreeMap<>());

    void add(long seq, Mutation mutation) {
        bySeq.put(seq, mutation);
    }

    /// The server goes back in time: what was told is not there any more.
    void forget() {
        bySeq.clear();
    }

    Map<Long, Mutation> bySeq() {
        return bySeq;
    }
}
