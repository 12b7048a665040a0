package dev.tidemark.server.store;

import dev.tidemark.sql.Row;
import dev.tidemark.sql.Tx;
import dev.tidemark.wire.json.Instants;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/// What a device says of itself. It need not be enrolled: a key may speak as any.
///
/// @param updatedAt by its clock, as far as that was believed
/// @param body JSON, as it was sent
public record DeviceMetadataRow(String device, Instant updatedAt, byte[] body) {

    private static final String FIND =
            "SELECT device_id, updated_at, body FROM device_metadata"
                    + " WHERE account_id = ? AND device_id = ?";

    private static final String KEEP =
            "INSERT INTO device_metadata (account_id, device_id, updated_at, body)"
                    + " VALUES (?, ?, ?, ?) ON CONFLICT (account_id, device_id) DO UPDATE SET"
                    + " updated_at = excluded.updated_at, body = excluded.body";

    /// What a device has said; empty where it has not.
    public static Optional<DeviceMetadataRow> find(Tx tx, String account, String device) {
        return tx.prepare(FIND).bind(account).bind(device).first(DeviceMetadataRow::read);
    }

    /// Keeps it, in the place of what the device said before.
    public void keep(Tx tx, String account) {
        tx.prepare(KEEP)
                .bind(account)
                .bind(device)
                .bind(Instants.text(updatedAt))
                .bind(body)
                .update();
    }

    private static DeviceMetadataRow read(Row row) {
        Instant updatedAt = Objects.requireNonNull(Instants.read(row.getText(2)));
        return new DeviceMetadataRow(row.getText(1), updatedAt, row.getBytes(3));
    }
}
