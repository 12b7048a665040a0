package dev.tidemark.server.problem;

import dev.tidemark.core.value.Storable.Flaw;
import dev.tidemark.core.value.Value;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Why a whole request is refused; thrown by whoever notices, answered by the request's lifecycle.
///
/// The detail is shown to the caller: it says what is wrong and what to do, and never anything of
/// the inside or of another account. Immutable; it carries no stack trace, because it is an answer
/// and not a fault.
public final class Problem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String code;
    private final int status;
    private final boolean retryable;
    private final transient List<Flaw> errors;
    private final transient @Nullable Duration retryAfter;
    private final transient SortedMap<String, Value> members;

    private Problem(
            String code,
            int status,
            String detail,
            boolean retryable,
            List<Flaw> errors,
            @Nullable Duration retryAfter,
            SortedMap<String, Value> members) {
        super(detail, null, false, false);
        this.code = code;
        this.status = status;
        this.retryable = retryable;
        this.errors = List.copyOf(errors);
        this.retryAfter = retryAfter;
        this.members = Collections.unmodifiableSortedMap(members);
    }

    /// A refusal with a code of the documented list; not retryable.
    public static Problem of(String code, int status, String detail) {
        return new Problem(code, status, detail, false, List.of(), null, new TreeMap<>());
    }

    /// 400: the request cannot be read.
    public static Problem unreadable(String detail) {
        return of("MALFORMED", 400, detail);
    }

    /// 422: the request can be read and is wrong, at these places.
    public static Problem invalid(String detail, List<Flaw> errors) {
        return of("VALIDATION", 422, detail).withErrors(errors);
    }

    /// 422: the request can be read and is wrong, at one place (RFC 6901).
    public static Problem invalid(String pointer, String message) {
        return invalid(pointer + ": " + message, List.of(new Flaw(pointer, message)));
    }

    /// 401: no credential, or one that is worth nothing (any more).
    public static Problem unauthorized(String detail) {
        return of("UNAUTHORIZED", 401, detail);
    }

    /// 403: the credential does not allow it.
    public static Problem forbidden(String detail) {
        return of("FORBIDDEN", 403, detail);
    }

    /// 404: it is not there, or not for the caller to know of; `what` as in "device".
    public static Problem notFound(String what) {
        return of("NOT_FOUND", 404, "There is no such " + what + ".");
    }

    /// 413: over a limit, which the detail names.
    public static Problem tooLarge(String code, String detail) {
        return of(code, 413, detail);
    }

    /// The same refusal, which the very same request may escape later, after this long.
    public Problem retryAfter(Duration wait) {
        return new Problem(code, status, detail(), true, errors, wait, members);
    }

    /// The same refusal with the places that are wrong.
    public Problem withErrors(List<Flaw> places) {
        return new Problem(code, status, detail(), retryable, places, retryAfter, members);
    }

    /// The same refusal with one more member in its body.
    public Problem with(String member, Value value) {
        TreeMap<String, Value> more = new TreeMap<>(members);
        more.put(member, value);
        return new Problem(code, status, detail(), retryable, errors, retryAfter, more);
    }

    /// A code of the documented, stable list.
    public String code() {
        return code;
    }

    /// The HTTP status.
    public int status() {
        return status;
    }

    /// What is wrong and what to do, in a sentence.
    public String detail() {
        return String.valueOf(getMessage());
    }

    /// Whether the very same request may succeed later.
    public boolean retryable() {
        return retryable;
    }

    /// The places that are wrong, where there are any.
    public List<Flaw> errors() {
        return errors;
    }

    /// How long to wait before trying again.
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    /// What else the body says, by member.
    public SortedMap<String, Value> members() {
        return members;
    }
}
