package dev.tidemark.server.store;

import dev.tidemark.sql.Row;
import dev.tidemark.sql.Tx;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One event of an account's audit.
///
/// @param account whose chain it is in
/// @param eventId its place there, from 1
/// @param device that it was done by; null for none
/// @param principal the credential that it was done with
/// @param at in milliseconds since 1970
/// @param hash over the hash before and all the rest
public record AuditRow(
        String account,
        long eventId,
        String action,
        String status,
        @Nullable String device,
        String principal,
        long at,
        String detail,
        String traceId,
        byte[] hash) {

    private static final String APPEND =
            "INSERT INTO audit (account_id, event_id, action, status, device, principal, at, detail,"
                    + " trace_id, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    private static final String AFTER =
            "SELECT event_id, action, status, device, principal, at, detail, trace_id, hash"
                    + " FROM audit WHERE account_id = ? AND event_id > ? ORDER BY event_id LIMIT ?";

    /// The events behind one, in their order.
    public static List<AuditRow> after(Tx tx, String account, long eventId, int max) {
        return tx.list(AFTER, row -> read(row, account), account, eventId, max);
    }

    /// The greatest place in an account's chain that is taken, whatever its end is said to be; 0
    /// for none.
    public static long last(Tx tx, String account) {
        return tx.number("SELECT max(event_id) FROM audit WHERE account_id = ?", account);
    }

    /// Adds it.
    public void append(Tx tx) {
        tx.prepare(APPEND)
                .bind(account)
                .bind(eventId)
                .bind(action)
                .bind(status)
                .bind(device)
                .bind(principal)
                .bind(at)
                .bind(detail)
                .bind(traceId)
                .bind(hash)
                .later();
    }

    private static AuditRow read(Row row, String account) {
        return new AuditRow(
                account,
                row.getLong(1),
                row.getText(2),
                row.getText(3),
                row.getTextOrNull(4),
                row.getText(5),
                row.getLong(6),
                row.getText(7),
                row.getText(8),
                row.getBytes(9));
    }
}
