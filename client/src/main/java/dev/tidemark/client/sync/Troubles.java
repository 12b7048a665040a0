package dev.tidemark.client.sync;

import dev.tidemark.client.local.WentBackException;
import dev.tidemark.client.sync.Trouble.Kind;
import dev.tidemark.client.transport.Answer;
import dev.tidemark.client.transport.TransportException;
import dev.tidemark.wire.problem.ProblemBody;
import dev.tidemark.wire.problem.ProblemCode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** What follows from an answer that is not the one that was hoped for. */
final class Troubles {

    private Troubles() {}

    /** No answer. */
    static Trouble of(TransportException failure) {
        String detail = String.valueOf(failure.getMessage());
        return switch (failure.kind()) {
            case UNREACHABLE -> Trouble.of(Kind.OFFLINE, "UNREACHABLE", detail);
            case UNTRUSTED -> Trouble.of(Kind.DEFERRED, "UNTRUSTED", detail);
            case TOO_LONG -> Trouble.of(Kind.DEFERRED, "ANSWER_TOO_LONG", detail);
        };
    }

    /** An answer that could not be read, of which nothing was kept. */
    static Trouble unreadable(Answer answer, RuntimeException fault) {
        return new Trouble(
                Kind.DEFERRED,
                "ANSWER_UNREADABLE",
                "the server's answer makes no sense and was ignored: " + fault.getMessage(),
                answer.traceId(),
                null);
    }

    /** An answer that tells of less than was told before, of which nothing was kept. */
    static Trouble wentBack(WentBackException fault) {
        return Trouble.of(
                Kind.STOPPED,
                ProblemCode.CURSOR_AHEAD.name(),
                "the server was set back to an earlier state: " + fault.getMessage());
    }

    /** A server that went back, and is too old to be healed. */
    static Trouble cannotHeal(Answer answer) {
        return new Trouble(
                Kind.STOPPED,
                ProblemCode.CURSOR_AHEAD.name(),
                "the server was set back to an earlier state, and does not take back what this device"
                        + " holds; nothing here was changed, and all of it is kept",
                answer.traceId(),
                null);
    }

    /** An answer with a status that is no success. */
    static Trouble of(Answer answer, Instant now) {
        ProblemBody problem = ProblemBody.read(answer.status(), answer.body());
        String trace = problem.traceId().isEmpty() ? answer.traceId() : problem.traceId();
        return new Trouble(
                kind(answer.status(), problem),
                problem.code().isEmpty() ? "HTTP_" + answer.status() : problem.code(),
                detail(answer, problem),
                trace,
                notBefore(answer.retryAfter(), now));
    }

    static boolean is(Trouble trouble, ProblemCode code) {
        return trouble.code().equals(code.name());
    }

    private static Kind kind(int status, ProblemBody problem) {
        if (status == 401 || status == 403) {
            return Kind.AUTH_REQUIRED;
        }
        ProblemCode code = problem.known();
        boolean cursorIsWrong =
                code == ProblemCode.CURSOR_AHEAD || code == ProblemCode.CURSOR_INVALID;
        return cursorIsWrong ? Kind.STOPPED : Kind.DEFERRED;
    }

    private static String detail(Answer answer, ProblemBody problem) {
        ProblemCode code = problem.known();
        if (code == ProblemCode.CURSOR_AHEAD) {
            return "the server was set back to an earlier state and lacks changes that this device"
                    + " has seen; nothing here was changed, and all of it is kept";
        }
        if (code == ProblemCode.CURSOR_INVALID) {
            return "the server does not know this device's cursor: it is another server, or lost its"
                    + " keys; nothing here was changed, and all of it is kept";
        }
        if (answer.status() >= 300 && answer.status() < 400) {
            return "the server redirects to %s; credentials are not sent there by themselves, so"
                            .formatted(answer.location())
                    + " enable sync with that address if it is right";
        }
        if (answer.status() == 404 && code == null) {
            return "there is no Tidemark server at this address";
        }
        return problem.detail();
    }

    /** Seconds, or a date: both are HTTP. */
    private static @Nullable Instant notBefore(@Nullable String retryAfter, Instant now) {
        if (retryAfter == null) {
            return null;
        }
        String text = retryAfter.strip();
        if (text.matches("\\d{1,9}")) {
            return now.plusSeconds(Long.parseLong(text));
        }
        try {
            return ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
        } catch (DateTimeException notADate) {
            return null;
        }
    }
}
