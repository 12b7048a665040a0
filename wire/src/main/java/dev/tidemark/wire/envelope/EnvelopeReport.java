package dev.tidemark.wire.envelope;

import dev.tidemark.core.value.Value;
import dev.tidemark.wire.json.Flaws;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.json.JsonLimits;
import dev.tidemark.wire.json.JsonOut;
import dev.tidemark.wire.json.Members;
import dev.tidemark.wire.json.Words;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What became of the items of an envelope.
 *
 * @param id of the report
 * @param device for which it was applied
 * @param items in the order of the envelope
 */
public record EnvelopeReport(
        String id, Policy policy, Instant applied, String device, List<Item> items) {

    private static final Map<String, Policy> POLICIES = Words.of(Policy.class);
    private static final Map<String, Status> STATUSES = Words.of(Status.class);

    public EnvelopeReport {
        items = List.copyOf(items);
    }

    /** What became of an item. */
    public enum Status {
        CREATED,
        UPDATED,
        /** The server has it already, or keeps its own. */
        SKIPPED,
        /** In conflict and not decided; neither side was touched. */
        CONFLICTED,
        /** Refused; the detail says why. */
        FAILED
    }

    /**
     * One item.
     *
     * @param type null where it could not be read
     * @param id null where it could not be read
     * @param detail why it came so
     * @param archivedAs where the side that was not kept is; null where none lost
     */
    public record Item(
            @Nullable String type,
            @Nullable String id,
            Status status,
            String detail,
            @Nullable String archivedAs) {}

    /** How many items have a status. */
    public long count(Status status) {
        return items.stream().filter(item -> item.status == status).count();
    }

    /** The report as far as somebody may see it. */
    public EnvelopeReport visible(Predicate<String> mayRead) {
        return new EnvelopeReport(
                id,
                policy,
                applied,
                device,
                items.stream().filter(i -> i.type == null || mayRead.test(i.type)).toList());
    }

    /** All of it, as it is answered and kept. */
    public byte[] bytes() {
        JsonOut out = new JsonOut().beginObject();
        writeHead(out);
        out.name("items").beginArray();
        for (Item item : items) {
            out.beginObject();
            if (item.archivedAs != null) {
                out.name("archived_as").text(item.archivedAs);
            }
            out.name("detail").text(item.detail);
            out.name("item_id").textOrNull(item.id);
            out.name("item_type").textOrNull(item.type);
            out.name("status").text(Words.of(item.status));
            out.endObject();
        }
        return out.endArray().endObject().bytes();
    }

    /** Without its items, as it stands in lists. */
    public void writeLine(JsonOut out) {
        out.beginObject();
        writeHead(out);
        out.endObject();
    }

    private void writeHead(JsonOut out) {
        out.name("applied_utc").instant(applied);
        out.name("device_id").text(device);
        out.name("policy").text(Words.of(policy));
        out.name("report_id").text(id);
        out.name("summary").beginObject();
        for (Status status : Status.values()) {
            out.name(Words.of(status)).number(count(status));
        }
        out.endObject();
    }

    /**
     * Reads a report.
     *
     * @throws dev.tidemark.wire.json.JsonFault if it is not JSON
     * @throws dev.tidemark.wire.json.InvalidInput if it is no report
     */
    public static EnvelopeReport read(byte[] bytes) {
        return read(Json.read(bytes, JsonLimits.STORED));
    }

    private static EnvelopeReport read(Value value) {
        Flaws flaws = new Flaws();
        Members report = Members.of(value, "", flaws);
        List<Item> items = new ArrayList<>();
        for (Members item : report.objects("items")) {
            items.add(
                    new Item(
                            item.optionalText("item_type"),
                            item.optionalText("item_id"),
                            item.choice("status", STATUSES),
                            item.text("detail"),
                            item.optionalText("archived_as")));
        }
        EnvelopeReport read =
                new EnvelopeReport(
                        report.text("report_id"),
                        report.choice("policy", POLICIES),
                        report.instant("applied_utc"),
                        report.text("device_id"),
                        items);
        flaws.check();
        return read;
    }
}
