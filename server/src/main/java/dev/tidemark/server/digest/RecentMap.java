package dev.tidemark.server.digest;

import java.util.LinkedHashMap;
import java.util.Map;

/// Remembers what was used last. Not thread-safe.
final class RecentMap<K, V> extends LinkedHashMap<K, V> {

    private static final long serialVersionUID = 1L;

    private final int entriesMax;

    RecentMap(int entriesMax) {
        super(16, 0.75f, true);
        this.entriesMax = entriesMax;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > entriesMax;
    }
}
