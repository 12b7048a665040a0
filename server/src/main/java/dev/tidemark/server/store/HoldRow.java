package dev.tidemark.server.store;

import dev.tidemark.core.record.RecordKey;
import dev.tidemark.sql.Row;
import dev.tidemark.sql.Tx;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A mass change of one device to one collection, which waits until a person releases or drops it.
///
/// @param count of the mutations that were held so far
/// @param decidedAt null while it is open
/// @param decidedBy the credential; null while it is open
public record HoldRow(
        String id,
        String device,
        String collection,
        Kind kind,
        long count,
        long openedAt,
        State state,
        @Nullable Long decidedAt,
        @Nullable String decidedBy) {

    /// What the mutations do to records.
    public enum Kind {
        DELETE,
        OVERWRITE;

        /// As it is stored and shown.
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// What has become of it.
    public enum State {
        OPEN,
        RELEASED,
        DROPPED;

        /// As it is stored and shown.
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final String COLUMNS =
            "hold_id, device, collection, kind, count, opened_at, state, decided_at, decided_by";

    private static final String OPEN_OF =
            "SELECT "
                    + COLUMNS
                    + " FROM hold WHERE account_id = ? AND device = ? AND collection = ?"
                    + " AND kind = ? AND state = 'open'";

    private static final String OF_MUTATION =
            "SELECT "
                    + COLUMNS
                    + " FROM hold WHERE account_id = ? AND hold_id = (SELECT hold_id FROM held"
                    + " WHERE account_id = ? AND mutation_id = ? AND collection = ?"
                    + " AND record_id = ?)";

    private static final String PUT =
            "INSERT INTO hold (account_id, "
                    + COLUMNS
                    + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (account_id, hold_id)"
                    + " DO UPDATE SET count = excluded.count, state = excluded.state,"
                    + " decided_at = excluded.decided_at, decided_by = excluded.decided_by";

    private static final String HOLD =
            "INSERT INTO held (account_id, mutation_id, collection, record_id, hold_id)"
                    + " VALUES (?, ?, ?, ?, ?)";

    /// One of an account's.
    public static Optional<HoldRow> find(Tx tx, String account, String id) {
        return tx.first(
                "SELECT " + COLUMNS + " FROM hold WHERE account_id = ? AND hold_id = ?",
                HoldRow::read,
                account,
                id);
    }

    /// The open one of a device, a collection and a kind.
    public static Optional<HoldRow> openOf(
            Tx tx, String account, String device, String collection, Kind kind) {
        return tx.first(OPEN_OF, HoldRow::read, account, device, collection, kind.word());
    }

    /// The one that holds a mutation, or held it and was dropped.
    public static Optional<HoldRow> ofMutation(
            Tx tx, String account, String mutationId, RecordKey key) {
        return tx.prepare(OF_MUTATION)
                .bind(account)
                .bind(account)
                .bind(mutationId)
                .bind(key.collection())
                .bind(key.id())
                .first(HoldRow::read);
    }

    /// Those of an account, the oldest first.
    ///
    /// @param openOnly whether to leave out those that were decided about
    public static List<HoldRow> page(Tx tx, String account, boolean openOnly, int limit) {
        return tx.list(
                "SELECT "
                        + COLUMNS
                        + " FROM hold WHERE account_id = ? AND (state = 'open' OR ? = 0)"
                        + " ORDER BY opened_at, hold_id LIMIT ?",
                HoldRow::read,
                account,
                openOnly ? 1 : 0,
                limit);
    }

    /// The same one with more mutations.
    public HoldRow plus(long more) {
        return new HoldRow(
                id, device, collection, kind, count + more, openedAt, state, decidedAt, decidedBy);
    }

    /// The same one, decided about.
    public HoldRow decided(State by, long at, String credential) {
        return new HoldRow(id, device, collection, kind, count, openedAt, by, at, credential);
    }

    /// Writes it.
    public void put(Tx tx, String account) {
        tx.update(
                PUT,
                account,
                id,
                device,
                collection,
                kind.word(),
                count,
                openedAt,
                state.word(),
                decidedAt,
                decidedBy);
    }

    /// Holds a mutation that is not held yet.
    public void hold(Tx tx, String account, String mutationId, RecordKey key) {
        tx.prepare(HOLD)
                .bind(account)
                .bind(mutationId)
                .bind(key.collection())
                .bind(key.id())
                .bind(id)
                .later();
    }

    /// Holds none of its mutations any more; how many it held.
    public int letGo(Tx tx, String account) {
        return tx.update("DELETE FROM held WHERE account_id = ? AND hold_id = ?", account, id);
    }

    private static HoldRow read(Row row) {
        return new HoldRow(
                row.getText(1),
                row.getText(2),
                row.getText(3),
                Kind.valueOf(row.getText(4).toUpperCase(Locale.ROOT)),
                row.getLong(5),
                row.getLong(6),
                State.valueOf(row.getText(7).toUpperCase(Locale.ROOT)),
                row.getLongOrNull(8),
                row.getTextOrNull(9));
    }
}
