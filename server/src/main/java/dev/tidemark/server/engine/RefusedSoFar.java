package dev.tidemark.server.engine;

import dev.tidemark.core.record.RecordKey;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which mutations of a batch were refused and not made up for since: what a device queued behind
/// one of them builds on something that did not happen.
final class RefusedSoFar {

    private final Undo undo;

    /// The lowest refused counter of each record.
    private final Map<RecordKey, Long> counters = new HashMap<>();

    RefusedSoFar(Undo undo) {
        this.undo = undo;
    }

    /// Whether a mutation with this counter was made after one that was refused.
    boolean isBehind(RecordKey key, long counter) {
        Long refused = counters.get(key);
        return refused != null && counter > refused;
    }

    /// A mutation with this counter was refused.
    void refused(RecordKey key, long counter) {
        Long before = counters.get(key);
        if (before == null || before > counter) {
            change(key, before, counter);
        }
    }

    /// A mutation with this counter was accepted: another one in the place of a refused one,
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
