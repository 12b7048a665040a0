package dev.tidemark.wire.account;

import dev.tidemark.core.value.Value;
import dev.tidemark.wire.json.Flaws;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.json.JsonLimits;
import dev.tidemark.wire.json.Members;
import java.util.TreeMap;

/**
 * The answer to {@code POST /v1/devices}.
 *
 * @param token speaks for this device and no other; it is shown this once
 */
public record EnrolledDevice(String deviceId, String token) {

    /** As it is sent. */
    public byte[] bytes() {
        TreeMap<String, Value> members = new TreeMap<>();
        members.put("deviceId", Value.of(deviceId));
        members.put("token", Value.of(token));
        return Json.bytes(new Value.Obj(members));
    }

    /**
     * Reads an answer.
     *
     * @throws dev.tidemark.wire.json.JsonFault if it is not JSON
     * @throws dev.tidemark.wire.json.InvalidInput if it is something else
     */
    public static EnrolledDevice read(byte[] body) {
        Flaws flaws = new Flaws();
        Members answer = Members.of(Json.read(body, JsonLimits.DEFAULT), "", flaws);
        EnrolledDevice read = new EnrolledDevice(answer.text("deviceId"), answer.text("token"));
        flaws.check();
        return read;
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "EnrolledDevice[" + deviceId + "]";
    }
}
