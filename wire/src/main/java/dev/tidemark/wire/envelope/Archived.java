package dev.tidemark.wire.envelope;

import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.value.Canonical;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.json.JsonOut;
import dev.tidemark.wire.json.Words;
import java.time.Instant;

/**
 * The side of a conflict that was not kept. It can stand among the items of an envelope as it is.
 *
 * @param side that lost
 * @param state what it had; of a deleted record, what it had before
 * @param archived when it was put here
 * @param reportId of the report that tells of it first
 */
public record Archived(
        RecordKey key, Side side, EnvelopePreview.State state, Instant archived, String reportId) {

    /** Hexadecimal digits of a hash that name an archived item. */
    private static final int SHORT_DIGITS = 16;

    private static final int PREFIX = "sha256:".length();

    /** What it holds. */
    public Value.Obj content() {
        Value.Obj content = state.content();
        return content == null ? Value.Obj.EMPTY : content;
    }

    /** The hash of what it holds. */
    public String contentHash() {
        return Canonical.hash(content());
    }

    /** {@code <item_id>~<suffix>}: what is archived twice is there once. */
    public String name() {
        return key.id() + "~" + contentHash().substring(PREFIX, PREFIX + SHORT_DIGITS);
    }

    /** The name where another content has the short one. */
    public String longName() {
        return key.id() + "~" + contentHash().substring(PREFIX);
    }

    /** As it is kept and answered under a name. */
    public byte[] bytes(String name) {
        JsonOut out = new JsonOut().beginObject();
        out.name("archived_as").text(name);
        out.name("archived_utc").instant(archived);
        out.name("content").value(content());
        out.name("content_hash").text(contentHash());
        out.name("deleted").flag(state.deleted());
        out.name("device_id").text(state.device());
        out.name("item_id").text(key.id());
        out.name("item_type").text(key.collection());
        out.name("report_id").text(reportId);
        out.name("side").text(Words.of(side));
        out.name("updated_utc").instant(state.updated());
        return out.endObject().bytes();
    }
}
