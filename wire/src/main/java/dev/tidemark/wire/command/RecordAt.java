package dev.tidemark.wire.command;

import dev.tidemark.core.causality.Dot;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.json.Flaws;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.json.JsonLimits;
import dev.tidemark.wire.json.JsonOut;
import dev.tidemark.wire.json.Members;
import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A record as it was shown at a position of the log, and whose write each of its fields was: the
 * answer to {@code GET /v1/history/{entity}/{entityId}/{version}}.
 *
 * @param version of its last change up to there
 * @param fields as shown; of a deleted record, as they would be
 */
public record RecordAt(
        RecordKey key, long version, boolean deleted, SortedMap<String, Field> fields) {

    /** Takes over the map, which must not be changed any more. */
    public RecordAt {
        fields = Collections.unmodifiableSortedMap(fields);
    }

    /**
     * One field.
     *
     * @param dot the write that it is from; of a set or a counter, the last one
     * @param clock of that write, as it counts
     * @param version of that write
     */
    public record Field(Value value, Dot dot, Instant clock, long version) {}

    /** As it is sent. */
    public byte[] bytes() {
        JsonOut out = new JsonOut().beginObject();
        out.name("entity").text(key.collection());
        out.name("entityId").text(key.id());
        out.name("version").number(version);
        out.name("deleted").flag(deleted);
        out.name("fields").beginObject();
        fields.forEach((name, field) -> {
            out.name(name).beginObject();
            out.name("value").value(field.value());
            out.name("deviceId").text(field.dot().device());
            out.name("counter").number(field.dot().counter());
            out.name("ts").instant(field.clock());
            out.name("version").number(field.version()).endObject();
        });
        return out.endObject().endObject().bytes();
    }

    /**
     * Reads one.
     *
     * @throws dev.tidemark.wire.json.JsonFault if it is not JSON
     * @throws dev.tidemark.wire.json.InvalidInput if it is no record with the writes of its fields
     */
    public static RecordAt read(byte[] body) {
        Flaws flaws = new Flaws();
        Members record = Members.of(Json.read(body, JsonLimits.STORED), "", flaws);
        TreeMap<String, Field> fields = new TreeMap<>();
        Members named = record.members("fields");
        for (String name : named.object().members().keySet()) {
            Members field = named.members(name);
            Value value = field.value("value");
            fields.put(
                    name,
                    new Field(
                            value == null ? Value.NULL : value,
                            Siblings.dot(field),
                            field.instant("ts"),
                            field.whole("version", 0, Members.WHOLE_MAX)));
        }
        RecordAt read =
                new RecordAt(
                        new RecordKey(record.text("entity"), record.text("entityId")),
                        record.whole("version", 0, Members.WHOLE_MAX),
                        record.flag("deleted"),
                        fields);
        flaws.check();
        return read;
    }
}
