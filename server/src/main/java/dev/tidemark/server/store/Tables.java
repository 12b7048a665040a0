package dev.tidemark.server.store;

import dev.tidemark.sql.Tx;
import java.util.List;

/// Every table that holds something of an account, for whoever has to find all of it.
///
/// @param name of the table
/// @param key its primary key behind the account
public record Tables(String name, String key) {

    /// What lets somebody in, and by what the account is found; erased first.
    static final List<Tables> FIRST =
            List.of(
                    new Tables("credential", "credential_id"),
                    new Tables("device", "device_id"),
                    new Tables("account", "account_id"));

    /// All the rest, in no order.
    static final List<Tables> REST =
            List.of(
                    new Tables("record", "collection, record_id"),
                    new Tables("change", "seq"),
                    new Tables("checksum", "collection"),
                    new Tables("milestone", "collection, record_id, seq"),
                    new Tables("restamped", "collection, record_id, mutation_id"),
                    new Tables("natural_key", "collection, key_hash"),
                    new Tables("conflict", "conflict_id"),
                    new Tables("refused", "mutation_id, collection, record_id"),
                    new Tables("resolution", "resolution_id"),
                    new Tables("hold", "hold_id"),
                    new Tables("held", "mutation_id, collection, record_id"),
                    new Tables("guard_window", "device, collection"),
                    new Tables("audit", "event_id"),
                    new Tables("audit_head", "account_id"),
                    new Tables("snapshot", "snapshot_id"),
                    new Tables("answered", "contract, request_id"),
                    new Tables("device_metadata", "device_id"),
                    new Tables("download", "device_id"),
                    new Tables("envelope", "envelope_id"),
                    new Tables("report", "report_id"),
                    new Tables("archive", "collection, archived_as"),
                    new Tables("synced", "device, collection, record_id"),
                    new Tables("exported", "device, collection"),
                    new Tables("sealed_secret", "name"),
                    new Tables("beginning", "seq"),
                    new Tables("compacted", "seq"),
                    new Tables("retention_run", "account_id"));

    /// Tables that are about the server as a whole.
    static final List<String> GLOBAL = List.of("app_schema", "secret", "erasure", "migration");

    private static final int ROWS_PER_STEP = 2_000;

    /// Erases what makes an account an account: from here on it is not there, for anybody. The rest
    /// is erased in steps, so that others can write in between; what is left when the process ends
    /// is erased after the next start.
    ///
    /// @return whether there was such an account
    public static boolean beginErasing(Tx tx, String account) {
        if (AccountRow.find(tx, account).isEmpty()) {
            return false;
        }
        tx.update("INSERT INTO erasure (account_id) VALUES (?)", account);
        for (Tables table : FIRST) {
            tx.update("DELETE FROM " + table.name + " WHERE account_id = ?", account);
        }
        return true;
    }

    /// Erases some more of an account.
    ///
    /// @return whether there may be more
    public static boolean eraseSome(Tx tx, String account) {
        for (Tables table : REST) {
            if (tx.update(table.deleteSome(), account, account, ROWS_PER_STEP) > 0) {
                return true;
            }
        }
        tx.update("DELETE FROM erasure WHERE account_id = ?", account);
        return false;
    }

    /// The accounts that are not erased to the end.
    public static List<String> erasing(Tx tx) {
        return tx.list("SELECT account_id FROM erasure", row -> row.getText(1));
    }

    private String deleteSome() {
        return "DELETE FROM %1$s WHERE account_id = ? AND (%2$s) IN (SELECT %2$s FROM %1$s WHERE account_id = ? LIMIT ?)"
                .formatted(name, key);
    }
}
