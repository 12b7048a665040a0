package dev.tidemark.server.store;

import dev.tidemark.sql.Tx;

/// How far a device of contract 4 is in its account's log.
///
/// @param answered up to which seq its last download was answered; the answer may have been lost
/// @param shown up to which seq it is known to have everything: it has sent a cursor of that place,
///   or everything behind the last one was its own
public record DownloadRow(String device, long answered, long shown) {

    private static final String FIND =
            "SELECT answered, shown FROM download WHERE account_id = ? AND device_id = ?";

    private static final String SAVE =
            "INSERT INTO download (account_id, device_id, answered, shown) VALUES (?, ?, ?, ?)"
                    + " ON CONFLICT (account_id, device_id)"
                    + " DO UPDATE SET answered = excluded.answered, shown = excluded.shown";

    /// How far a device is; at the beginning, where nothing is known.
    public static DownloadRow of(Tx tx, String account, String device) {
        return tx.prepare(FIND)
                .bind(account)
                .bind(device)
                .first(row -> new DownloadRow(device, row.getLong(1), row.getLong(2)))
                .orElseGet(() -> new DownloadRow(device, 0, 0));
    }

    /// Writes it down.
    public void save(Tx tx, String account) {
        tx.prepare(SAVE).bind(account).bind(device).bind(answered).bind(shown).update();
    }
}
