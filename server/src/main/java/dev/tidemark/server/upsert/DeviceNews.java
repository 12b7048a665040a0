package dev.tidemark.server.upsert;

import dev.tidemark.core.value.Value;
import dev.tidemark.server.access.Principal;
import dev.tidemark.server.access.Role;
import dev.tidemark.server.engine.Asking;
import dev.tidemark.server.engine.Scribe;
import dev.tidemark.server.store.DeviceMetadataRow;
import dev.tidemark.server.store.DeviceRow;
import dev.tidemark.sql.Tx;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.upsert.DeviceMetadata;
import dev.tidemark.wire.upsert.SuggestedAction;
import dev.tidemark.wire.upsert.UpsertConflict;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a batch says of its device, held against what was said before: the later one counts.
///
/// @param updatedAt by the device's clock; one from the future counts as no later than the arrival
///   plus the skew, so that a wrong clock does not keep its word for years
/// @param before what was said before; null where nothing was
record DeviceNews(
        DeviceMetadata said,
        Instant updatedAt,
        @Nullable DeviceMetadataRow before,
        boolean allowed) {

    static DeviceNews of(Scribe scribe, DeviceMetadata said) {
        Asking asking = scribe.asking();
        Instant latest = asking.received().plus(scribe.app().rules().skew());
        Instant at = said.updatedAt().isAfter(latest) ? latest : said.updatedAt();
        DeviceMetadataRow before =
                DeviceMetadataRow.find(scribe.tx(), asking.account(), said.deviceId()).orElse(null);
        return new DeviceNews(said, at, before, maySay(asking.principal()));
    }

    /// A device may say what it is, whatever else it may; who speaks for any device must be allowed
    /// to write.
    private static boolean maySay(Principal principal) {
        return principal.deviceId() != null || principal.role().covers(Role.EDITOR);
    }

    private boolean isNew() {
        return before == null || !Json.own(before.body()).sameAs(said.body());
    }

    private boolean isLater() {
        return before == null || updatedAt.isAfter(before.updatedAt());
    }

    /// Keeps it, if it is new and later.
    void keep(Tx tx, String account) {
        if (allowed && isNew() && isLater()) {
            new DeviceMetadataRow(said.deviceId(), updatedAt, Json.bytes(said.body()))
                    .keep(tx, account);
            DeviceRow.describe(tx, account, said.deviceId(), said.name(), said.platform());
        }
    }

    /// Why it is not kept; empty where it is, or says nothing new.
    Optional<UpsertConflict> conflict() {
        if (!isNew() || allowed && isLater()) {
            return Optional.empty();
        }
        Value stored = before == null ? Value.NULL : Json.own(before.body());
        return Optional.of(
                allowed
                        ? conflict(
                                UpsertConflict.DEVICE_STALE,
                                "what the server knows of the device was said later; send what is new with a later updatedAt",
                                stored,
                                SuggestedAction.KEEP_SERVER)
                        : conflict(
                                "forbidden",
                                "this credential may not say what a device is; use the device's own",
                                Value.NULL,
                                SuggestedAction.ASK_FOR_ACCESS));
    }

    private UpsertConflict conflict(
            String rule, String reason, Value stored, SuggestedAction action) {
        return UpsertConflict.of(
                DeviceMetadata.ENTITY_TYPE,
                said.deviceId(),
                rule,
                reason,
                said.body(),
                stored,
                action,
                List.of());
    }
}
