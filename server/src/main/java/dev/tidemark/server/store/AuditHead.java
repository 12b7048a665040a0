package dev.tidemark.server.store;

import dev.tidemark.sql.Prepared;
import dev.tidemark.sql.Tx;

/// Where a chain of audit events ends.
///
/// @param account whose chain it is
/// @param eventId of the newest event; 0 before the first
/// @param hash of that event; [#BYTES] zeros before the first
public record AuditHead(String account, long eventId, byte[] hash) {

    /// Bytes of a hash.
    public static final int BYTES = 32;

    private static final String FIND = "SELECT event_id, hash FROM audit_head WHERE account_id = ?";

    private static final String TAKE = FIND + " FOR UPDATE";

    private static final String MOVE =
            "INSERT INTO audit_head (account_id, event_id, hash) VALUES (?, ?, ?)"
                    + " ON CONFLICT (account_id) DO UPDATE SET event_id = excluded.event_id,"
                    + " hash = excluded.hash";

    /// The end of an account's chain; its beginning where it has no events.
    public static AuditHead of(Tx tx, String account) {
        return found(tx.prepare(FIND), account);
    }

    /// The same for whoever is going to move it: nobody else does so until the transaction's end.
    public static AuditHead take(Tx tx, String account) {
        return found(tx.prepare(TAKE), account);
    }

    private static AuditHead found(Prepared statement, String account) {
        return statement
                .bind(account)
                .first(row -> new AuditHead(account, row.getLong(1), row.getBytes(2)))
                .orElseGet(() -> new AuditHead(account, 0, new byte[BYTES]));
    }

    /// Writes it back.
    public void save(Tx tx) {
        tx.prepare(MOVE).bind(account).bind(eventId).bind(hash).later();
    }
}
