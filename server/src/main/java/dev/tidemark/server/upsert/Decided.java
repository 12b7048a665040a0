package dev.tidemark.server.upsert;

import dev.tidemark.core.merge.Refusal;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.value.Value;
import dev.tidemark.server.engine.Standpoint;
import dev.tidemark.wire.upsert.Upsert;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/// What became of the records of a batch.
///
/// @param since where the device stood
/// @param counts how many were accepted, by collection
/// @param accepted what was accepted last of each record
/// @param refused the others
record Decided(
        Standpoint since,
        SortedMap<String, Integer> counts,
        Map<RecordKey, Value.Obj> accepted,
        List<Refused> refused) {

    /// A record that was not taken.
    record Refused(Upsert upsert, Refusal refusal) {}
}
