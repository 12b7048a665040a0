package dev.tidemark.server.store;

import dev.tidemark.core.record.RecordKey;
import dev.tidemark.sql.Row;
import dev.tidemark.sql.Rows;
import dev.tidemark.sql.Tx;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// One record as a part of a project.
///
/// @param seq of its last change
/// @param fingerprint of the log up to there
/// @param body as in [RecordRow]
public record EntityRow(RecordKey key, long seq, boolean deleted, byte[] fingerprint, byte[] body) {

    private static final String COLUMNS =
            "SELECT record.seq, record.deleted, change.fingerprint, record.body,"
                    + " record.collection, record.record_id FROM record"
                    + " LEFT JOIN change ON change.account_id = record.account_id"
                    + " AND change.seq = record.seq WHERE record.account_id = ?";

    private static final String SINCE = COLUMNS + " AND record.seq > ? ORDER BY record.seq";

    private static final String FIND =
            COLUMNS + " AND record.collection = ? AND record.record_id = ?";

    private static final String LAST =
            "SELECT seq FROM record WHERE account_id = ? AND collection = ?"
                    + " ORDER BY seq DESC LIMIT 1";

    private static final String LIVE =
            "SELECT record_id FROM record WHERE account_id = ? AND collection = ? AND deleted = 0";

    private static final String ANY_LIVE =
            "SELECT 1 FROM record WHERE account_id = ? AND collection = ? AND deleted = 0 LIMIT 1";

    private static final String ACCEPTED =
            "SELECT accepted_at FROM change WHERE account_id = ? AND seq <= ?"
                    + " ORDER BY seq DESC LIMIT 1";

    /// Hands on what was changed behind a seq, in the order of the last changes; 0 for all.
    public static void each(
            Tx tx, String account, long since, Predicate<String> wanted, Consumer<EntityRow> next) {
        try (Rows rows = tx.prepare(SINCE).bind(account).bind(since).rows()) {
            while (rows.next()) {
                if (wanted.test(rows.getText(5))) {
                    next.accept(read(tx, account, rows));
                }
            }
        }
    }

    /// One of them; empty where there never was one.
    public static Optional<EntityRow> find(Tx tx, String account, RecordKey key) {
        return tx.prepare(FIND)
                .bind(account)
                .bind(key.collection())
                .bind(key.id())
                .first(row -> read(tx, account, row));
    }

    /// The seq of a collection's last change, deletions included; 0 where there was none.
    public static long last(Tx tx, String account, String collection) {
        return tx.prepare(LAST).bind(account).bind(collection).number(0);
    }

    /// Hands on the records of a collection that there are, by their ids.
    public static void eachLive(
            Tx tx, String account, String collection, Consumer<RecordKey> next) {
        try (Rows rows = tx.prepare(LIVE).bind(account).bind(collection).rows()) {
            while (rows.next()) {
                next.accept(new RecordKey(collection, rows.getText(1)));
            }
        }
    }

    /// Whether a collection has any records.
    public static boolean anyLive(Tx tx, String account, String collection) {
        return tx.prepare(ANY_LIVE).bind(account).bind(collection).number(0) > 0;
    }

    /// When the last change up to a seq was accepted, in milliseconds since 1970, UTC; empty where
    /// there is none any more.
    public static OptionalLong acceptedAt(Tx tx, String account, long seq) {
        Optional<Long> found =
                tx.prepare(ACCEPTED).bind(account).bind(seq).first(row -> row.getLong(1));
        return found.isPresent() ? OptionalLong.of(found.get()) : OptionalLong.empty();
    }

    private static EntityRow read(Tx tx, String account, Row row) {
        long seq = row.getLong(1);
        byte @Nullable [] known = row.getBytesOrNull(3);
        byte[] fingerprint =
                known == null
                        ? ChangeRow.fingerprint(tx, account, seq)
                                .orElse(new byte[Fingerprint.BYTES])
                        : known;
        return new EntityRow(
                new RecordKey(row.getText(5), row.getText(6)),
                seq,
                row.getLong(2) != 0,
                fingerprint,
                row.getBytes(4));
    }
}
