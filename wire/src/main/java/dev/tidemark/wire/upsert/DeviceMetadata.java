package dev.tidemark.wire.upsert;

import dev.tidemark.core.value.Value;
import dev.tidemark.wire.account.DeviceRequest;
import dev.tidemark.wire.command.Commands;
import dev.tidemark.wire.json.Members;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a device says of itself.
 *
 * @param name for people; null where it says none
 * @param platform as the schema's device priority may name it; null where it says none
 * @param updatedAt since when that holds, by the device's clock
 * @param body all of it, as it was sent
 */
public record DeviceMetadata(
        String deviceId,
        @Nullable String name,
        @Nullable String platform,
        Instant updatedAt,
        Value.Obj body) {

    /** What conflicts about it call it. */
    public static final String ENTITY_TYPE = "device";

    static DeviceMetadata read(Members device, Instant requestedAt) {
        Instant updatedAt = device.optionalInstant("updatedAt");
        return new DeviceMetadata(
                device.name("deviceId", Commands.NAME_CHARACTERS_MAX),
                device.optionalName("name", DeviceRequest.CHARACTERS_MAX),
                device.optionalName("platform", DeviceRequest.CHARACTERS_MAX),
                updatedAt == null ? requestedAt : updatedAt,
                device.object());
    }
}
