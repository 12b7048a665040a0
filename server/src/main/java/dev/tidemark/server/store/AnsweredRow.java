package dev.tidemark.server.store;

import dev.tidemark.sql.Row;
import dev.tidemark.sql.Tx;
import java.util.Arrays;
import java.util.Optional;

/// A request of a contract that was carried out, so that one that is sent again has the same
/// answer.
///
/// @param contract whose names of requests are meant
/// @param id the client's name of the request
/// @param digest of what was asked
/// @param answer what was answered, as the contract keeps it
/// @param seq where the log ended afterwards
/// @param at milliseconds since 1970, UTC
public record AnsweredRow(
        String contract, String id, byte[] digest, byte[] answer, long seq, long at) {

    private static final String FIND =
            "SELECT contract, request_id, digest, answer, seq, answered_at FROM answered"
                    + " WHERE account_id = ? AND contract = ? AND request_id = ?";

    private static final String KEEP =
            "INSERT INTO answered (account_id, contract, request_id, digest, answer, seq, answered_at)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?)";

    /// A request that was carried out; empty where none of this name was.
    public static Optional<AnsweredRow> find(Tx tx, String account, String contract, String id) {
        return tx.prepare(FIND).bind(account).bind(contract).bind(id).first(AnsweredRow::read);
    }

    /// Keeps it.
    public void keep(Tx tx, String account) {
        tx.prepare(KEEP)
                .bind(account)
                .bind(contract)
                .bind(id)
                .bind(digest)
                .bind(answer)
                .bind(seq)
                .bind(at)
                .update();
    }

    /// Whether the same was asked.
    public boolean answers(byte[] otherDigest) {
        return Arrays.equals(digest, otherDigest);
    }

    private static AnsweredRow read(Row row) {
        return new AnsweredRow(
                row.getText(1),
                row.getText(2),
                row.getBytes(3),
                row.getBytes(4),
                row.getLong(5),
                row.getLong(6));
    }
}
