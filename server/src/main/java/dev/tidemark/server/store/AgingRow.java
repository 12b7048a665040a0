package dev.tidemark.server.store;

import dev.tidemark.core.record.RecordKey;
import dev.tidemark.sql.Tx;
import java.util.List;

/// A record of whose past retention may end something, without anything that is in it.
///
/// @param seq of its last change
/// @param revision how many changes it has had
/// @param disputed whether it has open conflicts
public record AgingRow(
        RecordKey key, long seq, long revision, boolean deleted, boolean disputed, Kept kept) {

    private static final String AFTER =
            "SELECT collection, record_id, seq, revision, deleted, CASE WHEN conflicts IS NULL THEN 0 ELSE 1 END,"
                    + " compacted, compacted_seq, purged FROM record WHERE account_id = ?"
                    + " AND (collection, record_id) > (?, ?)"
                    + " AND (deleted = 1 OR compacted > 0 OR revision > 1)"
                    + " ORDER BY collection, record_id LIMIT ?";

    private static final String IS_PARKED =
            "SELECT count(*) FROM refused JOIN conflict"
                    + " ON conflict.account_id = refused.account_id"
                    + " AND conflict.conflict_id = refused.conflict_id"
                    + " WHERE refused.account_id = ? AND refused.collection = ?"
                    + " AND refused.record_id = ? AND conflict.resolved_at IS NULL";

    private static final String IS_HELD =
            "SELECT count(*) FROM held WHERE account_id = ? AND collection = ? AND record_id = ?";

    /// Those behind a record, by collection and id.
    public static List<AgingRow> after(Tx tx, String account, RecordKey key, int max) {
        return tx.list(
                AFTER,
                row ->
                        new AgingRow(
                                new RecordKey(row.getText(1), row.getText(2)),
                                row.getLong(3),
                                row.getLong(4),
                                row.getLong(5) != 0,
                                row.getLong(6) != 0,
                                new Kept(row.getLong(7), row.getLong(8), row.getLong(9) != 0)),
                account,
                key.collection(),
                key.id(),
                max);
    }

    /// Whether a mutation of it waits for a person.
    public boolean isAwaited(Tx tx, Head head) {
        return disputed
                || (head.parked() > 0 && isIn(tx, IS_PARKED, head))
                || (head.held() > 0 && isIn(tx, IS_HELD, head));
    }

    private boolean isIn(Tx tx, String sql, Head head) {
        return tx.number(sql, head.account(), key.collection(), key.id()) > 0;
    }
}
