package dev.tidemark.server.store;

import dev.tidemark.core.causality.Dot;
import dev.tidemark.sql.Row;
import dev.tidemark.sql.Tx;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/// What is left of a change whose contents are gone.
///
/// @param previous as in [ChangeRow]
/// @param acceptedAt milliseconds since 1970, UTC
/// @param fingerprint of the log up to here
/// @param mutationId a digest of it
public record CompactedRow(
        long seq, long previous, Dot dot, long acceptedAt, byte[] fingerprint, byte[] mutationId) {

    private static final String COMPACT =
            "INSERT INTO compacted (account_id, seq, prev_seq, device, counter, accepted_at,"
                    + " fingerprint, mutation_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";

    private static final String FIND =
            "SELECT seq, prev_seq, device, counter, accepted_at, fingerprint, mutation_id"
                    + " FROM compacted WHERE account_id = ? AND seq = ?";

    private static final String FORGET = "DELETE FROM change WHERE account_id = ? AND seq = ?";

    /// What is left of a change.
    public static CompactedRow of(ChangeRow row) {
        return new CompactedRow(
                row.seq(),
                row.previous(),
                row.dot(),
                row.acceptedAt(),
                row.fingerprint(),
                digest(row.mutationId()));
    }

    /// What is left of the change at a seq; empty where there is none, or it is all there.
    public static Optional<CompactedRow> find(Tx tx, String account, long seq) {
        return tx.prepare(FIND).bind(account).bind(seq).first(CompactedRow::read);
    }

    /// Whether it was the change that a mutation of this id has become.
    public boolean isOf(String mutation) {
        return Arrays.equals(mutationId, digest(mutation));
    }

    private static byte[] digest(String mutationId) {
        return Fingerprint.digest(mutationId.getBytes(StandardCharsets.UTF_8));
    }

    /// Puts it in the place of the change.
    public void replace(Tx tx, String account) {
        tx.prepare(COMPACT)
                .bind(account)
                .bind(seq)
                .bind(previous)
                .bind(dot.device())
                .bind(dot.counter())
                .bind(acceptedAt)
                .bind(fingerprint)
                .bind(mutationId)
                .update();
        tx.prepare(FORGET).bind(account).bind(seq).update();
    }

    private static CompactedRow read(Row row) {
        return new CompactedRow(
                row.getLong(1),
                row.getLong(2),
                new Dot(row.getText(3), row.getLong(4)),
                row.getLong(5),
                row.getBytes(6),
                row.getBytes(7));
    }
}
