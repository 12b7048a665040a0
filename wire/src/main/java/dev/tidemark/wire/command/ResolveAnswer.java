package dev.tidemark.wire.command;

import dev.tidemark.wire.json.Flaws;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.json.JsonLimits;
import dev.tidemark.wire.json.JsonOut;
import dev.tidemark.wire.json.Members;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of decisions about conflicts.
 *
 * @param resolved in the order of the request
 * @param rejections in the order of the request
 */
public record ResolveAnswer(List<Resolved> resolved, List<Refused> rejections) {

    public ResolveAnswer {
        resolved = List.copyOf(resolved);
        rejections = List.copyOf(rejections);
    }

    /**
     * A decision that was carried out.
     *
     * @param version the seq of the change that it made
     */
    public record Resolved(String conflictId, long version) {}

    /**
     * A decision that was not.
     *
     * @param conflictId as it was asked for; null where it could not be read
     * @param rejection under the decision's id
     */
    public record Refused(@Nullable String conflictId, Rejection rejection) {}

    /** As it is sent. */
    public byte[] bytes() {
        JsonOut out = new JsonOut().beginObject().name("resolved").beginArray();
        for (Resolved each : resolved) {
            out.beginObject().name("conflictId").text(each.conflictId());
            out.name("version").number(each.version()).endObject();
        }
        out.endArray().name("rejections").beginArray();
        for (Refused each : rejections) {
            out.beginObject().name("conflictId").textOrNull(each.conflictId());
            each.rejection().writeMembers(out);
            out.endObject();
        }
        return out.endArray().endObject().bytes();
    }

    /**
     * Reads an answer.
     *
     * @throws dev.tidemark.wire.json.JsonFault if it is not JSON
     * @throws dev.tidemark.wire.json.InvalidInput if it is no answer to decisions
     */
    public static ResolveAnswer read(byte[] body) {
        Flaws flaws = new Flaws();
        Members answer = Members.of(Json.read(body, JsonLimits.STORED), "", flaws);
        List<Resolved> resolved = new ArrayList<>();
        for (Members each : answer.objects("resolved")) {
            resolved.add(
                    new Resolved(
                            each.text("conflictId"), each.whole("version", 0, Members.WHOLE_MAX)));
        }
        List<Refused> refused = new ArrayList<>();
        for (Members each : answer.objects("rejections")) {
            refused.add(new Refused(each.optionalText("conflictId"), Rejection.read(each, flaws)));
        }
        flaws.check();
        return new ResolveAnswer(resolved, refused);
    }
}
