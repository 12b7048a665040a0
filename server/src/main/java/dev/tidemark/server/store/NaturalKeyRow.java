package dev.tidemark.server.store;

import dev.tidemark.sql.Tx;
import java.util.Optional;

/// Which live record holds which natural key.
public final class NaturalKeyRow {

    private static final String HOLDER =
            "SELECT record_id FROM natural_key"
                    + " WHERE account_id = ? AND collection = ? AND key_hash = ?";

    private static final String TAKE =
            "INSERT INTO natural_key (account_id, collection, key_hash, record_id)"
                    + " VALUES (?, ?, ?, ?) ON CONFLICT (account_id, collection, key_hash)"
                    + " DO UPDATE SET record_id = excluded.record_id";

    private static final String FREE =
            "DELETE FROM natural_key WHERE account_id = ? AND collection = ? AND key_hash = ?";

    private NaturalKeyRow() {}

    /// The id of the record that holds a key; empty where it is free.
    public static Optional<String> holder(Tx tx, String account, String collection, byte[] hash) {
        return tx.prepare(HOLDER)
                .bind(account)
                .bind(collection)
                .bind(hash)
                .first(row -> row.getText(1));
    }

    /// Gives a key to a record, whoever held it before.
    public static void take(
            Tx tx, String account, String collection, byte[] hash, String recordId) {
        tx.prepare(TAKE).bind(account).bind(collection).bind(hash).bind(recordId).later();
    }

    /// Nobody holds a key any more.
    public static void free(Tx tx, String account, String collection, byte[] hash) {
        tx.prepare(FREE).bind(account).bind(collection).bind(hash).later();
    }
}
