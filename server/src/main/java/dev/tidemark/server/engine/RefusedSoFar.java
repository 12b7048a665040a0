package dev.tidemark.server.engine;

import dev.tidemark.core.record.RecordKey;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which mutations of a batch did not take their dots, and were not made up for since: what a
/// device queued behind one of them builds on a dot that is not there.
final class RefusedSoFar {

    private final Undo undo;

    /// The lowest refused counter of each record.
    private final Map<RecordKey, Long> refused = new HashMap<>();

    /// The lowest counter of each record whose mutation was accepted under another dot before.
    private final Map<RecordKey, Long> elsewhere = new HashMap<>();

    RefusedSoFar(Undo undo) {
        this.undo = undo;
    }

    /// Whether a mutation with this counter was made after one that was refused.
    boolean isBehindRefused(RecordKey key, long counter) {
        return counter > refused.getOrDefault(key, Long.MAX_VALUE);
    }

    /// Whether a mutation with this counter was made after one that has another dot.
    boolean isBehindElsewhere(RecordKey key, long counter) {
        return counter > elsewhere.getOrDefault(key, Long.MAX_VALUE);
    }

    /// A mutation with this counter was refused.
    void refused(RecordKey key, long counter) {
        note(refused, key, counter);
    }

    /// A mutation with this counter has another dot.
    void elsewhere(RecordKey key, long counter) {
        note(elsewhere, key, counter);
    }

    private void note(Map<RecordKey, Long> counters, RecordKey key, long counter) {
        Long before = counters.get(key);
        if (before == null || before > counter) {
            change(counters, key, before, counter);
        }
    }

    /// A mutation with this counter was accepted: another one in the place of one that was not,
    /// perhaps.
    void taken(RecordKey key, long counter) {
        makeUp(refused, key, counter);
        makeUp(elsewhere, key, counter);
    }

    private void makeUp(Map<RecordKey, Long> counters, RecordKey key, long counter) {
        Long before = counters.get(key);
        if (before != null && before == counter) {
            change(counters, key, before, null);
        }
    }

    private void change(
            Map<RecordKey, Long> counters,
            RecordKey key,
            @Nullable Long before,
            @Nullable Long after) {
        put(counters, key, after);
        undo.add(() -> put(counters, key, before));
    }

    private static void put(Map<RecordKey, Long> counters, RecordKey key, @Nullable Long counter) {
        if (counter == null) {
            counters.remove(key);
        } else {
            counters.put(key, counter);
        }
    }
}
