package dev.tidemark.server.store;

import dev.tidemark.sql.Row;
import dev.tidemark.sql.Tx;
import java.util.Optional;

/// A decision about a conflict that was carried out.
///
/// @param digest of what was decided
/// @param seq of the record afterwards
public record ResolutionRow(String id, String conflictId, byte[] digest, long seq) {

    private static final String FIND =
            "SELECT resolution_id, conflict_id, digest, seq FROM resolution"
                    + " WHERE account_id = ? AND resolution_id = ?";

    private static final String KEEP =
            "INSERT INTO resolution (account_id, resolution_id, conflict_id, digest, seq)"
                    + " VALUES (?, ?, ?, ?, ?)";

    /// The decision of an id; empty where none was carried out.
    public static Optional<ResolutionRow> find(Tx tx, String account, String id) {
        return tx.prepare(FIND).bind(account).bind(id).first(ResolutionRow::read);
    }

    /// Keeps it.
    public void keep(Tx tx, String account) {
        tx.prepare(KEEP).bind(account).bind(id).bind(conflictId).bind(digest).bind(seq).update();
    }

    private static ResolutionRow read(Row row) {
        return new ResolutionRow(row.getText(1), row.getText(2), row.getBytes(3), row.getLong(4));
    }
}
