package dev.tidemark.wire.command;

import dev.tidemark.core.causality.Dot;
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
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A record's past, the newest first: the answer to {@code GET /v1/history/{entity}/{entityId}}.
 *
 * @param refused mutations that a rule refused, decided about or not; on the first page only, and
 *     only for who may write
 * @param hasMore whether there are older ones; ask for those before the last version
 * @param compacted the versions of which retention has left nothing to tell; null for none
 */
public record HistoryPage(
        List<Version> versions,
        List<ListedConflict> refused,
        boolean hasMore,
        @Nullable Compacted compacted) {

    private static final Map<String, Op> OPS = Words.of(Op.class);

    public HistoryPage {
        versions = List.copyOf(versions);
        refused = List.copyOf(refused);
    }

    /**
     * The oldest versions of a record, which are not kept any more.
     *
     * @param versions how many
     * @param version the newest of them
     */
    public record Compacted(long versions, long version) {}

    /**
     * A value that was written over.
     *
     * @param value null where it had been taken away already
     * @param dot the write that it was from; null for the sum of many
     */
    public record Old(@Nullable Value value, @Nullable Dot dot) {}

    /**
     * One accepted mutation.
     *
     * @param version its seq
     * @param deviceId that asked for it
     * @param dot its name in version vectors and stamps
     * @param commandId the device's name for it
     * @param clock as it counts
     * @param acceptedAt by the server's clock
     * @param by names the credential with which it came
     * @param traceId of the request
     * @param fields what it wrote
     * @param unset what it took away
     * @param superseded whether nothing of it is left in the record: others have written over it
     * @param replaced the values that it wrote over, by field; of fields that are merged as one, by
     *     the first of them
     */
    public record Version(
            long version,
            Op op,
            String deviceId,
            Dot dot,
            String commandId,
            Instant clock,
            Instant acceptedAt,
            String by,
            String traceId,
            Value.Obj fields,
            List<String> unset,
            boolean superseded,
            SortedMap<String, List<Old>> replaced) {

        public Version {
            unset = List.copyOf(unset);
            replaced = Collections.unmodifiableSortedMap(replaced);
        }
    }

    /** As it is sent. */
    public byte[] bytes() {
        JsonOut out = new JsonOut().beginObject().name("versions").beginArray();
        versions.forEach(version -> write(version, out));
        out.endArray();
        if (!refused.isEmpty()) {
            out.name("refused").beginArray();
            refused.forEach(conflict -> conflict.write(out));
            out.endArray();
        }
        out.name("hasMore").flag(hasMore);
        if (compacted != null) {
            out.name("compacted").beginObject();
            out.name("versions").number(compacted.versions());
            out.name("version").number(compacted.version()).endObject();
        }
        return out.endObject().bytes();
    }

    private static void write(Version version, JsonOut out) {
        out.beginObject();
        out.name("version").number(version.version());
        out.name("op").text(Words.of(version.op()));
        out.name("deviceId").text(version.deviceId());
        out.name("dot").beginObject();
        out.name("deviceId").text(version.dot().device());
        out.name("counter").number(version.dot().counter()).endObject();
        out.name("commandId").text(version.commandId());
        out.name("ts").instant(version.clock());
        out.name("acceptedAt").instant(version.acceptedAt());
        out.name("by").text(version.by());
        out.name("traceId").text(version.traceId());
        out.name("fields").value(version.fields());
        if (!version.unset().isEmpty()) {
            out.name("unset").beginArray();
            version.unset().forEach(out::text);
            out.endArray();
        }
        out.name("superseded").flag(version.superseded());
        out.name("replaced").beginObject();
        version.replaced()
                .forEach((name, values) -> {
                    out.name(name).beginArray();
                    values.forEach(old -> write(old, out));
                    out.endArray();
                });
        out.endObject().endObject();
    }

    private static void write(Old old, JsonOut out) {
        out.beginObject();
        if (old.dot() != null) {
            out.name("deviceId").text(old.dot().device());
            out.name("counter").number(old.dot().counter());
        }
        if (old.value() == null) {
            out.name("unset").flag(true);
        } else {
            out.name("value").value(old.value());
        }
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
            versions.add(version(version));
        }
        List<ListedConflict> refused = new ArrayList<>();
        for (Members conflict : page.objects("refused")) {
            refused.add(ListedConflict.read(conflict, flaws));
        }
        flaws.check();
        return new HistoryPage(versions, refused, page.flag("hasMore", false), compacted(page));
    }

    private static @Nullable Compacted compacted(Members page) {
        if (!page.has("compacted")) {
            return null;
        }
        Members compacted = page.members("compacted");
        return new Compacted(
                compacted.whole("versions", 0, Members.WHOLE_MAX),
                compacted.whole("version", 0, Members.WHOLE_MAX));
    }

    private static Version version(Members version) {
        return new Version(
                version.whole("version", 0, Members.WHOLE_MAX),
                version.choice("op", OPS),
                version.text("deviceId"),
                Siblings.dot(version.members("dot")),
                version.text("commandId"),
                version.instant("ts"),
                version.instant("acceptedAt"),
                version.text("by"),
                version.text("traceId"),
                version.fields("fields"),
                version.texts("unset"),
                version.flag("superseded", false),
                replaced(version.members("replaced")));
    }

    private static SortedMap<String, List<Old>> replaced(Members replaced) {
        TreeMap<String, List<Old>> values = new TreeMap<>();
        for (String name : replaced.object().members().keySet()) {
            List<Old> gone = new ArrayList<>();
            for (Members old : replaced.objects(name)) {
                Dot dot = old.has("deviceId") ? Siblings.dot(old) : null;
                gone.add(new Old(old.value("value"), dot));
            }
            values.put(name, gone);
        }
        return values;
    }
}
