package dev.tidemark.wire.command;

import dev.tidemark.core.record.Op;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.json.Flaws;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.json.JsonLimits;
import dev.tidemark.wire.json.JsonOut;
import dev.tidemark.wire.json.Members;
import dev.tidemark.wire.json.Words;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A record's past, the newest first: the answer to {@code GET /v1/history/{entity}/{entityId}}.
 *
 * @param hasMore whether there are older ones; ask for those before the last version
 */
public record HistoryPage(List<Version> versions, boolean hasMore) {

    private static final Map<String, Op> OPS = Words.of(Op.class);

    public HistoryPage {
        versions = List.copyOf(versions);
    }

    /**
     * One accepted mutation.
     *
     * @param version its seq
     * @param deviceId that asked for it
     * @param commandId the device's name for it
     * @param clock as it counts
     * @param fields what it wrote
     * @param unset what it took away
     * @param superseded whether nothing of it is left in the record: others have written over it
     */
    public record Version(
            long version,
            Op op,
            String deviceId,
            String commandId,
            Instant clock,
            Value.Obj fields,
            List<String> unset,
            boolean superseded) {

        public Version {
            unset = List.copyOf(unset);
        }
    }

    /** As it is sent. */
    public byte[] bytes() {
        JsonOut out = new JsonOut().beginObject().name("versions").beginArray();
        versions.forEach(version -> write(version, out));
        return out.endArray().name("hasMore").flag(hasMore).endObject().bytes();
    }

    private static void write(Version version, JsonOut out) {
        out.beginObject();
        out.name("version").number(version.version());
        out.name("op").text(Words.of(version.op()));
        out.name("deviceId").text(version.deviceId());
        out.name("commandId").text(version.commandId());
        out.name("ts").instant(version.clock());
        out.name("fields").value(version.fields());
        if (!version.unset().isEmpty()) {
            out.name("unset").beginArray();
            version.unset().forEach(out::text);
            out.endArray();
        }
        out.name("superseded").flag(version.superseded());
        out.endObject();
    }

    /**
     * Reads a page.
     *
     * @throws dev.tidemark.wire.json.JsonFault if it is not JSON
     * @throws dev.tidemark.wire.json.InvalidInput if it is no page of a history
     */
    public static HistoryPage read(byte[] body) {
        Flaws flaws = new Flaws();
        Members page = Members.of(Json.read(body, JsonLimits.STORED), "", flaws);
        List<Version> versions = new ArrayList<>();
        for (Members version : page.objects("versions")) {
            versions.add(
                    new Version(
                            version.whole("version", 0, Members.WHOLE_MAX),
                            version.choice("op", OPS),
                            version.text("deviceId"),
                            version.text("commandId"),
                            version.instant("ts"),
                            version.fields("fields"),
                            version.texts("unset"),
                            version.flag("superseded", false)));
        }
        flaws.check();
        return new HistoryPage(versions, page.flag("hasMore", false));
    }
}
