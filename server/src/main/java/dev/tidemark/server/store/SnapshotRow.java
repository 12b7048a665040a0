package dev.tidemark.server.store;

import dev.tidemark.sql.Row;
import dev.tidemark.sql.Tx;
import java.util.List;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A position of an account's log that people can go back to.
///
/// @param seq of the last change before it; 0 for the empty account
/// @param createdAt milliseconds since 1970, UTC
/// @param createdBy the credential; empty for the server itself
/// @param restored what was done just behind it; null but for [Kind#BEFORE_RESTORE]
public record SnapshotRow(
        String id,
        long seq,
        String label,
        Kind kind,
        long createdAt,
        String createdBy,
        @Nullable Restored restored) {

    private static final String COLUMNS =
            "snapshot_id, seq, label, kind, created_at, created_by, request, answer";

    private static final String FIND =
            "SELECT " + COLUMNS + " FROM snapshot WHERE account_id = ? AND snapshot_id = ?";

    private static final String NEWEST =
            "SELECT "
                    + COLUMNS
                    + " FROM snapshot WHERE account_id = ? AND kind <> 'version'"
                    + " ORDER BY created_at DESC, snapshot_id DESC LIMIT 1";

    private static final String NEWEST_VERSION =
            "SELECT seq FROM snapshot WHERE account_id = ? AND kind = 'version'"
                    + " ORDER BY seq DESC LIMIT 1";

    private static final String PAGE =
            "SELECT "
                    + COLUMNS
                    + " FROM snapshot WHERE account_id = ? AND (created_at, snapshot_id) < (?, ?)"
                    + " ORDER BY created_at DESC, snapshot_id DESC LIMIT ?";

    private static final String KEEP =
            "INSERT INTO snapshot (account_id, " + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";

    private static final String COUNT =
            "SELECT count(*) FROM snapshot WHERE account_id = ? AND kind = ?";

    private static final String DELETE =
            "DELETE FROM snapshot WHERE account_id = ? AND snapshot_id = ?";

    private static final String PRUNE =
            "DELETE FROM snapshot WHERE account_id = ? AND snapshot_id IN (SELECT snapshot_id FROM"
                    + " snapshot WHERE account_id = ? AND kind = ?"
                    + " ORDER BY created_at DESC, seq DESC, snapshot_id DESC LIMIT ? OFFSET ?)";

    /// Why there is one.
    public enum Kind {
        /// Somebody asked for it; it stays until somebody deletes it.
        NAMED,
        /// Taken by the server now and then; the oldest go.
        AUTOMATIC,
        /// Taken just before a restore, so that it can be undone; the oldest go.
        BEFORE_RESTORE,
        /// A version of a project, taken just before the next one; the oldest go.
        VERSION;

        /// Its name on the wire and in the table.
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        private static Kind of(String name) {
            return valueOf(name.toUpperCase(Locale.ROOT));
        }
    }

    /// A restore, kept so that one that is asked for again is the same restore.
    ///
    /// @param request what it was to do, in one form
    /// @param answer what was answered
    public record Restored(String request, byte[] answer) {}

    /// The snapshot of an id; empty where there is none.
    public static Optional<SnapshotRow> find(Tx tx, String account, String id) {
        return tx.prepare(FIND).bind(account).bind(id).first(SnapshotRow::read);
    }

    /// The seq of the newest version of a project that is kept; 0 where none is.
    public static long newestVersion(Tx tx, String account) {
        return tx.prepare(NEWEST_VERSION).bind(account).number(0);
    }

    /// The one that was made last, of any kind but a project's versions.
    public static Optional<SnapshotRow> newest(Tx tx, String account) {
        return tx.prepare(NEWEST).bind(account).first(SnapshotRow::read);
    }

    /// The next ones behind a place, the newest first.
    ///
    /// @param before the last one before; null to begin
    public static List<SnapshotRow> page(
            Tx tx, String account, @Nullable SnapshotRow before, int limit) {
        return tx.prepare(PAGE)
                .bind(account)
                .bind(before == null ? Long.MAX_VALUE : before.createdAt)
                .bind(before == null ? "" : before.id)
                .bind(limit)
                .list(SnapshotRow::read);
    }

    /// The positions of an account's snapshots, in order.
    public static NavigableSet<Long> positions(Tx tx, String account) {
        return new TreeSet<>(
                tx.list(
                        "SELECT DISTINCT seq FROM snapshot WHERE account_id = ?",
                        row -> row.getLong(1),
                        account));
    }

    /// How many an account has of a kind.
    public static long count(Tx tx, String account, Kind kind) {
        return tx.prepare(COUNT).bind(account).bind(kind.wireName()).number(0);
    }

    /// Forgets one; whether it was there.
    public static boolean delete(Tx tx, String account, String id) {
        return tx.prepare(DELETE).bind(account).bind(id).update() > 0;
    }

    /// Forgets the oldest of a kind.
    ///
    /// @param kept how many stay
    public static void prune(Tx tx, String account, Kind kind, int kept) {
        tx.prepare(PRUNE)
                .bind(account)
                .bind(account)
                .bind(kind.wireName())
                .bind(Integer.MAX_VALUE)
                .bind(kept)
                .update();
    }

    /// Keeps it.
    public void keep(Tx tx, String account) {
        tx.prepare(KEEP)
                .bind(account)
                .bind(id)
                .bind(seq)
                .bind(label)
                .bind(kind.wireName())
                .bind(createdAt)
                .bind(createdBy)
                .bind(restored == null ? null : restored.request)
                .bind(restored == null ? null : restored.answer)
                .update();
    }

    private static SnapshotRow read(Row row) {
        String request = row.getTextOrNull(7);
        return new SnapshotRow(
                row.getText(1),
                row.getLong(2),
                row.getText(3),
                Kind.of(row.getText(4)),
                row.getLong(5),
                row.getText(6),
                request == null ? null : new Restored(request, row.getBytes(8)));
    }
}
