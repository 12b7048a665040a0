package dev.tidemark.wire.upload;

import dev.tidemark.core.schema.SyncSchema;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.command.Commands;
import dev.tidemark.wire.json.Flaws;
import dev.tidemark.wire.json.JsonOut;
import dev.tidemark.wire.json.Members;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a device has changed: {@code POST /v1/sync/upload}.
 *
 * @param cursor how far the device had downloaded when it made these changes; null where it does
 *     not say, so that its last download counts
 */
public record Upload(String deviceId, @Nullable String cursor, List<UploadedChange> changes) {

    public Upload {
        changes = List.copyOf(changes);
    }

    /** How many changes a body has; 0 where it is no upload. To be asked before reading it. */
    public static int count(Value body) {
        return body instanceof Value.Obj obj
                        && obj.members().get("changes") instanceof Value.Array changes
                ? changes.items().size()
                : 0;
    }

    /**
     * Reads an upload. What is wrong with one change is that change's affair.
     *
     * @throws dev.tidemark.wire.json.InvalidInput if the frame around the changes is wrong
     */
    public static Upload read(Value body, SyncSchema schema) {
        Flaws flaws = new Flaws();
        Members upload = Members.of(body, "", flaws);
        String device = upload.name("deviceId", Commands.NAME_CHARACTERS_MAX);
        String cursor = upload.optionalText("cursor");
        if (!upload.has("changes")) {
            upload.flaw("changes", "is missing; it must be an array");
        }
        List<Value> items = upload.items("changes");
        flaws.check();
        return new Upload(
                device,
                cursor,
                items.stream().map(item -> UploadedChange.read(item, schema)).toList());
    }

    /** An upload as it is sent. */
    public static byte[] bytes(
            String deviceId, @Nullable String cursor, List<UploadedChange.Readable> changes) {
        JsonOut out = new JsonOut().beginObject();
        out.name("changes").beginArray();
        changes.forEach(change -> change.write(out));
        out.endArray();
        out.name("cursor").textOrNull(cursor);
        out.name("deviceId").text(deviceId);
        return out.endObject().bytes();
    }
}
