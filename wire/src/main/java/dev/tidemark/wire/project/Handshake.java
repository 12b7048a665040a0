package dev.tidemark.wire.project;

import dev.tidemark.core.value.Value;
import dev.tidemark.wire.command.Commands;
import dev.tidemark.wire.json.Flaws;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.json.Members;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The body of {@code POST /api/project/handshake}: a device says what it has.
 *
 * @param lastKnown the version that it has of each part of the project; parts that it does not have
 *     are not there
 */
public record Handshake(String deviceId, SortedMap<String, String> lastKnown) {

    /** Takes over the map, which must not be changed any more. */
    public Handshake {
        lastKnown = Collections.unmodifiableSortedMap(lastKnown);
    }

    /** As it is sent. */
    public byte[] bytes() {
        return Json.bytes(
                Value.Obj.EMPTY
                        .with("deviceId", Value.of(deviceId))
                        .with("lastKnownVersion", texts(lastKnown)));
    }

    static Value.Obj texts(SortedMap<String, String> texts) {
        TreeMap<String, Value> members = new TreeMap<>();
        texts.forEach((name, text) -> members.put(name, Value.of(text)));
        return new Value.Obj(members);
    }

    static TreeMap<String, String> texts(Members members) {
        TreeMap<String, String> texts = new TreeMap<>();
        for (String name : members.object().members().keySet()) {
            String text = members.optionalText(name);
            if (text != null) {
                texts.put(name, text);
            }
        }
        return texts;
    }

    /**
     * Reads what a device says.
     *
     * @throws dev.tidemark.wire.json.InvalidInput if it is something else
     */
    public static Handshake read(Value body) {
        Flaws flaws = new Flaws();
        Members handshake = Members.of(body, "", flaws);
        Handshake read =
                new Handshake(
                        handshake.name("deviceId", Commands.NAME_CHARACTERS_MAX),
                        texts(handshake.optionalMembers("lastKnownVersion")));
        flaws.check();
        return read;
    }
}
