package dev.tidemark.server.store;

import dev.tidemark.sql.Tx;
import java.util.Optional;

/// An envelope that was uploaded.
///
/// @param id made from what it holds, so that one that is sent again is there once
/// @param uploadedAt milliseconds since 1970, UTC
/// @param body as it was sent
public record UploadRow(String id, long uploadedAt, byte[] body) {

    private static final String FIND =
            "SELECT envelope_id, uploaded_at, body FROM envelope"
                    + " WHERE account_id = ? AND envelope_id = ?";

    private static final String KEEP =
            "INSERT INTO envelope (account_id, envelope_id, uploaded_at, body) VALUES (?, ?, ?, ?)"
                    + " ON CONFLICT (account_id, envelope_id)"
                    + " DO UPDATE SET uploaded_at = excluded.uploaded_at";

    private static final String PRUNE =
            "DELETE FROM envelope WHERE account_id = ? AND envelope_id NOT IN (SELECT envelope_id"
                    + " FROM envelope WHERE account_id = ?"
                    + " ORDER BY uploaded_at DESC, envelope_id DESC LIMIT ?)";

    /// The upload of an id; empty where there is none any more.
    public static Optional<UploadRow> find(Tx tx, String account, String id) {
        return tx.prepare(FIND)
                .bind(account)
                .bind(id)
                .first(row -> new UploadRow(row.getText(1), row.getLong(2), row.getBytes(3)));
    }

    /// Keeps it, and of all only the newest.
    ///
    /// @param kept how many stay
    public void keep(Tx tx, String account, int kept) {
        tx.prepare(KEEP).bind(account).bind(id).bind(uploadedAt).bind(body).update();
        tx.prepare(PRUNE).bind(account).bind(account).bind(kept).update();
    }
}
