package dev.tidemark.cli.crash;

import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// What devices have said about their writes. Thread-safe.
///
/// A write that was intended and not said to be done may have happened or not: the device was
/// killed in between. One that was said to be done was on its disk.
final class Marks {
    private final Map<String, Mark> intended = new HashMap<>();
    private final Set<String> written = new HashSet<>();

    synchronized void intend(Mark mark) {
        intended.put(mark.text(), mark);
    }

    synchronized void write(Mark mark) {
        written.add(mark.text());
    }

    /// By their texts.
    synchronized Map<String, Mark> intended() {
        return Collections.unmodifiableMap(new HashMap<>(intended));
    }

    synchronized Set<String> written() {
        return Collections.unmodifiableSet(new HashSet<>(written));
    }
}
