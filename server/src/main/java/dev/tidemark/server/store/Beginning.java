package dev.tidemark.server.store;

import dev.tidemark.sql.Row;
import dev.tidemark.sql.Tx;
import java.util.List;

/// Where an account's log was taken up: by a start of the server, or with a restored backup.
///
/// A device that knows more than the log did there has seen another continuation of it. So where
/// the two parted can be told, even if nobody said that old files were put back: a server has
/// started on them since.
///
/// @param seq the log goes on behind it
/// @param afterSeq of the last change before; less than `seq` where a backup was restored
/// @param before the epoch that ended here, or went on; 16 bytes
/// @param fingerprint of the log up to here
/// @param at when; milliseconds since 1970, UTC
public record Beginning(long seq, long afterSeq, byte[] before, byte[] fingerprint, long at) {

    /// How far the seqs jump when a backup is restored: farther than any server can have come that
    /// wrote since the backup was made.
    public static final long JUMP = 1L << 32;

    /// Notes for all accounts that a server starts. Costs a row for each account that has changed
    /// since the start before.
    public static void noteStart(Tx tx, long now) {
        tx.update(
                "INSERT INTO beginning (account_id, seq, after_seq, before, fingerprint, at)"
                        + " SELECT account_id, head_seq, head_seq, epoch, fingerprint, ?"
                        + " FROM account WHERE true ORDER BY account_id"
                        + " ON CONFLICT (account_id, seq) DO UPDATE SET at = excluded.at, found_at = NULL",
                now);
    }

    /// Begins a new epoch behind the end of an account's log.
    ///
    /// @param head where the log of the backup ends
    /// @param seen a seq that was issued for certain; the new ones are beyond it, and beyond any
    ///   other that can have been
    public static void noteRestore(Tx tx, Head head, long seen, byte[] epoch, long now) {
        long seq = Math.max(head.seq(), seen) + JUMP;
        tx.update(
                "INSERT INTO beginning (account_id, seq, after_seq, before, fingerprint, at)"
                        + " VALUES (?, ?, ?, ?, ?, ?)",
                head.account(),
                seq,
                head.seq(),
                head.epoch(),
                head.fingerprint(),
                now);
        tx.update(
                "UPDATE account SET head_seq = ?, epoch = ? WHERE account_id = ?",
                seq,
                epoch,
                head.account());
    }

    /// Notes that a device knows more than there was at the account's last beginning.
    ///
    /// @return whether nobody had found that out since
    public static boolean found(Tx tx, String account, long now) {
        return tx.update(
                        "UPDATE beginning SET found_at = ? WHERE account_id = ? AND seq ="
                                + " (SELECT max(seq) FROM beginning WHERE account_id = ?)"
                                + " AND found_at IS NULL",
                        now,
                        account,
                        account)
                > 0;
    }

    /// All of an account, the oldest first.
    public static List<Beginning> all(Tx tx, String account) {
        return tx.list(
                "SELECT seq, after_seq, before, fingerprint, at FROM beginning WHERE account_id = ?"
                        + " ORDER BY seq",
                Beginning::read,
                account);
    }

    private static Beginning read(Row row) {
        return new Beginning(
                row.getLong(1), row.getLong(2), row.getBytes(3), row.getBytes(4), row.getLong(5));
    }
}
