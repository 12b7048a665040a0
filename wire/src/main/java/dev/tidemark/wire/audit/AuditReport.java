package dev.tidemark.wire.audit;

import dev.tidemark.wire.json.Flaws;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.json.JsonLimits;
import dev.tidemark.wire.json.JsonOut;
import dev.tidemark.wire.json.Members;
import dev.tidemark.wire.json.Words;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Whether a chain of events is whole: the answer to {@code GET /v1/audit/verify}. Whoever keeps
 * {@code events} and {@code hash} elsewhere can tell later that nothing up to there was replaced.
 *
 * @param events how many there are, which is also the id of the newest
 * @param hash of the newest, in hexadecimal; zeros where there is none
 * @param faults what is wrong, in order; at most 1,000
 */
public record AuditReport(long events, String hash, List<Fault> faults) {

    private static final Map<String, Fault.Kind> KINDS = Words.of(Fault.Kind.class);

    public AuditReport {
        faults = List.copyOf(faults);
    }

    /** A report with the hash as bytes. */
    public AuditReport(long events, byte[] hash, List<Fault> faults) {
        this(events, HexFormat.of().formatHex(hash), faults);
    }

    /**
     * Events that are not as they were written.
     *
     * @param first the first of them
     * @param last the last of them
     * @param detail what is wrong with them, as the end of a sentence
     */
    public record Fault(long first, long last, Kind kind, String detail) {

        /** What was done to them. */
        public enum Kind {
            /** Another text, another place, or another event before it. */
            CHANGED,
            /** Taken out or cut off. */
            MISSING,
            /** Put behind the end. */
            ADDED
        }

        /** As a sentence. */
        @Override
        public String toString() {
            String who =
                    first == last ? "Event " + first : "Each event from " + first + " to " + last;
            return who + " " + detail + ".";
        }
    }

    /** Whether the chain is whole. */
    public boolean whole() {
        return faults.isEmpty();
    }

    /** As it is sent. */
    public byte[] bytes() {
        JsonOut out = new JsonOut().beginObject().name("whole").flag(whole());
        out.name("events").number(events).name("hash").text(hash).name("faults").beginArray();
        for (Fault fault : faults) {
            out.beginObject().name("kind").text(Words.of(fault.kind()));
            out.name("first").number(fault.first()).name("last").number(fault.last());
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
    public static AuditReport read(byte[] body) {
        Flaws flaws = new Flaws();
        Members report = Members.of(Json.read(body, JsonLimits.STORED), "", flaws);
        List<Fault> faults = new ArrayList<>();
        for (Members fault : report.objects("faults")) {
            faults.add(
                    new Fault(
                            fault.whole("first", 1, Members.WHOLE_MAX),
                            fault.whole("last", 1, Members.WHOLE_MAX),
                            fault.choice("kind", KINDS),
                            fault.text("detail")));
        }
        AuditReport read =
                new AuditReport(
                        report.whole("events", 0, Members.WHOLE_MAX), report.text("hash"), faults);
        flaws.check();
        return read;
    }
}
