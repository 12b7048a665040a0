package dev.tidemark.wire.command;

import dev.tidemark.core.merge.Refusal;
import dev.tidemark.core.value.Storable.Flaw;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.json.Flaws;
import dev.tidemark.wire.json.JsonOut;
import dev.tidemark.wire.json.Members;
import dev.tidemark.wire.problem.Errors;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A refused command, or a refused decision about a conflict.
 *
 * @param id of the command or decision; null where it could not be read
 * @param code a {@link Refusal.Code}'s name; of a newer server perhaps another one
 * @param retryable whether the very same command may be accepted later
 * @param detail what is wrong and what to do, in a sentence
 * @param errors the places, relative to the command
 * @param latest the record as it is; null where that does not matter, or there is none
 * @param conflict what a person has to decide; null for nothing
 */
public record Rejection(
        @Nullable String id,
        String code,
        boolean retryable,
        String detail,
        List<Flaw> errors,
        @Nullable EncodedEntry latest,
        @Nullable ListedConflict conflict) {

    public Rejection {
        errors = List.copyOf(errors);
    }

    /** A refusal by the rules. */
    public static Rejection of(
            @Nullable String id,
            Refusal refusal,
            @Nullable EncodedEntry latest,
            @Nullable ListedConflict conflict) {
        Refusal.Code code = refusal.code();
        return new Rejection(
                id,
                code.name(),
                code.retryable(),
                refusal.detail(),
                refusal.errors(),
                latest,
                conflict);
    }

    /** The code; null for one that this version does not know. */
    public Refusal.@Nullable Code known() {
        for (Refusal.Code known : Refusal.Code.values()) {
            if (known.name().equals(code)) {
                return known;
            }
        }
        return null;
    }

    void write(JsonOut out) {
        out.beginObject();
        writeMembers(out);
        out.endObject();
    }

    void writeMembers(JsonOut out) {
        out.name("id").textOrNull(id);
        out.name("code").text(code);
        out.name("retryable").flag(retryable);
        out.name("detail").text(detail);
        out.name("errors").value(Errors.value(errors));
        if (latest == null) {
            out.name("latest").value(Value.NULL);
        } else {
            out.name("latest").raw(latest.bytes());
        }
        if (conflict == null) {
            out.name("conflict").value(Value.NULL);
        } else {
            conflict.write(out.name("conflict"));
        }
    }

    static Rejection read(Members rejection, Flaws flaws) {
        Value latest = rejection.value("latest");
        return new Rejection(
                rejection.optionalText("id"),
                rejection.text("code"),
                rejection.flag("retryable", false),
                rejection.text("detail"),
                Errors.read(rejection),
                latest instanceof Value.Obj entry ? EncodedEntry.of(entry) : null,
                rejection.has("conflict")
                        ? ListedConflict.read(rejection.members("conflict"), flaws)
                        : null);
    }
}
