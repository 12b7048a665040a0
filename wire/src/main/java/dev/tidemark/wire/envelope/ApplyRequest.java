package dev.tidemark.wire.envelope;

import dev.tidemark.core.value.Value;
import dev.tidemark.wire.json.Flaws;
import dev.tidemark.wire.json.JsonOut;
import dev.tidemark.wire.json.Members;
import dev.tidemark.wire.json.Words;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Asks for an envelope to be applied.
 *
 * @param envelope itself, not read yet; null where it was uploaded
 * @param envelopeId of the upload; null where the envelope is here
 * @param decisions by {@code <item_type>/<item_id>}: which side is kept
 */
public record ApplyRequest(
        @Nullable Value envelope,
        @Nullable String envelopeId,
        Policy policy,
        SortedMap<String, Side> decisions) {

    private static final Map<String, Policy> POLICIES = Words.of(Policy.class);
    private static final Map<String, Side> SIDES = Words.of(Side.class);

    /** Takes over the map, which must not be changed any more. */
    public ApplyRequest {
        decisions = Collections.unmodifiableSortedMap(decisions);
    }

    /** Whether a body says {@code "confirm": true}; nothing else confirms. */
    public static boolean isConfirmed(Value.Obj body) {
        return Value.TRUE.equals(body.members().get("confirm"));
    }

    /**
     * The id of an upload that a body names instead of being an envelope; null where it does not.
     */
    public static @Nullable String namedUpload(Value.Obj body) {
        return body.members().containsKey("items")
                        || body.members().containsKey("schema_version")
                        || !(body.members().get("envelopeId") instanceof Value.Text id)
                ? null
                : id.value();
    }

    /**
     * Reads a request.
     *
     * @throws dev.tidemark.wire.json.InvalidInput if it is none
     */
    public static ApplyRequest read(Value.Obj body) {
        Flaws flaws = new Flaws();
        Members request = Members.of(body, "", flaws);
        boolean whole = request.has("envelope");
        String id = request.optionalText("envelopeId");
        if (whole == (id != null)) {
            request.flaw(
                    "envelope",
                    whole
                            ? "stands beside envelopeId; send one of the two"
                            : "is missing; send the envelope, or the envelopeId of an upload");
        }
        Policy policy = request.choice("policy", POLICIES);
        Members decided = request.optionalMembers("decisions");
        TreeMap<String, Side> decisions = new TreeMap<>();
        for (String item : decided.object().members().keySet()) {
            decisions.put(item, decided.choice(item, SIDES));
        }
        flaws.check();
        return new ApplyRequest(request.value("envelope"), id, policy, decisions);
    }

    /**
     * A confirmed request as it is sent.
     *
     * @param envelope as {@link Envelope#bytes} wrote it
     */
    public static byte[] bytes(byte[] envelope, Policy policy, Map<String, Side> decisions) {
        JsonOut out = new JsonOut(envelope.length + 256).beginObject();
        out.name("confirm").flag(true);
        out.name("decisions").beginObject();
        new TreeMap<>(decisions).forEach((item, side) -> out.name(item).text(Words.of(side)));
        out.endObject();
        out.name("policy").text(Words.of(policy));
        out.name("envelope").raw(envelope);
        return out.endObject().bytes();
    }
}
