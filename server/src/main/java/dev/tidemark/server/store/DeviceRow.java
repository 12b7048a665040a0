package dev.tidemark.server.store;

import dev.tidemark.sql.Row;
import dev.tidemark.sql.Tx;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// One device of one account. Times are milliseconds since 1970.
///
/// @param enrolledBy the device whose token enrolled it; null where it was an API key
/// @param lastSeen when it last asked for something, as last written; null for never
/// @param seenSeq up to where it is known to have pulled, as last written
/// @param revokedAt null while it is not
public record DeviceRow(
        String account,
        String device,
        String name,
        @Nullable String platform,
        @Nullable String enrolledBy,
        long createdAt,
        @Nullable Long lastSeen,
        long seenSeq,
        @Nullable Long revokedAt) {

    private static final String SELECT =
            "SELECT account_id, device_id, name, platform, enrolled_by, created_at, last_seen,"
                    + " seen_seq, revoked_at FROM device";

    /// The device; empty where there is none.
    public static Optional<DeviceRow> find(Tx tx, String account, String device) {
        return tx.first(
                SELECT + " WHERE account_id = ? AND device_id = ?",
                DeviceRow::read,
                account,
                device);
    }

    /// An account's devices whose ids come after one, in the order of their ids.
    public static List<DeviceRow> page(Tx tx, String account, String after, int max) {
        return tx.list(
                SELECT + " WHERE account_id = ? AND device_id > ? ORDER BY device_id LIMIT ?",
                DeviceRow::read,
                account,
                after,
                max);
    }

    /// How far the slowest of an account's devices is known to have pulled, of those that are not
    /// revoked and were seen, or enrolled, since a time; empty where there is none.
    ///
    /// @param since milliseconds since 1970, UTC
    public static OptionalLong slowest(Tx tx, String account, long since) {
        return tx.first(
                        "SELECT min(seen_seq) FROM device WHERE account_id = ?"
                                + " AND revoked_at IS NULL AND coalesce(last_seen, created_at) >= ?",
                        row ->
                                row.isNull(1)
                                        ? OptionalLong.empty()
                                        : OptionalLong.of(row.getLong(1)),
                        account,
                        since)
                .orElseThrow();
    }

    /// Adds it.
    public void insert(Tx tx) {
        tx.update(
                "INSERT INTO device (account_id, device_id, name, platform, enrolled_by,"
                        + " created_at) VALUES (?, ?, ?, ?, ?, ?)",
                account,
                device,
                name,
                platform,
                enrolledBy,
                createdAt);
    }

    /// Takes it away, as if it had never been.
    public void delete(Tx tx) {
        tx.update("DELETE FROM device WHERE account_id = ? AND device_id = ?", account, device);
    }

    /// Revokes it, if it is not revoked already.
    public static void revoke(Tx tx, String account, String device, long now) {
        tx.update(
                "UPDATE device SET revoked_at = ?"
                        + " WHERE account_id = ? AND device_id = ? AND revoked_at IS NULL",
                now,
                account,
                device);
    }

    /// Writes down what it says of itself, where it is enrolled; null leaves what is there.
    public static void describe(
            Tx tx,
            String account,
            String device,
            @Nullable String name,
            @Nullable String platform) {
        tx.update(
                "UPDATE device SET name = coalesce(?, name), platform = coalesce(?, platform)"
                        + " WHERE account_id = ? AND device_id = ?",
                name,
                platform,
                account,
                device);
    }

    /// Writes down when it was seen and how far it has pulled; neither goes back.
    public static void seen(Tx tx, String account, String device, long at, long seq) {
        tx.update(
                "UPDATE device SET last_seen = CASE WHEN last_seen > ? THEN last_seen ELSE ? END,"
                        + " seen_seq = CASE WHEN seen_seq > ? THEN seen_seq ELSE ? END"
                        + " WHERE account_id = ? AND device_id = ?",
                at,
                at,
                seq,
                seq,
                account,
                device);
    }

    private static DeviceRow read(Row row) {
        return new DeviceRow(
                row.getText(1),
                row.getText(2),
                row.getText(3),
                row.getTextOrNull(4),
                row.getTextOrNull(5),
                row.getLong(6),
                row.isNull(7) ? null : row.getLong(7),
                row.getLong(8),
                row.isNull(9) ? null : row.getLong(9));
    }
}
