package dev.tidemark.server.store;

import dev.tidemark.sql.Tx;
import java.util.OptionalLong;

/// When the server last looked for what retention ends in an account.
public final class RetentionRun {

    private RetentionRun() {}

    /// When that was, in milliseconds since 1970; empty for never.
    public static OptionalLong last(Tx tx, String account) {
        return tx.first(
                        "SELECT at FROM retention_run WHERE account_id = ?",
                        row -> OptionalLong.of(row.getLong(1)),
                        account)
                .orElse(OptionalLong.empty());
    }

    /// Notes one.
    public static void note(Tx tx, String account, long now) {
        tx.update(
                "INSERT INTO retention_run (account_id, at) VALUES (?, ?)"
                        + " ON CONFLICT (account_id) DO UPDATE SET at = excluded.at",
                account,
                now);
    }
}
