package dev.tidemark.server.engine;

import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.value.Checksum;
import dev.tidemark.server.engine.Posting.Row;
import dev.tidemark.server.store.ChecksumRow;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// How a request changes the checksums of its account's collections. What they were need not be
/// known for that: the difference is added where it is written.
final class Checksums {

    private final Map<String, Checksum> differences = new TreeMap<>();

    /// A record has other content.
    ///
    /// @param before its content hash until now; null where there was none, as it was not there or
    ///   deleted
    /// @param after its content hash from now on; null where it is deleted
    void changed(RecordKey key, @Nullable String before, @Nullable String after) {
        if (Objects.equals(before, after)) {
            return;
        }
        Checksum sum = differences.getOrDefault(key.collection(), Checksum.EMPTY);
        if (before != null) {
            sum = sum.minus(Checksum.of(key.id(), before));
        }
        if (after != null) {
            sum = sum.plus(Checksum.of(key.id(), after));
        }
        differences.put(key.collection(), sum);
    }

    /// Adds the rows that write it.
    void addTo(List<Row> rows, String account) {
        differences.forEach((collection, difference) -> {
            if (!difference.isEmpty()) {
                rows.add(tx -> ChecksumRow.add(tx, account, collection, difference));
            }
        });
    }
}
