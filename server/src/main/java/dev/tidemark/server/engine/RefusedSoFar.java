package dev.tidemark.server.engine;

import dev.tidemark.core.record.RecordKey;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which mutations of a batch did not take their dots, and were not made up for since: what a
/// device queued behind one of them builds on a dot that is not there. They were refused, or were
/// accepted under other dots before.
final class RefusedSoFar {

    private final Undo undo;

    /// The lowest counter of each record that is still free.
    private final Map<RecordKey, Long> counters = new HashMap<>();

    RefusedSoFar(Undo undo) {
        this.undo = undo;
    }

    /// Whether a mutation with this counter was made after one that did not take its dot.
    boolean isBehind(RecordKey key, long counter) {
        Long free = counters.get(key);
        return free != null && counter > free;
    }

    /// A mutation with this counter did not take its dot.
    void free(RecordKey key, long counter) {
        Long before = counters.get(key);
        if (before == null || before > counter) {
            change(key, before, counter);
        }
    }

    /// A mutation with this counter was accepted: another one in the place of one that was not,
    /// perhaps.
    void taken(RecordKey key, long counter) {
        Long before = counters.get(key);
        if (before != null && before == counter) {
            change(key, before, null);
        }
    }

    private void change(RecordKey key, @Nullable Long before, @Nullable Long after) {
        put(key, after);
        undo.add(() -> put(key, before));
    }

    private void put(RecordKey key, @Nullable Long counter) {
        if (counter == null) {
            counters.remove(key);
        } else {
            counters.put(key, counter);
        }
    }
}
