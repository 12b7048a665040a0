package dev.tidemark.wire.upsert;

import dev.tidemark.core.value.Value;
import dev.tidemark.wire.json.Flaws;
import dev.tidemark.wire.json.JsonOut;
import dev.tidemark.wire.json.Members;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What became of a batch, and what is new.
 *
 * @param acceptedAt by the server's clock
 * @param serverCursor where the device stands once it has taken over what came down
 * @param acceptedCounts how many records of this batch were accepted, by collection
 * @param downstream what is new, by the names of the app's schema: arrays of records, and what
 *     comes in short
 * @param hasMore whether there is more behind the cursor
 */
public record UpsertAnswer(
        String syncId,
        Instant acceptedAt,
        String serverCursor,
        SortedMap<String, Integer> acceptedCounts,
        List<UpsertConflict> conflicts,
        Value.Obj downstream,
        boolean hasMore) {

    /** Takes over the map, which must not be changed any more. */
    public UpsertAnswer {
        acceptedCounts = Collections.unmodifiableSortedMap(acceptedCounts);
        conflicts = List.copyOf(conflicts);
    }

    /** As it is sent. That there is more is only said where there is. */
    public byte[] bytes() {
        JsonOut out = new JsonOut().beginObject();
        out.name("syncId").text(syncId);
        out.name("acceptedAt").instant(acceptedAt);
        out.name("serverCursor").text(serverCursor);
        out.name("acceptedCounts").beginObject();
        acceptedCounts.forEach((collection, count) -> out.name(collection).number(count));
        out.endObject();
        out.name("conflicts").beginArray();
        conflicts.forEach(conflict -> conflict.write(out));
        out.endArray();
        out.name("downstream").value(downstream);
        if (hasMore) {
            out.name("hasMore").flag(true);
        }
        return out.endObject().bytes();
    }

    /**
     * Reads an answer.
     *
     * @throws dev.tidemark.wire.json.InvalidInput if it is none
     */
    public static UpsertAnswer read(Value body) {
        Flaws flaws = new Flaws();
        Members answer = Members.of(body, "", flaws);
        TreeMap<String, Integer> counts = new TreeMap<>();
        Members accepted = answer.members("acceptedCounts");
        for (String collection : accepted.object().members().keySet()) {
            counts.put(collection, (int) accepted.whole(collection, 0, Integer.MAX_VALUE));
        }
        UpsertAnswer read =
                new UpsertAnswer(
                        answer.text("syncId"),
                        answer.instant("acceptedAt"),
                        answer.text("serverCursor"),
                        counts,
                        answer.objects("conflicts").stream().map(UpsertConflict::read).toList(),
                        answer.fields("downstream"),
                        answer.flag("hasMore", false));
        flaws.check();
        return read;
    }
}
