package dev.tidemark.wire.problem;

import dev.tidemark.core.value.Storable.Flaw;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.json.Flaws;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.json.JsonFault;
import dev.tidemark.wire.json.JsonLimits;
import dev.tidemark.wire.json.Members;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The body of a refused request: {@code application/problem+json} of RFC 9457.
 *
 * @param code one of {@link ProblemCode}'s names; of a newer server perhaps another one, and ""
 *     where the answer was not a problem of ours at all
 * @param title a few words for all problems of this kind
 * @param detail what is wrong with this request, and what to do
 * @param traceId what the server's logs call the request; "" where unknown
 * @param retryable whether the very same request may succeed later
 * @param errors the places, where input was invalid
 * @param more what else a contract tells with it, by the contract's own names
 */
public record ProblemBody(
        String code,
        int status,
        String title,
        String detail,
        String traceId,
        boolean retryable,
        List<Flaw> errors,
        Value.Obj more) {

    /** What a problem has of itself, whatever a contract adds. */
    private static final Set<String> OWN =
            Set.of("type", "title", "status", "detail", "code", "traceId", "retryable", "errors");

    public static final String MEDIA_TYPE = "application/problem+json";

    public ProblemBody {
        errors = List.copyOf(errors);
    }

    /** A problem of a known kind. */
    public static ProblemBody of(
            ProblemCode code, String detail, String traceId, List<Flaw> errors) {
        return of(code, detail, traceId, errors, Value.Obj.EMPTY);
    }

    /** A problem of a known kind with which a contract tells more. */
    public static ProblemBody of(
            ProblemCode code, String detail, String traceId, List<Flaw> errors, Value.Obj more) {
        return new ProblemBody(
                code.name(),
                code.status(),
                code.title(),
                detail,
                traceId,
                code.retryable(),
                errors,
                more);
    }

    /** The code; null for one that this version does not know. */
    public @Nullable ProblemCode known() {
        return ProblemCode.named(code);
    }

    /** The body as it is sent. */
    public byte[] bytes() {
        return Json.bytes(value());
    }

    /** The body as a value. */
    public Value.Obj value() {
        TreeMap<String, Value> members = new TreeMap<>(more.members());
        ProblemCode known = known();
        members.put("type", Value.of(known == null ? "about:blank" : known.type()));
        members.put("title", Value.of(title));
        members.put("status", Value.of(status));
        members.put("detail", Value.of(detail));
        members.put("code", Value.of(code));
        members.put("traceId", Value.of(traceId));
        members.put("retryable", Value.of(retryable));
        if (!errors.isEmpty()) {
            members.put("errors", Errors.value(errors));
        }
        return new Value.Obj(members);
    }

    /**
     * Reads the body of an answer that is no success. It may come from a proxy and be anything, so
     * nothing is a fault: what is missing is made up from the status.
     *
     * @param status the HTTP status of the answer, which counts more than the body's
     */
    public static ProblemBody read(int status, byte[] body) {
        Value value;
        try {
            value = Json.read(body, JsonLimits.DEFAULT);
        } catch (JsonFault notJson) {
            value = Value.Obj.EMPTY;
        }
        Members members = Members.of(value, "", new Flaws());
        String code = orEmpty(members.optionalText("code"));
        String detail = orEmpty(members.optionalText("detail"));
        String title = orEmpty(members.optionalText("title"));
        return new ProblemBody(
                code,
                status,
                title.isEmpty() ? "HTTP status " + status : title,
                detail.isEmpty() ? "the server answered with HTTP status " + status : detail,
                orEmpty(members.optionalText("traceId")),
                members.flag("retryable", mayPass(status)),
                Errors.read(members),
                members.object().without(OWN));
    }

    /** Whether a status alone tells that the same request may succeed later. */
    private static boolean mayPass(int status) {
        return status == 408 || status == 425 || status == 429 || status >= 500;
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
