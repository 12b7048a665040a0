package dev.tidemark.wire.command;

import dev.tidemark.core.record.RecordKey;
import dev.tidemark.wire.json.Flaws;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.json.JsonLimits;
import dev.tidemark.wire.json.JsonOut;
import dev.tidemark.wire.json.Members;
import java.util.List;

/**
 * What became of records that were offered.
 *
 * @param joined how many told the server something that it lacked
 * @param unchanged how many did not
 * @param refused the rest
 * @param newSince a cursor to pull everything from, deletions included
 */
public record HealAnswer(long joined, long unchanged, List<Refused> refused, String newSince) {

    public HealAnswer {
        refused = List.copyOf(refused);
    }

    /**
     * A record that was not joined.
     *
     * @param key with empty names where they could not be read
     * @param code a name of {@code Refusal.Code}
     */
    public record Refused(RecordKey key, String code, String detail) {}

    /** As it is sent. */
    public byte[] bytes() {
        JsonOut out = new JsonOut().beginObject();
        out.name("joined").number(joined);
        out.name("newSince").text(newSince);
        out.name("refused").beginArray();
        for (Refused each : refused) {
            out.beginObject().name("code").text(each.code());
            out.name("detail").text(each.detail());
            out.name("entity").text(each.key().collection());
            out.name("entityId").text(each.key().id()).endObject();
        }
        return out.endArray().name("unchanged").number(unchanged).endObject().bytes();
    }

    /**
     * Reads an answer.
     *
     * @throws dev.tidemark.wire.json.JsonFault if it is not JSON
     * @throws dev.tidemark.wire.json.InvalidInput if it is no answer to an offer
     */
    public static HealAnswer read(byte[] json) {
        Flaws flaws = new Flaws();
        Members answer = Members.of(Json.read(json, JsonLimits.STORED), "", flaws);
        List<Refused> refused =
                answer.objects("refused").stream()
                        .map(each ->
                                new Refused(
                                        new RecordKey(
                                                orEmpty(each, "entity"), orEmpty(each, "entityId")),
                                        each.text("code"),
                                        each.text("detail")))
                        .toList();
        HealAnswer read =
                new HealAnswer(
                        answer.whole("joined", 0, Members.WHOLE_MAX),
                        answer.whole("unchanged", 0, Members.WHOLE_MAX),
                        refused,
                        answer.text("newSince"));
        flaws.check();
        return read;
    }

    private static String orEmpty(Members members, String name) {
        String text = members.optionalText(name);
        return text == null ? "" : text;
    }
}
