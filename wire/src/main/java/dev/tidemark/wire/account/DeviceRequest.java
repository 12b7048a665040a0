package dev.tidemark.wire.account;

import dev.tidemark.core.value.Value;
import dev.tidemark.wire.json.Flaws;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.json.Members;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /v1/devices}: a device that wants to be enrolled.
 *
 * @param name for people
 * @param platform as the schema's device priority may name it; null for none
 * @param deviceId the id that it chose; null to be given one
 */
public record DeviceRequest(String name, @Nullable String platform, @Nullable String deviceId) {

    /** Most characters of each of the three. */
    public static final int CHARACTERS_MAX = 200;

    /** As it is sent. */
    public byte[] bytes() {
        TreeMap<String, Value> members = new TreeMap<>();
        members.put("name", Value.of(name));
        if (platform != null) {
            members.put("platform", Value.of(platform));
        }
        if (deviceId != null) {
            members.put("deviceId", Value.of(deviceId));
        }
        return Json.bytes(new Value.Obj(members));
    }

    /**
     * Reads a request.
     *
     * @throws dev.tidemark.wire.json.InvalidInput if it is something else
     */
    public static DeviceRequest read(Value body) {
        Flaws flaws = new Flaws();
        Members request = Members.of(body, "", flaws);
        DeviceRequest read =
                new DeviceRequest(
                        request.name("name", CHARACTERS_MAX),
                        request.optionalName("platform", CHARACTERS_MAX),
                        request.optionalName("deviceId", CHARACTERS_MAX));
        flaws.check();
        return read;
    }
}
