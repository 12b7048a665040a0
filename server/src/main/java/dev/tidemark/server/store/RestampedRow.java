package dev.tidemark.server.store;

import dev.tidemark.core.record.RecordKey;
import dev.tidemark.sql.Tx;
import java.util.Optional;

/// A mutation that was accepted under another dot than the one that it was made with: so that it is
/// recognised when a copy of its database sends it under a dot of its own.
///
/// @param seq of the change that it became
public record RestampedRow(RecordKey key, String mutationId, long seq) {

    private static final String FIND =
            "SELECT seq FROM restamped WHERE account_id = ? AND collection = ? AND record_id = ?"
                    + " AND mutation_id = ?";

    private static final String APPEND =
            "INSERT INTO restamped (account_id, collection, record_id, mutation_id, seq)"
                    + " VALUES (?, ?, ?, ?, ?)";

    /// The seq of the change that such a mutation became; empty where none has this id.
    public static Optional<Long> find(Tx tx, String account, RecordKey key, String mutationId) {
        return tx.prepare(FIND)
                .bind(account)
                .bind(key.collection())
                .bind(key.id())
                .bind(mutationId)
                .first(row -> row.getLong(1));
    }

    /// Adds it.
    public void append(Tx tx, String account) {
        tx.prepare(APPEND)
                .bind(account)
                .bind(key.collection())
                .bind(key.id())
                .bind(mutationId)
                .bind(seq)
                .later();
    }
}
