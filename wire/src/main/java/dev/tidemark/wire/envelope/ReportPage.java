package dev.tidemark.wire.envelope;

import dev.tidemark.wire.json.JsonOut;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some reports, the newest first, without their items.
 *
 * @param cursor of the next page; null at the end
 */
public record ReportPage(List<EnvelopeReport> reports, @Nullable String cursor) {

    public ReportPage {
        reports = List.copyOf(reports);
    }

    /** As it is sent. */
    public byte[] bytes() {
        JsonOut out = new JsonOut().beginObject();
        out.name("reports").beginArray();
        reports.forEach(report -> report.writeLine(out));
        out.endArray();
        out.name("hasMore").flag(cursor != null);
        out.name("cursor").textOrNull(cursor);
        return out.endObject().bytes();
    }
}
