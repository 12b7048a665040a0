package dev.tidemark.server.store;

import dev.tidemark.sql.Row;
import dev.tidemark.sql.Tx;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The report of an envelope that was applied.
///
/// @param appliedAt milliseconds since 1970, UTC
/// @param body as it was answered
public record ReportRow(String id, long appliedAt, byte[] body) {

    private static final String FIND =
            "SELECT report_id, applied_at, body FROM report WHERE account_id = ? AND report_id = ?";

    private static final String PAGE =
            "SELECT report_id, applied_at, body FROM report"
                    + " WHERE account_id = ? AND (applied_at, report_id) < (?, ?)"
                    + " ORDER BY applied_at DESC, report_id DESC LIMIT ?";

    private static final String KEEP =
            "INSERT INTO report (account_id, report_id, applied_at, body) VALUES (?, ?, ?, ?)";

    /// The report of an id; empty where there is none.
    public static Optional<ReportRow> find(Tx tx, String account, String id) {
        return tx.prepare(FIND).bind(account).bind(id).first(ReportRow::read);
    }

    /// The next ones behind a place, the newest first.
    ///
    /// @param before the last one before; null to begin
    public static List<ReportRow> page(
            Tx tx, String account, @Nullable ReportRow before, int limit) {
        return tx.prepare(PAGE)
                .bind(account)
                .bind(before == null ? Long.MAX_VALUE : before.appliedAt)
                .bind(before == null ? "" : before.id)
                .bind(limit)
                .list(ReportRow::read);
    }

    /// Keeps it.
    public void keep(Tx tx, String account) {
        tx.prepare(KEEP).bind(account).bind(id).bind(appliedAt).bind(body).update();
    }

    private static ReportRow read(Row row) {
        return new ReportRow(row.getText(1), row.getLong(2), row.getBytes(3));
    }
}
