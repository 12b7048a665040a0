package dev.tidemark.server.store;

import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.schema.Rule;
import dev.tidemark.sql.Row;
import dev.tidemark.sql.Tx;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A mutation that a rule refused, kept for a person to apply it with a correction.
///
/// @param device of the dot that it did not get
/// @param conflictId the conflict under which it is listed
/// @param detail what the device was told
/// @param rule which one refused it; null where that was not written down
/// @param mutation as the device asked for it
public record RefusedRow(
        String mutationId,
        RecordKey key,
        String device,
        String conflictId,
        String detail,
        @Nullable Rule rule,
        byte[] mutation) {

    private static final String COLUMNS =
            "mutation_id, collection, record_id, device, conflict_id, detail, rule, mutation";

    private static final String FIND =
            "SELECT "
                    + COLUMNS
                    + " FROM refused WHERE account_id = ? AND mutation_id = ?"
                    + " AND collection = ? AND record_id = ?";

    private static final String OF_CONFLICT =
            "SELECT " + COLUMNS + " FROM refused WHERE account_id = ? AND conflict_id = ?";

    private static final String OF_RECORD =
            "SELECT "
                    + COLUMNS
                    + " FROM refused WHERE account_id = ? AND collection = ? AND record_id = ? LIMIT ?";

    private static final String KEEP =
            "INSERT INTO refused (account_id, "
                    + COLUMNS
                    + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
                    + " ON CONFLICT (account_id, mutation_id, collection, record_id) DO UPDATE SET"
                    + " device = excluded.device, conflict_id = excluded.conflict_id,"
                    + " detail = excluded.detail, rule = excluded.rule,"
                    + " mutation = excluded.mutation";

    /// What was refused under a mutation's id; empty where nothing was.
    public static Optional<RefusedRow> find(
            Tx tx, String account, String mutationId, RecordKey key) {
        return tx.prepare(FIND)
                .bind(account)
                .bind(mutationId)
                .bind(key.collection())
                .bind(key.id())
                .first(RefusedRow::read);
    }

    /// What was refused of a record, in no order.
    ///
    /// @param limit most of them
    public static List<RefusedRow> ofRecord(Tx tx, String account, RecordKey key, int limit) {
        return tx.prepare(OF_RECORD)
                .bind(account)
                .bind(key.collection())
                .bind(key.id())
                .bind(limit)
                .list(RefusedRow::read);
    }

    /// What a conflict is about, if it is about a refused mutation.
    public static Optional<RefusedRow> ofConflict(Tx tx, String account, String conflictId) {
        return tx.prepare(OF_CONFLICT).bind(account).bind(conflictId).first(RefusedRow::read);
    }

    /// Keeps it, in the place of one that was refused under the same id before.
    public void keep(Tx tx, String account) {
        tx.prepare(KEEP)
                .bind(account)
                .bind(mutationId)
                .bind(key.collection())
                .bind(key.id())
                .bind(device)
                .bind(conflictId)
                .bind(detail)
                .bind(rule == null ? null : rule.name())
                .bind(mutation)
                .later();
    }

    private static RefusedRow read(Row row) {
        return new RefusedRow(
                row.getText(1),
                new RecordKey(row.getText(2), row.getText(3)),
                row.getText(4),
                row.getText(5),
                row.getText(6),
                rule(row.getTextOrNull(7)),
                row.getBytes(8));
    }

    private static @Nullable Rule rule(@Nullable String stored) {
        return stored == null ? null : Rule.valueOf(stored);
    }
}
