package dev.tidemark.wire.upload;

import dev.tidemark.core.merge.Refusal;
import dev.tidemark.core.merge.Refusal.Code;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.schema.SyncSchema;
import dev.tidemark.core.value.Canonical;
import dev.tidemark.core.value.Storable.Flaw;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.command.Commands;
import dev.tidemark.wire.json.Flaws;
import dev.tidemark.wire.json.Instants;
import dev.tidemark.wire.json.JsonOut;
import dev.tidemark.wire.json.Members;
import dev.tidemark.wire.schema.RecordKeys;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One change of an {@link Upload}. */
public sealed interface UploadedChange {

    /**
     * One that can be read.
     *
     * @param opId the device's name for it, the same however often it is sent
     * @param updatedAt when the device made it, by its clock
     * @param deletedAt when the record was deleted; null where it lives
     * @param data the whole record; null only in a deletion that says nothing about it
     */
    record Readable(
            String opId,
            RecordKey key,
            Instant updatedAt,
            @Nullable Instant deletedAt,
            Value.@Nullable Obj data)
            implements UploadedChange {

        public boolean isDeletion() {
            return deletedAt != null;
        }

        /** The fields that it names; none where it says nothing about them. */
        public Value.Obj fields() {
            return data == null ? Value.Obj.EMPTY : data;
        }

        /** A digest of all that it says: another change of the same name has another one. */
        public byte[] digest() {
            TreeMap<String, Value> members = new TreeMap<>();
            members.put("data", data == null ? Value.NULL : data);
            members.put("deletedAt", deletedAt == null ? Value.NULL : time(deletedAt));
            members.put("entityType", Value.of(key.collection()));
            members.put("id", Value.of(key.id()));
            members.put("updatedAt", time(updatedAt));
            String text = Canonical.text(new Value.Obj(members));
            return Canonical.sha256().digest(text.getBytes(StandardCharsets.UTF_8));
        }

        private static Value time(Instant time) {
            return Value.of(Instants.text(time));
        }

        void write(JsonOut out) {
            out.beginObject();
            out.name("data").valueOrNull(data);
            out.name("deletedAt").textOrNull(deletedAt == null ? null : Instants.text(deletedAt));
            out.name("entityType").text(key.collection());
            out.name("id").text(key.id());
            out.name("opId").text(opId);
            out.name("updatedAt").instant(updatedAt);
            out.endObject();
        }
    }

    /**
     * One that cannot.
     *
     * @param opId null where not even that can be read
     */
    record Malformed(@Nullable String opId, Refusal refusal) implements UploadedChange {}

    /** Reads a change; what is wrong with it is its own affair. */
    static UploadedChange read(Value item, SyncSchema schema) {
        Flaws flaws = new Flaws();
        Members members = Members.of(item, "", flaws);
        if (!flaws.isEmpty()) {
            return new Malformed(null, refusal(flaws));
        }
        String opId = members.name("opId", Commands.NAME_CHARACTERS_MAX);
        RecordKey key =
                new RecordKey(
                        members.name("entityType", Commands.NAME_CHARACTERS_MAX),
                        members.name("id", Commands.ID_CHARACTERS_MAX));
        RecordKeys.check(key, members, "entityType", "id", schema);
        Instant updatedAt = members.instant("updatedAt");
        Instant deletedAt = members.optionalInstant("deletedAt");
        Value.Obj data = members.optionalFields("data");
        if (!members.has("data") && !members.has("deletedAt")) {
            members.flaw("data", "is missing; it must be an object: the whole record");
        }
        return flaws.isEmpty()
                ? new Readable(opId, key, updatedAt, deletedAt, data)
                : new Malformed(opId.isEmpty() ? null : opId, refusal(flaws));
    }

    private static Refusal refusal(Flaws flaws) {
        Flaw first = flaws.list().get(0);
        String place = first.pointer().isEmpty() ? "the change" : first.pointer() + ":";
        return new Refusal(Code.VALIDATION, place + " " + first.message(), flaws.list());
    }
}
