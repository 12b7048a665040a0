package dev.tidemark.wire.audit;

import dev.tidemark.wire.json.Flaws;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.json.JsonLimits;
import dev.tidemark.wire.json.JsonOut;
import dev.tidemark.wire.json.Members;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who did what, in order, the newest last: the answer to {@code GET /v1/audit}.
 *
 * @param newest the id of the newest event there is; 0 for none
 * @param hasMore whether there are events behind the last of the page; ask for those since it
 */
public record AuditPage(List<Event> events, long newest, boolean hasMore) {

    public AuditPage {
        events = List.copyOf(events);
    }

    /**
     * One event.
     *
     * @param eventId its place in the chain, from 1
     * @param action such as {@code sync.push}
     * @param status {@code done}, {@code partial} or {@code refused}
     * @param deviceId the device that it was done by; null for none
     * @param principal the credential that it was done with
     * @param traceId of the request; null where there was none
     */
    public record Event(
            long eventId,
            String action,
            String status,
            @Nullable String deviceId,
            String principal,
            Instant at,
            String detail,
            @Nullable String traceId) {}

    /** As it is sent. */
    public byte[] bytes() {
        JsonOut out = new JsonOut().beginObject().name("events").beginArray();
        events.forEach(event -> write(event, out));
        out.endArray().name("newest").number(newest);
        return out.name("hasMore").flag(hasMore).endObject().bytes();
    }

    private static void write(Event event, JsonOut out) {
        out.beginObject();
        out.name("eventId").number(event.eventId());
        out.name("action").text(event.action());
        out.name("status").text(event.status());
        out.name("deviceId").textOrNull(event.deviceId());
        out.name("principal").text(event.principal());
        out.name("timestamp").instant(event.at());
        out.name("detail").text(event.detail());
        out.name("traceId").textOrNull(event.traceId());
        out.endObject();
    }

    /**
     * Reads a page.
     *
     * @throws dev.tidemark.wire.json.JsonFault if it is not JSON
     * @throws dev.tidemark.wire.json.InvalidInput if it is no page of an audit
     */
    public static AuditPage read(byte[] body) {
        Flaws flaws = new Flaws();
        Members page = Members.of(Json.read(body, JsonLimits.STORED), "", flaws);
        List<Event> events = new ArrayList<>();
        for (Members event : page.objects("events")) {
            events.add(
                    new Event(
                            event.whole("eventId", 1, Members.WHOLE_MAX),
                            event.text("action"),
                            event.text("status"),
                            event.optionalText("deviceId"),
                            event.text("principal"),
                            event.instant("timestamp"),
                            event.text("detail"),
                            event.optionalText("traceId")));
        }
        AuditPage read =
                new AuditPage(
                        events,
                        page.whole("newest", 0, Members.WHOLE_MAX, 0),
                        page.flag("hasMore", false));
        flaws.check();
        return read;
    }
}
