package dev.tidemark.server.store;

import dev.tidemark.sql.Row;
import dev.tidemark.sql.Tx;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One credential of one account: an API key, or the token of a device. Times are milliseconds
/// since 1970.
///
/// @param prefix how its token begins, for people to tell tokens apart
/// @param digest SHA-256 of the secret
/// @param oldDigest of the secret before the last rotation; null where there is none
/// @param oldExpiresAt until when that one is good
/// @param role its name on the wire; null for a device's token, which has that of its key
/// @param scopes separated by spaces; empty for all of the role
/// @param device that it is bound to; null for an API key
/// @param enrolledWith the API key that a device's token is worth as much as
/// @param expiresAt null for never
public record CredentialRow(
        String account,
        String id,
        String name,
        String prefix,
        byte[] digest,
        byte @Nullable [] oldDigest,
        @Nullable Long oldExpiresAt,
        @Nullable String role,
        String scopes,
        @Nullable String device,
        @Nullable String enrolledWith,
        long createdAt,
        @Nullable Long expiresAt) {

    private static final String SELECT =
            "SELECT account_id, credential_id, name, prefix, digest, old_digest, old_expires_at,"
                    + " role, scopes, device_id, enrolled_with, created_at, expires_at"
                    + " FROM credential";

    /// The credential; empty where there is none.
    public static Optional<CredentialRow> find(Tx tx, String account, String id) {
        return tx.first(
                SELECT + " WHERE account_id = ? AND credential_id = ?",
                CredentialRow::read,
                account,
                id);
    }

    /// The token of a device; empty for a device that is revoked or was never enrolled.
    public static Optional<CredentialRow> ofDevice(Tx tx, String account, String device) {
        return tx.first(
                SELECT + " WHERE account_id = ? AND device_id = ?",
                CredentialRow::read,
                account,
                device);
    }

    /// The tokens of the devices that were enrolled with a key.
    public static List<CredentialRow> enrolledWith(Tx tx, String account, String key) {
        return tx.list(
                SELECT + " WHERE account_id = ? AND device_id IS NOT NULL AND enrolled_with = ?",
                CredentialRow::read,
                account,
                key);
    }

    /// The API keys of all accounts, behind one of them, in the order of account and id.
    public static List<CredentialRow> keys(Tx tx, String afterAccount, String afterId, int max) {
        return tx.list(
                SELECT
                        + " WHERE (account_id, credential_id) > (?, ?) AND device_id IS NULL"
                        + " ORDER BY account_id, credential_id LIMIT ?",
                CredentialRow::read,
                afterAccount,
                afterId,
                max);
    }

    /// How many API keys of a role there are that never expire, in all accounts.
    public static long countLasting(Tx tx, String role) {
        return tx.number(
                "SELECT count(*) FROM credential WHERE role = ? AND expires_at IS NULL", role);
    }

    /// Adds it.
    public void insert(Tx tx) {
        tx.update(
                "INSERT INTO credential (account_id, credential_id, name, prefix, digest, role,"
                        + " scopes, device_id, enrolled_with, created_at, expires_at)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                account,
                id,
                name,
                prefix,
                digest,
                role,
                scopes,
                device,
                enrolledWith,
                createdAt,
                expiresAt);
    }

    /// Gives it another secret; the one before lives on for a while.
    public void rotate(Tx tx, String newPrefix, byte[] newDigest, long oldUntil) {
        tx.update(
                "UPDATE credential SET old_digest = digest, old_expires_at = ?, digest = ?,"
                        + " prefix = ? WHERE account_id = ? AND credential_id = ?",
                oldUntil,
                newDigest,
                newPrefix,
                account,
                id);
    }

    /// Ends the secret before the last rotation.
    public static void retireOld(Tx tx, String account, String id) {
        tx.update(
                "UPDATE credential SET old_digest = NULL, old_expires_at = NULL"
                        + " WHERE account_id = ? AND credential_id = ?",
                account,
                id);
    }

    /// Takes it away.
    public void delete(Tx tx) {
        tx.update("DELETE FROM credential WHERE account_id = ? AND credential_id = ?", account, id);
    }

    private static CredentialRow read(Row row) {
        return new CredentialRow(
                row.getText(1),
                row.getText(2),
                row.getText(3),
                row.getText(4),
                row.getBytes(5),
                row.getBytesOrNull(6),
                row.isNull(7) ? null : row.getLong(7),
                row.getTextOrNull(8),
                row.getText(9),
                row.getTextOrNull(10),
                row.getTextOrNull(11),
                row.getLong(12),
                row.isNull(13) ? null : row.getLong(13));
    }
}
