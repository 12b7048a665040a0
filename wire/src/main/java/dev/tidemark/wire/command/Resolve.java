package dev.tidemark.wire.command;

import dev.tidemark.core.conflict.Resolution;
import dev.tidemark.core.conflict.Resolution.Choice;
import dev.tidemark.core.merge.Refusal;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.json.Flaws;
import dev.tidemark.wire.json.JsonOut;
import dev.tidemark.wire.json.Members;
import dev.tidemark.wire.json.Words;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Decisions of a person about conflicts: {@code POST /v1/conflicts/resolve}. */
public record Resolve(String deviceId, List<Decision> decisions) {

    private static final Map<String, Choice> CHOICES = Words.of(Choice.class);

    public Resolve {
        decisions = List.copyOf(decisions);
    }

    /** One decision, as far as it could be read. */
    public sealed interface Decision {

        /** One that can be carried out. */
        record Readable(Resolution resolution) implements Decision {}

        /**
         * One that is refused as it stands.
         *
         * @param id null where it could not be read
         * @param conflictId null where it could not be read
         */
        record Malformed(@Nullable String id, @Nullable String conflictId, Refusal refusal)
                implements Decision {}
    }

    /**
     * Reads decisions. What is wrong with one is that one's affair.
     *
     * @throws dev.tidemark.wire.json.InvalidInput if the frame around them is wrong
     */
    public static Resolve read(Value body) {
        Flaws flaws = new Flaws();
        Members resolve = Members.of(body, "", flaws);
        String device = resolve.name("deviceId", Commands.NAME_CHARACTERS_MAX);
        if (!resolve.has("resolutions")) {
            resolve.flaw("resolutions", "is missing; it must be an array");
        }
        List<Value> items = resolve.items("resolutions");
        flaws.check();
        return new Resolve(device, items.stream().map(Resolve::decision).toList());
    }

    /** As it is sent; of choices that write no values of their own, without fields. */
    public static byte[] bytes(String deviceId, List<Resolution> resolutions) {
        JsonOut out = new JsonOut().beginObject();
        out.name("deviceId").text(deviceId);
        out.name("resolutions").beginArray();
        for (Resolution resolution : resolutions) {
            write(resolution, out);
        }
        return out.endArray().endObject().bytes();
    }

    /** The one form of a decision, as it is stored. */
    public static byte[] bytes(Resolution resolution) {
        JsonOut out = new JsonOut();
        write(resolution, out);
        return out.bytes();
    }

    private static void write(Resolution resolution, JsonOut out) {
        out.beginObject();
        out.name("choice").text(Words.of(resolution.choice()));
        out.name("conflictId").text(resolution.conflictId());
        if (takesFields(resolution.choice())) {
            out.name("fields").value(resolution.fields());
        }
        out.name("id").text(resolution.id());
        out.name("ts").instant(resolution.clock());
        out.endObject();
    }

    /** Reads one decision. */
    public static Decision decision(Value item) {
        Flaws flaws = new Flaws();
        Members decision = Members.of(item, "", flaws);
        if (!flaws.isEmpty()) {
            return new Decision.Malformed(null, null, Batch.refusal("decision", flaws));
        }
        String id = decision.name("id", Commands.NAME_CHARACTERS_MAX);
        String conflictId = decision.name("conflictId", Commands.NAME_CHARACTERS_MAX);
        Choice choice = decision.choice("choice", CHOICES);
        Value.Obj fields = decision.fields("fields");
        if (choice == Choice.VALUE && fields.members().isEmpty() && decision.has("choice")) {
            decision.flaw("fields", "must say the values that were chosen");
        }
        Resolution resolution =
                new Resolution(
                        id,
                        conflictId,
                        choice,
                        takesFields(choice) ? fields : Value.Obj.EMPTY,
                        decision.instant("ts"));
        return flaws.isEmpty()
                ? new Decision.Readable(resolution)
                : new Decision.Malformed(
                        id.isEmpty() ? null : id,
                        conflictId.isEmpty() ? null : conflictId,
                        Batch.refusal("decision", flaws));
    }

    private static boolean takesFields(Choice choice) {
        return choice == Choice.VALUE || choice == Choice.RENAME;
    }
}
