package dev.tidemark.wire.upload;

import dev.tidemark.core.merge.Refusal;
import dev.tidemark.core.value.Storable.Flaw;
import dev.tidemark.wire.json.Flaws;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.json.JsonLimits;
import dev.tidemark.wire.json.JsonOut;
import dev.tidemark.wire.json.Members;
import dev.tidemark.wire.problem.Errors;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of an {@link Upload}.
 *
 * @param accepted how many of its changes have taken effect, now or when they were sent before
 * @param rejected the others
 * @param cursor a place that the device has everything up to, so that a download from there misses
 *     nothing
 */
public record UploadAnswer(int accepted, List<Rejected> rejected, String cursor) {

    public UploadAnswer {
        rejected = List.copyOf(rejected);
    }

    /**
     * A change that took no effect.
     *
     * @param opId null where it could not be read
     * @param code a name of {@link Refusal.Code}; of a newer server perhaps another one
     * @param retryable whether the very same change may be accepted later
     * @param detail what is wrong and what to do, in a sentence
     * @param errors the places, relative to the change
     * @param conflictId what a person has to decide about it; null for nothing
     */
    public record Rejected(
            @Nullable String opId,
            String code,
            boolean retryable,
            String detail,
            List<Flaw> errors,
            @Nullable String conflictId) {

        public Rejected {
            errors = List.copyOf(errors);
        }

        /** A refusal by the rules, in the words of this contract. */
        public static Rejected of(
                @Nullable String opId, Refusal refusal, @Nullable String conflictId) {
            String detail = refusal.detail();
            for (Flaw flaw : refusal.errors()) {
                detail = detail.replace(flaw.pointer() + ":", place(flaw.pointer()) + ":");
            }
            return new Rejected(
                    opId,
                    refusal.code().name(),
                    refusal.code().retryable(),
                    detail,
                    refusal.errors().stream()
                            .map(flaw -> new Flaw(place(flaw.pointer()), flaw.message()))
                            .toList(),
                    conflictId);
        }

        /** Where in a change of this contract a place of a mutation is. */
        private static String place(String pointer) {
            if (pointer.equals("/fields") || pointer.startsWith("/fields/")) {
                return "/data" + pointer.substring("/fields".length());
            }
            return switch (pointer) {
                case "/entity" -> "/entityType";
                case "/entityId" -> "/id";
                case "/unset" -> "/data";
                default -> pointer;
            };
        }

        void write(JsonOut out) {
            out.beginObject();
            out.name("opId").textOrNull(opId);
            out.name("code").text(code);
            out.name("retryable").flag(retryable);
            out.name("detail").text(detail);
            out.name("errors").value(Errors.value(errors));
            out.name("conflictId").textOrNull(conflictId);
            out.endObject();
        }

        static Rejected read(Members rejected) {
            return new Rejected(
                    rejected.optionalText("opId"),
                    rejected.text("code"),
                    rejected.flag("retryable", false),
                    rejected.text("detail"),
                    Errors.read(rejected),
                    rejected.optionalText("conflictId"));
        }
    }

    /** As it is sent. */
    public byte[] bytes() {
        JsonOut out = new JsonOut().beginObject();
        out.name("accepted").number(accepted);
        out.name("rejected").beginArray();
        rejected.forEach(each -> each.write(out));
        out.endArray();
        out.name("cursor").text(cursor);
        return out.endObject().bytes();
    }

    /**
     * Reads an answer.
     *
     * @throws dev.tidemark.wire.json.JsonFault if it is not JSON
     * @throws dev.tidemark.wire.json.InvalidInput if it is no answer to an upload
     */
    public static UploadAnswer read(byte[] body) {
        Flaws flaws = new Flaws();
        Members answer = Members.of(Json.read(body, JsonLimits.STORED), "", flaws);
        UploadAnswer read =
                new UploadAnswer(
                        (int) answer.whole("accepted", 0, Integer.MAX_VALUE),
                        answer.objects("rejected").stream().map(Rejected::read).toList(),
                        answer.text("cursor"));
        flaws.check();
        return read;
    }
}
