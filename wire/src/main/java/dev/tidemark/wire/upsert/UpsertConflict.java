package dev.tidemark.wire.upsert;

import dev.tidemark.core.value.Storable.Flaw;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.json.Flaws;
import dev.tidemark.wire.json.JsonOut;
import dev.tidemark.wire.json.Members;
import dev.tidemark.wire.json.Words;
import dev.tidemark.wire.problem.Errors;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record of a batch that was not taken.
 *
 * @param entityType the member of the request that it stood in: its collection, or {@code device}
 * @param entityId null where it has none that can be read
 * @param rule what refused it, as the app's schema calls it
 * @param reason what is wrong and what to do, in a sentence
 * @param clientState what was sent
 * @param serverState what holds instead: the record, or the one that a patch is for; JSON null
 *     where there is none, or the sender may not see it
 * @param suggestedAction one of {@link SuggestedAction}'s words; of a newer server perhaps another
 * @param errors the places in the request, where there are any
 */
public record UpsertConflict(
        String entityType,
        @Nullable String entityId,
        String rule,
        String reason,
        Value clientState,
        Value serverState,
        String suggestedAction,
        List<Flaw> errors) {

    /** The rule of what does not fit its schema. */
    public static final String VALIDATION = "validation";

    /** The rule of metadata that is older than what the server has. */
    public static final String DEVICE_STALE = "device_stale";

    public UpsertConflict {
        errors = List.copyOf(errors);
    }

    /** One that names what can be done about it. */
    public static UpsertConflict of(
            String entityType,
            @Nullable String entityId,
            String rule,
            String reason,
            Value clientState,
            Value serverState,
            SuggestedAction action,
            List<Flaw> errors) {
        return new UpsertConflict(
                entityType,
                entityId,
                rule,
                reason,
                clientState,
                serverState,
                Words.of(action),
                errors);
    }

    /** Whether the very same is to be sent again later: nobody has to decide anything. */
    public boolean isToBeSentAgain() {
        return suggestedAction.equals(Words.of(SuggestedAction.WAIT));
    }

    /** As it stands in an answer. */
    public byte[] bytes() {
        JsonOut out = new JsonOut();
        write(out);
        return out.bytes();
    }

    /**
     * Reads one.
     *
     * @throws dev.tidemark.wire.json.InvalidInput if it is none
     */
    public static UpsertConflict read(Value value) {
        Flaws flaws = new Flaws();
        UpsertConflict conflict = read(Members.of(value, "", flaws));
        flaws.check();
        return conflict;
    }

    void write(JsonOut out) {
        out.beginObject();
        out.name("entityType").text(entityType);
        out.name("entityId").textOrNull(entityId);
        out.name("rule").text(rule);
        out.name("reason").text(reason);
        out.name("clientState").value(clientState);
        out.name("serverState").value(serverState);
        out.name("suggestedAction").text(suggestedAction);
        if (!errors.isEmpty()) {
            out.name("errors").value(Errors.value(errors));
        }
        out.endObject();
    }

    static UpsertConflict read(Members conflict) {
        return new UpsertConflict(
                conflict.text("entityType"),
                conflict.optionalText("entityId"),
                conflict.text("rule"),
                orEmpty(conflict.optionalText("reason")),
                orNull(conflict.value("clientState")),
                orNull(conflict.value("serverState")),
                orEmpty(conflict.optionalText("suggestedAction")),
                Errors.read(conflict));
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static Value orNull(@Nullable Value value) {
        return value == null ? Value.NULL : value;
    }
}
