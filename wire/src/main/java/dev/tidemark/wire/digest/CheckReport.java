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
 * Whether a server's records are what it has noted of them: the answer to {@code GET
 * /v1/sync/digest/verify}.
 *
 * @param records how many live ones were looked at
 * @param faults what is wrong; at most 1,000
 */
public record CheckReport(long records, List<Fault> faults) {

    public CheckReport {
        faults = List.copyOf(faults);
    }

    /**
     * Something wrong.
     *
     * @param id of the record; null where the collection as a whole is meant
     * @param detail what is wrong, in a sentence
     */
    public record Fault(String collection, @Nullable String id, String detail) {}

    /** Whether nothing is wrong. */
    public boolean whole() {
        return faults.isEmpty();
    }

    /** As it is sent. */
    public byte[] bytes() {
        JsonOut out = new JsonOut().beginObject().name("whole").flag(whole());
        out.name("records").number(records).name("faults").beginArray();
        for (Fault fault : faults) {
            out.beginObject().name("entity").text(fault.collection());
            out.name("entityId").textOrNull(fault.id());
            out.name("detail").text(fault.detail()).endObject();
        }
        return out.endArray().endObject().bytes();
    }

    /**
     * Reads a report.
     *
     * @throws dev.tidemark.wire.json.JsonFault if it is not JSON
     * @throws dev.tidemark.wire.json.InvalidInput if it is something else
     */
    public static CheckReport read(byte[] body) {
        Flaws flaws = new Flaws();
        Members report = Members.of(Json.read(body, JsonLimits.STORED), "", flaws);
        List<Fault> faults = new ArrayList<>();
        for (Members fault : report.objects("faults")) {
            faults.add(
                    new Fault(
                            fault.text("entity"),
                            fault.optionalText("entityId"),
                            fault.text("detail")));
        }
        CheckReport read = new CheckReport(report.whole("records", 0, Members.WHOLE_MAX), faults);
        flaws.check();
        return read;
    }
}
