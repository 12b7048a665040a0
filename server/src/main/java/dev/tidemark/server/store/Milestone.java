package dev.tidemark.server.store;

import dev.tidemark.core.record.RecordKey;
import dev.tidemark.sql.Tx;
import java.util.List;
import java.util.Optional;

/// A state that a record went through, kept so that its past need not be told from the beginning.
///
/// @param seq of the change after which the record was so
/// @param body as in [RecordRow]
public record Milestone(RecordKey key, long seq, byte[] body) {

    /// One is kept every so many changes of a record.
    public static final int EVERY = 32;

    private static final String APPEND =
            "INSERT INTO milestone (account_id, collection, record_id, seq, body)"
                    + " VALUES (?, ?, ?, ?, ?)";

    private static final String SEQS =
            "SELECT seq FROM milestone WHERE account_id = ? AND collection = ? AND record_id = ?"
                    + " ORDER BY seq";

    private static final String FIND =
            "SELECT body FROM milestone WHERE account_id = ? AND collection = ? AND record_id = ?"
                    + " AND seq = ?";

    /// Where a record has milestones, oldest first.
    public static List<Long> seqs(Tx tx, String account, RecordKey key) {
        return tx.prepare(SEQS)
                .bind(account)
                .bind(key.collection())
                .bind(key.id())
                .list(row -> row.getLong(1));
    }

    /// The milestone at one of [#seqs].
    public static Milestone at(Tx tx, String account, RecordKey key, long seq) {
        Optional<byte[]> body =
                tx.prepare(FIND)
                        .bind(account)
                        .bind(key.collection())
                        .bind(key.id())
                        .bind(seq)
                        .first(row -> row.getBytes(1));
        return new Milestone(key, seq, body.orElseThrow());
    }

    /// Keeps it.
    public void append(Tx tx, String account) {
        tx.prepare(APPEND)
                .bind(account)
                .bind(key.collection())
                .bind(key.id())
                .bind(seq)
                .bind(body)
                .later();
    }
}
