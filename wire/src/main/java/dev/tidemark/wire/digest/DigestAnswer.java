package dev.tidemark.wire.digest;

import dev.tidemark.core.value.Checksum;
import dev.tidemark.wire.json.Flaws;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.json.JsonLimits;
import dev.tidemark.wire.json.JsonOut;
import dev.tidemark.wire.json.Members;
import java.util.Collections;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the server holds, as hashes: the answer to {@code GET /v1/sync/digest}.
 *
 * @param cursor of the state that is told of: a device that has pulled up to it holds the same
 * @param collections those that have live records, and that the caller may read
 */
public record DigestAnswer(String cursor, SortedMap<String, OfCollection> collections) {

    /** Takes over the map, which must not be changed any more. */
    public DigestAnswer {
        collections = Collections.unmodifiableSortedMap(collections);
    }

    /**
     * One collection.
     *
     * @param checksum how many live records it has, and the sum over them
     * @param digest as {@link dev.tidemark.core.value.Digest} makes it; null where only sums were
     *     asked for
     */
    public record OfCollection(Checksum checksum, @Nullable String digest) {}

    /** As it is sent. */
    public byte[] bytes() {
        JsonOut out = new JsonOut().beginObject().name("cursor").text(cursor);
        out.name("collections").beginObject();
        collections.forEach((name, collection) -> {
            out.name(name).beginObject().name("count").number(collection.checksum().count());
            out.name("sum").text(collection.checksum().text());
            if (collection.digest() != null) {
                out.name("digest").text(collection.digest());
            }
            out.endObject();
        });
        return out.endObject().endObject().bytes();
    }

    /**
     * Reads an answer.
     *
     * @throws dev.tidemark.wire.json.JsonFault if it is not JSON
     * @throws dev.tidemark.wire.json.InvalidInput if it is something else
     */
    public static DigestAnswer read(byte[] body) {
        Flaws flaws = new Flaws();
        Members answer = Members.of(Json.read(body, JsonLimits.STORED), "", flaws);
        Members collections = answer.members("collections");
        TreeMap<String, OfCollection> read = new TreeMap<>();
        for (String name : collections.object().members().keySet()) {
            Members collection = collections.members(name);
            read.put(
                    name,
                    new OfCollection(checksum(collection), collection.optionalText("digest")));
        }
        DigestAnswer digest = new DigestAnswer(answer.text("cursor"), read);
        flaws.check();
        return digest;
    }

    private static Checksum checksum(Members collection) {
        long count = collection.whole("count", 0, Members.WHOLE_MAX);
        String sum = collection.text("sum");
        if (!sum.matches("[0-9a-f]{" + 2 * Checksum.BYTES + "}")) {
            collection.flaw("sum", "must be 64 hexadecimal digits");
            return Checksum.EMPTY;
        }
        return Checksum.of(count, HexFormat.of().parseHex(sum));
    }
}
