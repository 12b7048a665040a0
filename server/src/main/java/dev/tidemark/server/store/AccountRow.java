package dev.tidemark.server.store;

import dev.tidemark.sql.Row;
import dev.tidemark.sql.Tx;
import java.util.List;
import java.util.Optional;

/// One account. Where its log ends is the business of the log.
///
/// @param app the name of its app
/// @param createdAt in milliseconds since 1970
public record AccountRow(String account, String name, String app, long createdAt) {

    private static final String COLUMNS = "account_id, name, app, created_at";

    /// The account; empty where there is none.
    public static Optional<AccountRow> find(Tx tx, String account) {
        return tx.first(
                "SELECT " + COLUMNS + " FROM account WHERE account_id = ?",
                AccountRow::read,
                account);
    }

    /// The accounts whose ids come after one, in the order of their ids.
    public static List<AccountRow> page(Tx tx, String after, int max) {
        return tx.list(
                "SELECT "
                        + COLUMNS
                        + " FROM account WHERE account_id > ?"
                        + " ORDER BY account_id LIMIT ?",
                AccountRow::read,
                after,
                max);
    }

    /// The ids of an app's accounts.
    public static List<String> ofApp(Tx tx, String app) {
        return tx.list("SELECT account_id FROM account WHERE app = ?", row -> row.getText(1), app);
    }

    /// How many there are.
    public static long count(Tx tx) {
        return tx.number("SELECT count(*) FROM account");
    }

    /// The seq of the last change of an account; 0 where there is none.
    public static long headSeq(Tx tx, String account) {
        return tx.number("SELECT head_seq FROM account WHERE account_id = ?", account);
    }

    /// Adds it, with an empty log.
    ///
    /// @param epoch names its history; 16 random bytes
    public void insert(Tx tx, byte[] epoch) {
        tx.update(
                "INSERT INTO account (" + COLUMNS + ", epoch) VALUES (?, ?, ?, ?, ?)",
                account,
                name,
                app,
                createdAt,
                epoch);
    }

    private static AccountRow read(Row row) {
        return new AccountRow(row.getText(1), row.getText(2), row.getText(3), row.getLong(4));
    }
}
