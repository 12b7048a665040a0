package dev.tidemark.cli.stories;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// What was written, noted down by who wrote it. Thread-safe.
///
/// Each write leaves a mark of its own in its record's set and adds to its counter, so afterwards
/// the marks tell whether it is there, and the counter whether it counted once.
final class Book {
    private final Map<String, Map<String, Integer>> marks = new TreeMap<>();
    private final Map<String, Map<String, Long>> latest = new TreeMap<>();
    private final Set<String> deleted = new TreeSet<>();
    private final Set<String> gone = new TreeSet<>();
    private int writes;

    /// A write to a note.
    ///
    /// @param mark its own
    /// @param increment what it added to the counter
    synchronized void wrote(String note, String mark, int increment) {
        marks.computeIfAbsent(note, _ -> new TreeMap<>()).put(mark, increment);
        writes++;
    }

    /// A field that one writer alone writes, each time with a greater number.
    synchronized void wroteOwn(String note, String field, long number) {
        latest.computeIfAbsent(note, _ -> new TreeMap<>()).put(field, number);
    }

    synchronized void deleted(String draft) {
        deleted.add(draft);
        writes++;
    }

    /// A note that was deleted, with what had been written to it.
    synchronized void gone(String note) {
        marks.remove(note);
        latest.remove(note);
        gone.add(note);
    }

    /// How many mutations were noted.
    synchronized int writes() {
        return writes;
    }

    /// The ids of all notes that were written to.
    synchronized List<String> notes() {
        return new ArrayList<>(marks.keySet());
    }

    /// The marks that a note must have, with what each of them added to its counter.
    synchronized Map<String, Integer> marks(String note) {
        return new TreeMap<>(marks.getOrDefault(note, Map.of()));
    }

    /// The last number in each field of a note that one writer alone writes.
    synchronized Map<String, Long> latest(String note) {
        return new TreeMap<>(latest.getOrDefault(note, Map.of()));
    }

    /// The ids of the notes that were deleted.
    synchronized Set<String> gone() {
        return new TreeSet<>(gone);
    }

    /// The ids of the drafts that were deleted.
    synchronized Set<String> deleted() {
        return new TreeSet<>(deleted);
    }
}
