package dev.tidemark.wire.upsert;

import dev.tidemark.core.schema.SyncSchema;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.json.Flaws;
import dev.tidemark.wire.json.JsonOut;
import dev.tidemark.wire.json.Members;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a device sends: its records, and the cursor from which it wants to know what is new.
 *
 * @param syncId the device's name of this sync; the same sync, the same answer
 * @param requestedAt by the device's clock; what counts for records without a time of their own
 * @param cursor null for a device that has seen nothing
 * @param upserts in the order in which they are taken: patches of records come behind the records
 */
public record UpsertBatch(
        String syncId,
        Instant requestedAt,
        DeviceMetadata device,
        @Nullable String cursor,
        List<Upsert> upserts) {

    /** Most characters of a sync's name. */
    public static final int SYNC_ID_CHARACTERS_MAX = 200;

    private static final String UPSERTS = "upserts";

    public UpsertBatch {
        upserts = List.copyOf(upserts);
    }

    /** Whether a body of {@code POST /v1/sync/batch} speaks this contract. */
    public static boolean isBatch(Value body) {
        return body instanceof Value.Obj object
                && object.members().containsKey(UPSERTS)
                && !object.members().containsKey("commands");
    }

    /** How many records a body has; 0 where it is no batch. To be asked before reading it. */
    public static int count(Value body) {
        int count = 0;
        if (body instanceof Value.Obj batch
                && batch.members().get(UPSERTS) instanceof Value.Obj collections) {
            for (Value items : collections.members().values()) {
                count += items instanceof Value.Array array ? array.items().size() : 0;
            }
        }
        return count;
    }

    /**
     * Reads a batch. What is wrong with one record is that record's affair.
     *
     * @throws dev.tidemark.wire.json.InvalidInput if the frame around the records is wrong
     */
    public static UpsertBatch read(Value body, SyncSchema schema) {
        Flaws flaws = new Flaws();
        Members batch = Members.of(body, "", flaws);
        String syncId = batch.name("syncId", SYNC_ID_CHARACTERS_MAX);
        Instant requestedAt = batch.instant("requestedAt");
        DeviceMetadata device = DeviceMetadata.read(batch.members("device"), requestedAt);
        String cursor = batch.optionalText("lastKnownServerCursor");
        Members collections = batch.members(UPSERTS);
        List<Upsert> records = new ArrayList<>();
        List<Upsert> patches = new ArrayList<>();
        for (String collection : collections.object().members().keySet()) {
            boolean patching = Upsert.patches(collection, schema);
            int index = 0;
            for (Value item : collections.items(collection)) {
                String place = collections.place(collection) + "/" + index++;
                (patching ? patches : records)
                        .add(Upsert.read(collection, place, item, requestedAt, schema));
            }
        }
        flaws.check();
        records.addAll(patches);
        return new UpsertBatch(syncId, requestedAt, device, cursor, records);
    }

    /**
     * A batch as it is sent.
     *
     * @param device what the device says of itself, with its {@code deviceId}
     * @param upserts the records of each collection
     */
    public static byte[] bytes(
            String syncId,
            Instant requestedAt,
            Value.Obj device,
            @Nullable String cursor,
            Map<String, List<Value.Obj>> upserts) {
        JsonOut out = new JsonOut().beginObject();
        out.name("syncId").text(syncId);
        out.name("requestedAt").instant(requestedAt);
        out.name("device").value(device);
        out.name("lastKnownServerCursor").textOrNull(cursor);
        out.name(UPSERTS).beginObject();
        upserts.forEach((collection, records) -> out.name(collection).value(Value.of(records)));
        return out.endObject().endObject().bytes();
    }
}
