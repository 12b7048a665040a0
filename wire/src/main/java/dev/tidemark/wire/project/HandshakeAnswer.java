package dev.tidemark.wire.project;

import dev.tidemark.core.value.Value;
import dev.tidemark.wire.json.Flaws;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.json.JsonLimits;
import dev.tidemark.wire.json.Members;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The answer to {@code POST /api/project/handshake}.
 *
 * @param version of the project
 * @param versions of its parts: the last change of each
 * @param cursor of this place, for {@code GET /v1/sync/changes}
 * @param initialPullRequired whether there is something that the device must pull before it may
 *     write
 */
public record HandshakeAnswer(
        String version,
        SortedMap<String, String> versions,
        String cursor,
        boolean initialPullRequired) {

    /** Takes over the map, which must not be changed any more. */
    public HandshakeAnswer {
        versions = Collections.unmodifiableSortedMap(versions);
    }

    /** As it is sent. */
    public Value.Obj value() {
        TreeMap<String, Value> members = new TreeMap<>();
        members.put("version", Value.of(version));
        members.put("versions", Handshake.texts(versions));
        members.put("cursor", Value.of(cursor));
        members.put("initialPullRequired", Value.of(initialPullRequired));
        return new Value.Obj(members);
    }

    /**
     * Reads an answer.
     *
     * @throws dev.tidemark.wire.json.JsonFault if it is not JSON
     * @throws dev.tidemark.wire.json.InvalidInput if it is something else
     */
    public static HandshakeAnswer read(byte[] body) {
        Flaws flaws = new Flaws();
        Members answer = Members.of(Json.read(body, JsonLimits.STORED), "", flaws);
        HandshakeAnswer read =
                new HandshakeAnswer(
                        answer.text("version"),
                        Handshake.texts(answer.members("versions")),
                        answer.text("cursor"),
                        answer.flag("initialPullRequired"));
        flaws.check();
        return read;
    }
}
