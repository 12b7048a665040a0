package dev.tidemark.wire.command;

import dev.tidemark.core.value.Value;
import dev.tidemark.wire.json.Flaws;
import dev.tidemark.wire.json.JsonOut;
import dev.tidemark.wire.json.Members;
import java.util.ArrayList;
import java.util.List;

/**
 * Records that a device offers to a server that has gone back in time: {@code POST /v1/sync/heal}.
 *
 * @param cursor the device's, which proves it
 * @param records entries as the server told them, unchanged
 */
public record Heal(String deviceId, String cursor, List<EncodedEntry> records) {

    public Heal {
        records = List.copyOf(records);
    }

    /** How many records a body offers; 0 where it is none. To be asked before reading it. */
    public static int count(Value body) {
        return body instanceof Value.Obj obj
                        && obj.members().get("records") instanceof Value.Array records
                ? records.items().size()
                : 0;
    }

    /**
     * Reads an offer. What is wrong with one record is that one's affair.
     *
     * @throws dev.tidemark.wire.json.InvalidInput if the frame around them is wrong
     */
    public static Heal read(Value body) {
        Flaws flaws = new Flaws();
        Members offer = Members.of(body, "", flaws);
        String device = offer.name("deviceId", Commands.NAME_CHARACTERS_MAX);
        String cursor = offer.text("cursor");
        if (!offer.has("records")) {
            offer.flaw("records", "is missing; it must be an array");
        }
        List<EncodedEntry> records = new ArrayList<>();
        for (Value item : offer.items("records")) {
            if (item instanceof Value.Obj entry) {
                records.add(EncodedEntry.of(entry));
            } else {
                offer.flaw("records", "must be objects");
            }
        }
        flaws.check();
        return new Heal(device, cursor, records);
    }

    /**
     * An offer as it is sent.
     *
     * @param records entries, byte for byte
     */
    public static byte[] bytes(String deviceId, String cursor, List<byte[]> records) {
        JsonOut out = new JsonOut().beginObject();
        out.name("cursor").text(cursor);
        out.name("deviceId").text(deviceId);
        out.name("records").beginArray();
        records.forEach(out::raw);
        return out.endArray().endObject().bytes();
    }
}
