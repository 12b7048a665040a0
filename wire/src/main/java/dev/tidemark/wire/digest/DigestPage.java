package dev.tidemark.wire.digest;

import dev.tidemark.wire.json.Flaws;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.json.JsonLimits;
import dev.tidemark.wire.json.JsonOut;
import dev.tidemark.wire.json.Members;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a digest was made of: the answer to {@code GET /v1/sync/digest?collection=}.
 *
 * @param records live ones, by the bytes of their ids
 * @param cursor behind which the next page begins; null on the last one
 */
public record DigestPage(List<Pair> records, @Nullable String cursor) {

    public DigestPage {
        records = List.copyOf(records);
    }

    /** One live record. */
    public record Pair(String id, String contentHash) {}

    public boolean hasMore() {
        return cursor != null;
    }

    /** As it is sent. */
    public byte[] bytes() {
        JsonOut out = new JsonOut().beginObject().name("records").beginArray();
        for (Pair pair : records) {
            out.beginObject().name("id").text(pair.id());
            out.name("contentHash").text(pair.contentHash()).endObject();
        }
        out.endArray().name("cursor").textOrNull(cursor);
        return out.name("hasMore").flag(hasMore()).endObject().bytes();
    }

    /**
     * Reads a page.
     *
     * @throws dev.tidemark.wire.json.JsonFault if it is not JSON
     * @throws dev.tidemark.wire.json.InvalidInput if it is something else
     */
    public static DigestPage read(byte[] body) {
        Flaws flaws = new Flaws();
        Members page = Members.of(Json.read(body, JsonLimits.STORED), "", flaws);
        List<Pair> records = new ArrayList<>();
        for (Members record : page.objects("records")) {
            records.add(new Pair(record.text("id"), record.text("contentHash")));
        }
        boolean more = page.flag("hasMore", false);
        DigestPage read = new DigestPage(records, more ? page.text("cursor") : null);
        flaws.check();
        return read;
    }
}
