package dev.tidemark.server.store;

import dev.tidemark.sql.Row;
import dev.tidemark.sql.Tx;
import java.util.Optional;

/// The side of a conflict that was not kept.
///
/// @param name its record's id and a suffix
/// @param contentHash of what it holds, as the wire has it
/// @param body as it is answered
public record ArchiveRow(String collection, String name, String contentHash, byte[] body) {

    private static final String FIND =
            "SELECT collection, archived_as, content_hash, body FROM archive"
                    + " WHERE account_id = ? AND collection = ? AND archived_as = ?";

    private static final String KEEP =
            "INSERT INTO archive (account_id, collection, archived_as, content_hash, body)"
                    + " VALUES (?, ?, ?, ?, ?)";

    /// What is archived under a name; empty where nothing is.
    public static Optional<ArchiveRow> find(Tx tx, String account, String collection, String name) {
        return tx.prepare(FIND).bind(account).bind(collection).bind(name).first(ArchiveRow::read);
    }

    /// Keeps it, unless the very same is kept under its name already.
    public void keep(Tx tx, String account) {
        if (find(tx, account, collection, name).isEmpty()) {
            tx.prepare(KEEP)
                    .bind(account)
                    .bind(collection)
                    .bind(name)
                    .bind(contentHash)
                    .bind(body)
                    .update();
        }
    }

    private static ArchiveRow read(Row row) {
        return new ArchiveRow(row.getText(1), row.getText(2), row.getText(3), row.getBytes(4));
    }
}
