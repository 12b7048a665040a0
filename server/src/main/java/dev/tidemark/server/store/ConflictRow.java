package dev.tidemark.server.store;

import dev.tidemark.core.record.RecordKey;
import dev.tidemark.sql.Row;
import dev.tidemark.sql.Tx;
import dev.tidemark.wire.command.ListedConflict;
import dev.tidemark.wire.command.ListedConflict.Status;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Something that a person has to decide, or has decided. Times are milliseconds since 1970, UTC.
///
/// @param id names one state of it
/// @param type the name of a `Conflict.Type`
/// @param resolvedAt null while it is open
/// @param traceId of the request that opened it
/// @param body a [ListedConflict] as nobody in particular sees it
public record ConflictRow(
        String id,
        RecordKey key,
        String type,
        long openedAt,
        @Nullable Long resolvedAt,
        String traceId,
        byte[] body) {

    private static final String COLUMNS =
            "conflict_id, collection, record_id, type, opened_at, resolved_at, trace_id, body";

    private static final String FIND =
            "SELECT " + COLUMNS + " FROM conflict WHERE account_id = ? AND conflict_id = ?";

    private static final String OPEN =
            "INSERT INTO conflict (account_id, "
                    + COLUMNS
                    + ") VALUES (?, ?, ?, ?, ?, ?, NULL, ?, ?) ON CONFLICT (account_id, conflict_id)"
                    + " DO UPDATE SET resolved_at = NULL, replaced_by = NULL, body = excluded.body";

    private static final String RESOLVE =
            "UPDATE conflict SET resolved_at = ?"
                    + " WHERE account_id = ? AND conflict_id = ? AND resolved_at IS NULL";

    private static final String REPLACE =
            "UPDATE conflict SET replaced_by = ? WHERE account_id = ? AND conflict_id = ?";

    /// Which ones are meant.
    public enum Which {
        OPEN(" AND resolved_at IS NULL"),
        RESOLVED(" AND resolved_at IS NOT NULL"),
        ALL("");

        private final String page;

        Which(String condition) {
            this.page =
                    "SELECT "
                            + COLUMNS
                            + " FROM conflict WHERE account_id = ? AND replaced_by IS NULL"
                            + condition
                            + " AND (opened_at, conflict_id) > (?, ?)"
                            + " ORDER BY opened_at, conflict_id LIMIT ?";
        }
    }

    /// The conflict of an id; empty where there is none.
    public static Optional<ConflictRow> find(Tx tx, String account, String id) {
        return tx.prepare(FIND).bind(account).bind(id).first(ConflictRow::read);
    }

    /// The next ones behind a place, the oldest first.
    ///
    /// @param openedAt of the last one before; negative to begin
    /// @param id of the last one before; empty to begin
    public static List<ConflictRow> page(
            Tx tx, String account, Which which, long openedAt, String id, int limit) {
        return tx.prepare(which.page)
                .bind(account)
                .bind(openedAt)
                .bind(id)
                .bind(limit)
                .list(ConflictRow::read);
    }

    /// Adds it, or opens it again.
    public void open(Tx tx, String account) {
        tx.prepare(OPEN)
                .bind(account)
                .bind(id)
                .bind(key.collection())
                .bind(key.id())
                .bind(type)
                .bind(openedAt)
                .bind(traceId)
                .bind(body)
                .later();
    }

    /// Nobody has to decide it any more.
    public static void resolve(Tx tx, String account, String id, long at) {
        tx.prepare(RESOLVE).bind(at).bind(account).bind(id).later();
    }

    /// The conflict has come to another state: this one is listed no more, and only known to those
    /// who read it before.
    public static void replace(Tx tx, String account, String id, String by) {
        tx.prepare(REPLACE).bind(by).bind(account).bind(id).later();
    }

    /// An open conflict as it is kept.
    public static ConflictRow of(ListedConflict conflict) {
        return new ConflictRow(
                conflict.conflictId(),
                conflict.key(),
                conflict.type().name(),
                conflict.openedAt().toEpochMilli(),
                null,
                conflict.traceId(),
                conflict.bytes());
    }

    /// The conflict as it can be shown; `mine` and `theirs` are those of nobody in particular.
    public ListedConflict listed() {
        ListedConflict kept = ListedConflict.read(body);
        return new ListedConflict(
                kept.conflictId(),
                kept.type(),
                kept.key(),
                kept.fields(),
                kept.suggestion(),
                resolvedAt == null ? Status.OPEN : Status.RESOLVED,
                kept.openedAt(),
                kept.traceId(),
                kept.detail(),
                kept.command());
    }

    private static ConflictRow read(Row row) {
        return new ConflictRow(
                row.getText(1),
                new RecordKey(row.getText(2), row.getText(3)),
                row.getText(4),
                row.getLong(5),
                row.isNull(6) ? null : row.getLong(6),
                row.getText(7),
                row.getBytes(8));
    }
}
