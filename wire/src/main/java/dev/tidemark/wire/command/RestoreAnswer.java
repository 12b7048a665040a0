package dev.tidemark.wire.command;

import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.json.Flaws;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.json.JsonLimits;
import dev.tidemark.wire.json.JsonOut;
import dev.tidemark.wire.json.Members;
import java.util.ArrayList;
import java.util.List;

/**
 * What a restore did: the answer to {@code POST /v1/snapshots/{id}/restore}.
 *
 * @param version of the account afterwards
 * @param restored how many records were changed
 * @param snapshotBefore the snapshot that undoes it
 * @param skipped how many records had to stay as they were
 * @param skippedRecords which ones, and why; at most {@link #SKIPPED_MAX} are named
 */
public record RestoreAnswer(
        long version,
        long restored,
        String snapshotBefore,
        long skipped,
        List<Skipped> skippedRecords) {

    /** How many of the records that had to stay as they were are named. */
    public static final int SKIPPED_MAX = 1_000;

    public RestoreAnswer {
        skippedRecords = skippedRecords.stream().limit(SKIPPED_MAX).toList();
    }

    /** A record that had to stay as it was, and why. */
    public record Skipped(RecordKey key, String detail) {}

    /** As it is sent and stored. */
    public byte[] bytes() {
        JsonOut out = new JsonOut().beginObject();
        out.name("version").number(version);
        out.name("restored").number(restored);
        out.name("snapshotBefore").text(snapshotBefore);
        out.name("skipped").number(skipped);
        out.name("skippedRecords").beginArray();
        for (Skipped each : skippedRecords) {
            out.beginObject();
            out.name("entity").text(each.key().collection());
            out.name("entityId").text(each.key().id());
            out.name("detail").text(each.detail());
            out.endObject();
        }
        return out.endArray().endObject().bytes();
    }

    /** The same as a value. */
    public Value.Obj value() {
        return Members.of(Json.own(bytes()), "", new Flaws()).object();
    }

    /**
     * Reads an answer.
     *
     * @throws dev.tidemark.wire.json.JsonFault if it is not JSON
     * @throws dev.tidemark.wire.json.InvalidInput if it is not what a restore answers
     */
    public static RestoreAnswer read(byte[] body) {
        Flaws flaws = new Flaws();
        Members answer = Members.of(Json.read(body, JsonLimits.STORED), "", flaws);
        List<Skipped> skipped = new ArrayList<>();
        for (Members each : answer.objects("skippedRecords")) {
            skipped.add(
                    new Skipped(
                            new RecordKey(each.text("entity"), each.text("entityId")),
                            each.text("detail")));
        }
        RestoreAnswer read =
                new RestoreAnswer(
                        answer.whole("version", 0, Members.WHOLE_MAX),
                        answer.whole("restored", 0, Members.WHOLE_MAX),
                        answer.text("snapshotBefore"),
                        answer.whole("skipped", 0, Members.WHOLE_MAX, 0),
                        skipped);
        flaws.check();
        return read;
    }
}
