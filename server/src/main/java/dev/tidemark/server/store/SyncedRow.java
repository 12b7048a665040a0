package dev.tidemark.server.store;

import dev.tidemark.core.record.RecordKey;
import dev.tidemark.sql.Row;
import dev.tidemark.sql.Tx;
import java.util.Optional;

/// Up to where in an account's log a device without version vectors is known to have something.
///
/// @param seq of the last change that it has
/// @param exportedAt of the envelope that it came in, in milliseconds since 1970: by the device's
///   clock where the device sent it, by the server's where the server did
public record SyncedRow(long seq, long exportedAt) {

    private static final String OF_ITEM =
            "SELECT seq, exported_at FROM synced"
                    + " WHERE account_id = ? AND device = ? AND collection = ? AND record_id = ?";

    private static final String OF_COLLECTION =
            "SELECT seq, exported_at FROM exported"
                    + " WHERE account_id = ? AND device = ? AND collection = ?";

    private static final String SENT =
            "INSERT INTO synced (account_id, device, collection, record_id, seq, exported_at)"
                    + " VALUES (?, ?, ?, ?, ?, ?)"
                    + " ON CONFLICT (account_id, device, collection, record_id)"
                    + " DO UPDATE SET seq = excluded.seq, exported_at = excluded.exported_at";

    private static final String GIVEN =
            "INSERT INTO exported (account_id, device, collection, seq, exported_at)"
                    + " VALUES (?, ?, ?, ?, ?) ON CONFLICT (account_id, device, collection)"
                    + " DO UPDATE SET seq = excluded.seq, exported_at = excluded.exported_at"
                    + " WHERE excluded.seq >= exported.seq";

    /// How far a device has an item because it sent it; empty where it never did.
    public static Optional<SyncedRow> sent(Tx tx, String account, String device, RecordKey key) {
        return tx.prepare(OF_ITEM)
                .bind(account)
                .bind(device)
                .bind(key.collection())
                .bind(key.id())
                .first(SyncedRow::read);
    }

    /// How far a device has a collection because it was given all of it; empty where it never was.
    public static Optional<SyncedRow> given(
            Tx tx, String account, String device, String collection) {
        return tx.prepare(OF_COLLECTION)
                .bind(account)
                .bind(device)
                .bind(collection)
                .first(SyncedRow::read);
    }

    /// Notes that a device has sent an item, as the account now has it.
    public void noteSent(Tx tx, String account, String device, RecordKey key) {
        tx.prepare(SENT)
                .bind(account)
                .bind(device)
                .bind(key.collection())
                .bind(key.id())
                .bind(seq)
                .bind(exportedAt)
                .update();
    }

    /// Notes that a device was given all of a collection.
    public void noteGiven(Tx tx, String account, String device, String collection) {
        tx.prepare(GIVEN)
                .bind(account)
                .bind(device)
                .bind(collection)
                .bind(seq)
                .bind(exportedAt)
                .update();
    }

    private static SyncedRow read(Row row) {
        return new SyncedRow(row.getLong(1), row.getLong(2));
    }
}
