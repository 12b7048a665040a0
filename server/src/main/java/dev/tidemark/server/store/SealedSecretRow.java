package dev.tidemark.server.store;

import dev.tidemark.core.value.Canonical;
import dev.tidemark.sql.Row;
import dev.tidemark.sql.Tx;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A secret of an account as a device has sealed it. It never says what it holds: [#toString]
/// leaves the ciphertext out.
///
/// @param edition how often it was written or deleted, from 1
/// @param ciphertext null where it was deleted
/// @param keyId the device's name for the key
/// @param updatedAt milliseconds since 1970, UTC
/// @param updatedBy the device, or else the credential
public record SealedSecretRow(
        String name,
        long edition,
        @Nullable String ciphertext,
        String algorithm,
        String keyId,
        long updatedAt,
        String updatedBy) {

    private static final int TAG_BYTES = 8;

    private static final String COLUMNS =
            "name, edition, ciphertext, algorithm, key_id, updated_at, updated_by";

    private static final String FIND =
            "SELECT " + COLUMNS + " FROM sealed_secret WHERE account_id = ? AND name = ?";

    private static final String PAGE =
            "SELECT "
                    + COLUMNS
                    + " FROM sealed_secret WHERE account_id = ? AND name > ?"
                    + " AND ciphertext IS NOT NULL ORDER BY name LIMIT ?";

    private static final String KEEP =
            "INSERT INTO sealed_secret (account_id, "
                    + COLUMNS
                    + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (account_id, name) DO UPDATE SET"
                    + " edition = excluded.edition, ciphertext = excluded.ciphertext,"
                    + " algorithm = excluded.algorithm, key_id = excluded.key_id,"
                    + " updated_at = excluded.updated_at, updated_by = excluded.updated_by";

    /// The secret of a name, deleted or not; empty where there never was one.
    public static Optional<SealedSecretRow> find(Tx tx, String account, String name) {
        return tx.prepare(FIND).bind(account).bind(name).first(SealedSecretRow::read);
    }

    /// The next ones that are not deleted behind a name, in the order of their names.
    public static List<SealedSecretRow> page(Tx tx, String account, String after, int limit) {
        return tx.prepare(PAGE).bind(account).bind(after).bind(limit).list(SealedSecretRow::read);
    }

    /// How many there are, deleted ones included.
    public static long count(Tx tx, String account) {
        return tx.prepare("SELECT count(*) FROM sealed_secret WHERE account_id = ?")
                .bind(account)
                .number(0);
    }

    /// Whether it was deleted.
    public boolean deleted() {
        return ciphertext == null;
    }

    /// Names this very state of it: the edition, and a hash of what there is, so that a server that
    /// went back to a backup takes no version that it has forgotten for one of its own.
    public String version() {
        MessageDigest sha256 = Canonical.sha256();
        for (String part : List.of(ciphertext == null ? "" : ciphertext, algorithm, keyId)) {
            sha256.update(part.getBytes(StandardCharsets.UTF_8));
            sha256.update((byte) 0);
        }
        return edition + "-" + HexFormat.of().formatHex(sha256.digest(), 0, TAG_BYTES);
    }

    /// Keeps it in the place of the one before.
    public void keep(Tx tx, String account) {
        tx.prepare(KEEP)
                .bind(account)
                .bind(name)
                .bind(edition)
                .bind(ciphertext)
                .bind(algorithm)
                .bind(keyId)
                .bind(updatedAt)
                .bind(updatedBy)
                .update();
    }

    @Override
    public String toString() {
        return "secret in edition " + edition;
    }

    private static SealedSecretRow read(Row row) {
        return new SealedSecretRow(
                row.getText(1),
                row.getLong(2),
                row.getTextOrNull(3),
                row.getText(4),
                row.getText(5),
                row.getLong(6),
                row.getText(7));
    }
}
