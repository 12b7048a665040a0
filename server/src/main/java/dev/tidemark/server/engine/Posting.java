package dev.tidemark.server.engine;

import dev.tidemark.core.record.RecordKey;
import dev.tidemark.server.store.Head;
import dev.tidemark.sql.Tx;
import dev.tidemark.wire.command.EncodedEntry;
import java.util.List;
import java.util.Map;

/// What a request comes to, down to the bytes of each row: writing it needs no further thought, so
/// it may be drawn up in one transaction and written in another.
///
/// @param head of the account once it is written
/// @param entries of the changed records, in the order of their seqs
/// @param rows all that is written, in this order; none where nothing changes
record Posting(Head head, Map<RecordKey, EncodedEntry> entries, List<Row> rows) {

    /// A row, or the change of one, with all its values.
    @FunctionalInterface
    interface Row {

        void write(Tx tx);
    }

    /// Writes it all.
    void write(Tx tx) {
        for (Row row : rows) {
            row.write(tx);
        }
    }
}
