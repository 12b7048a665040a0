package dev.tidemark.wire.upload;

import dev.tidemark.wire.command.EncodedEntry;
import dev.tidemark.wire.command.Page;
import dev.tidemark.wire.json.Flaws;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.json.JsonLimits;
import dev.tidemark.wire.json.JsonOut;
import dev.tidemark.wire.json.Members;
import java.time.Duration;
import java.util.List;

/**
 * What has changed: the answer to {@code GET /v1/sync/download}.
 *
 * @param changes each record that did, once, as it is now, in the order of their versions
 * @param cursor to go on from
 * @param hasMore whether there is more behind it now
 */
public record DownloadPage(List<DownloadedChange> changes, String cursor, boolean hasMore) {

    public DownloadPage {
        changes = List.copyOf(changes);
    }

    /**
     * A page of the log, told in this contract.
     *
     * @param skew of the schema
     */
    public static DownloadPage of(Page page, Duration skew) {
        return new DownloadPage(
                page.changes().stream()
                        .map(EncodedEntry::decoded)
                        .map(entry -> DownloadedChange.of(entry, skew))
                        .toList(),
                page.newSince(),
                page.hasMore());
    }

    /** As it is sent. */
    public byte[] bytes() {
        JsonOut out = new JsonOut().beginObject();
        out.name("changes").beginArray();
        changes.forEach(change -> change.write(out));
        out.endArray();
        out.name("cursor").text(cursor);
        out.name("hasMore").flag(hasMore);
        return out.endObject().bytes();
    }

    /**
     * Reads a page.
     *
     * @throws dev.tidemark.wire.json.JsonFault if it is not JSON
     * @throws dev.tidemark.wire.json.InvalidInput if it is no page of a download
     */
    public static DownloadPage read(byte[] body) {
        Flaws flaws = new Flaws();
        Members page = Members.of(Json.read(body, JsonLimits.STORED), "", flaws);
        DownloadPage read =
                new DownloadPage(
                        page.objects("changes").stream().map(DownloadedChange::read).toList(),
                        page.text("cursor"),
                        page.flag("hasMore"));
        flaws.check();
        return read;
    }
}
