package dev.tidemark.cli.crash;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Every mutation that a server has acknowledged, by whoever asked for it. Thread-safe.
final class Ledger {
    private final List<Acknowledged> all = new ArrayList<>();

    /// @param version the place in the change log that the server told
    record Acknowledged(Deed deed, long version) {}

    synchronized void add(Deed deed, long version) {
        all.add(new Acknowledged(deed, version));
    }

    synchronized int size() {
        return all.size();
    }

    synchronized List<Acknowledged> all() {
        return List.copyOf(all);
    }

    /// The mutations of each record, by [Deed#key].
    Map<String, List<Deed>> byRecord() {
        Map<String, List<Deed>> records = new TreeMap<>();
        for (Acknowledged each : all()) {
            records.computeIfAbsent(each.deed().key(), _ -> new ArrayList<>()).add(each.deed());
        }
        return records;
    }
}
