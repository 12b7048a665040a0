package dev.tidemark.server.store;

import dev.tidemark.sql.Tx;
import java.util.Optional;

/// How much of one collection one device has deleted and overwritten since a moment.
///
/// @param begunAt in milliseconds; 0 for one that begins with the next change
/// @param startSeq where the account's log ended when it began
/// @param live how many live records the collection had then
/// @param overwritten each record counts once
/// @param exempt whether everything passes, as somebody has said so
public record GuardWindow(
        String device,
        String collection,
        long begunAt,
        long startSeq,
        long live,
        long deleted,
        long overwritten,
        boolean exempt) {

    private static final String FIND =
            "SELECT begun_at, start_seq, live, deleted, overwritten, exempt FROM guard_window"
                    + " WHERE account_id = ? AND device = ? AND collection = ?";

    private static final String PUT =
            "INSERT INTO guard_window (account_id, device, collection, begun_at, start_seq, live,"
                    + " deleted, overwritten, exempt) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
                    + " ON CONFLICT (account_id, device, collection) DO UPDATE SET"
                    + " begun_at = excluded.begun_at, start_seq = excluded.start_seq,"
                    + " live = excluded.live, deleted = excluded.deleted,"
                    + " overwritten = excluded.overwritten, exempt = excluded.exempt";

    private static final String ADD =
            "UPDATE guard_window SET deleted = deleted + ?, overwritten = overwritten + ?"
                    + " WHERE account_id = ? AND device = ? AND collection = ?";

    /// One that lets everything pass, and begins with the next change.
    public static GuardWindow exempt(String device, String collection) {
        return new GuardWindow(device, collection, 0, 0, 0, 0, 0, true);
    }

    /// The last one of a device and a collection.
    public static Optional<GuardWindow> find(
            Tx tx, String account, String device, String collection) {
        return tx.prepare(FIND)
                .bind(account)
                .bind(device)
                .bind(collection)
                .first(row ->
                        new GuardWindow(
                                device,
                                collection,
                                row.getLong(1),
                                row.getLong(2),
                                row.getLong(3),
                                row.getLong(4),
                                row.getLong(5),
                                row.getLong(6) != 0));
    }

    /// Adds to what is counted in it.
    public void add(Tx tx, String account, long moreDeleted, long moreOverwritten) {
        tx.prepare(ADD)
                .bind(moreDeleted)
                .bind(moreOverwritten)
                .bind(account)
                .bind(device)
                .bind(collection)
                .update();
    }

    /// Writes it in the place of the one before.
    public void begin(Tx tx, String account) {
        tx.prepare(PUT)
                .bind(account)
                .bind(device)
                .bind(collection)
                .bind(begunAt)
                .bind(startSeq)
                .bind(live)
                .bind(deleted)
                .bind(overwritten)
                .bind(exempt ? 1 : 0)
                .update();
    }
}
