package dev.tidemark.server.store;

import dev.tidemark.sql.Row;
import dev.tidemark.sql.Tx;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where an account's log ends. Whoever writes to the account reads it first and moves it last, in
/// one transaction: that is why seqs have no gaps and come in the order of commits.
///
/// @param epoch names one unbroken history of the account's data; 16 bytes
/// @param seq of the last change; 0 before the first
/// @param fingerprint of the log up to there; 16 bytes
/// @param horizon no cursor before this seq is answered any more
/// @param parked how many refused mutations are kept; 0 saves looking for them
/// @param edition a random number, another one after each write of anything that a decision on a
///   mutation may read, in the log or beside it: where it is the same, nothing was written
/// @param held how many mutations are held, or were and their hold was dropped; 0 saves looking
public record Head(
        String account,
        byte[] epoch,
        long seq,
        byte[] fingerprint,
        long horizon,
        long parked,
        long edition,
        long held) {

    private static final String FIND =
            "SELECT epoch, head_seq, fingerprint, horizon_seq, parked, edition, held FROM account"
                    + " WHERE account_id = ?";

    private static final String FIND_AND_LOOK_BACK =
            "SELECT epoch, head_seq, fingerprint, horizon_seq, parked, edition, held, coalesce("
                    + "(SELECT change.fingerprint FROM change"
                    + " WHERE change.account_id = account.account_id AND change.seq = ?),"
                    + " (SELECT compacted.fingerprint FROM compacted"
                    + " WHERE compacted.account_id = account.account_id"
                    + " AND compacted.seq = ?),"
                    + " (SELECT beginning.fingerprint FROM beginning"
                    + " WHERE beginning.account_id = account.account_id"
                    + " AND beginning.seq = ?)) FROM account WHERE account_id = ?";

    private static final String MOVE =
            "UPDATE account SET head_seq = ?, fingerprint = ?, horizon_seq = ?, parked = ?,"
                    + " edition = ?, held = ? WHERE account_id = ?";

    /// The head of an account; empty where there is no such account.
    public static Optional<Head> find(Tx tx, String account) {
        return tx.prepare(FIND).bind(account).first(row -> read(row, account));
    }

    /// The head of an account, and the fingerprint of its log at an earlier seq, in one question.
    public static Optional<LookedBack> find(Tx tx, String account, long seq) {
        return tx.prepare(FIND_AND_LOOK_BACK)
                .bind(seq)
                .bind(seq)
                .bind(seq)
                .bind(account)
                .first(row -> new LookedBack(read(row, account), row.getBytesOrNull(8)));
    }

    /// A head, and the log's fingerprint further back; null where the log has no such change.
    public record LookedBack(Head head, byte @Nullable [] fingerprint) {}

    private static Head read(Row row, String account) {
        return new Head(
                account,
                row.getBytes(1),
                row.getLong(2),
                row.getBytes(3),
                row.getLong(4),
                row.getLong(5),
                row.getLong(6),
                row.getLong(7));
    }

    /// The head after a write.
    public Head at(long newSeq, byte[] newFingerprint, long newParked, long newEdition) {
        return new Head(
                account, epoch, newSeq, newFingerprint, horizon, newParked, newEdition, held);
    }

    /// The same with more mutations held, or fewer.
    public Head holding(long more) {
        return more == 0
                ? this
                : new Head(account, epoch, seq, fingerprint, horizon, parked, edition, held + more);
    }

    /// The same after a write that moves nothing else.
    public Head edited(long newEdition) {
        return at(seq, fingerprint, parked, newEdition);
    }

    /// The same without the cursors before a seq.
    public Head expiring(long before) {
        return new Head(
                account, epoch, seq, fingerprint, Math.max(horizon, before), parked, edition, held);
    }

    /// Whether the account is the same in both, with all that belongs to it.
    public boolean isSame(Head other) {
        return edition == other.edition
                && seq == other.seq
                && account.equals(other.account)
                && Arrays.equals(epoch, other.epoch);
    }

    /// Writes it back.
    public void save(Tx tx) {
        tx.prepare(MOVE)
                .bind(seq)
                .bind(fingerprint)
                .bind(horizon)
                .bind(parked)
                .bind(edition)
                .bind(held)
                .bind(account)
                .later();
    }
}
