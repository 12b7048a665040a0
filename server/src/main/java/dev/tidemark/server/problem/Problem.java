package dev.tidemark.server.problem;

import dev.tidemark.core.value.Storable.Flaw;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.problem.ProblemBody;
import dev.tidemark.wire.problem.ProblemCode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Why a whole request is refused; thrown by whoever notices, answered by the request's lifecycle.
///
/// The detail is shown to the caller: it says what is wrong and what to do, and never anything of
/// the inside or of another account. Immutable; it carries no stack trace, because it is an answer
/// and not a fault.
public final class Problem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private static final Duration SOON = Duration.ofSeconds(1);

    private final ProblemCode code;
    private final transient List<Flaw> errors;
    private final transient @Nullable Duration retryAfter;
    private final transient Value.Obj more;

    private Problem(
            ProblemCode code,
            String detail,
            List<Flaw> errors,
            @Nullable Duration retryAfter,
            Value.Obj more) {
        super(detail, null, false, false);
        this.code = code;
        this.errors = List.copyOf(errors);
        this.retryAfter = retryAfter;
        this.more = more;
    }

    /// A refusal of a known kind.
    public static Problem of(ProblemCode code, String detail) {
        return new Problem(code, detail, List.of(), null, Value.Obj.EMPTY);
    }

    /// 400: the path, a parameter or a header cannot be read.
    public static Problem unreadable(String detail) {
        return of(ProblemCode.MALFORMED_REQUEST, detail);
    }

    /// 400: the body is not what its headers say.
    public static Problem brokenBody(String detail) {
        return of(ProblemCode.MALFORMED_BODY, detail);
    }

    /// 422: the request can be read and is wrong, at these places.
    public static Problem invalid(String detail, List<Flaw> errors) {
        return of(ProblemCode.INVALID, detail).withErrors(errors);
    }

    /// 422: the request can be read and is wrong, at one place (RFC 6901).
    public static Problem invalid(String pointer, String message) {
        String detail = pointer.isEmpty() ? "The body " + message : pointer + ": " + message;
        return invalid(detail, List.of(new Flaw(pointer, message)));
    }

    /// 401: no credential, or one that is worth nothing (any more).
    public static Problem unauthenticated(String detail) {
        return of(ProblemCode.UNAUTHENTICATED, detail);
    }

    /// 403: the credential does not allow it.
    public static Problem forbidden(String detail) {
        return of(ProblemCode.FORBIDDEN, detail);
    }

    /// 404: it is not there, or not for the caller to know of; `what` as in "device".
    public static Problem notFound(String what) {
        return of(ProblemCode.NOT_FOUND, "There is no such " + what + ".");
    }

    /// 422: it cannot be taken back and the request does not confirm it.
    public static Problem unconfirmed(String what) {
        return of(
                ProblemCode.CONFIRMATION_REQUIRED,
                what + " cannot be taken back; send \"confirm\": true if it is meant.");
    }

    /// 413: the body is larger than it may be.
    public static Problem bodyTooLarge(long bytesMax) {
        return of(
                ProblemCode.BODY_TOO_LARGE,
                "The body is larger than " + bytesMax + " bytes; send less at once.");
    }

    /// 415: the body is of another kind, or packed in another way.
    public static Problem unsupportedMediaType(String detail) {
        return of(ProblemCode.UNSUPPORTED_MEDIA_TYPE, detail);
    }

    /// 429: too many requests.
    public static Problem rateLimited(String detail, Duration wait) {
        return of(ProblemCode.RATE_LIMITED, detail).retryAfter(wait);
    }

    /// 503: too much to do.
    public static Problem busy(String detail, Duration wait) {
        return of(ProblemCode.BUSY, detail).retryAfter(wait);
    }

    /// 503: starting, stopping or being maintained.
    public static Problem unavailable(String detail) {
        return of(ProblemCode.UNAVAILABLE, detail).retryAfter(SOON);
    }

    /// The same refusal, which the very same request may escape after this long.
    public Problem retryAfter(Duration wait) {
        return new Problem(code, detail(), errors, wait, more);
    }

    /// The same refusal with the places that are wrong.
    public Problem withErrors(List<Flaw> places) {
        return new Problem(code, detail(), places, retryAfter, more);
    }

    /// The same refusal, with what else its contract tells. It is shown to the caller and nowhere
    /// else, so it may hold what was written.
    ///
    /// @param members by the contract's names
    public Problem telling(Value.Obj members) {
        return new Problem(code, detail(), errors, retryAfter, members);
    }

    /// A code of the documented, stable list; it knows the status.
    public ProblemCode code() {
        return code;
    }

    /// What is wrong and what to do, in a sentence.
    public String detail() {
        return String.valueOf(getMessage());
    }

    /// The places that are wrong, where there are any.
    public List<Flaw> errors() {
        return errors;
    }

    /// How long to wait before trying again; said with every 429 and 503.
    public Optional<Duration> retryAfter() {
        boolean mustSay = code.status() == 429 || code.status() == 503;
        return Optional.ofNullable(retryAfter == null && mustSay ? SOON : retryAfter);
    }

    /// The body that is answered.
    public ProblemBody body(String traceId) {
        return ProblemBody.of(code, detail(), traceId, errors, more);
    }
}
