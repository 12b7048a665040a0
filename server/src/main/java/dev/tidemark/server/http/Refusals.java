package dev.tidemark.server.http;

import dev.tidemark.server.problem.Problem;
import dev.tidemark.sql.StorageException;
import dev.tidemark.wire.json.InvalidInput;
import dev.tidemark.wire.json.JsonFault;
import dev.tidemark.wire.problem.ProblemBody;
import dev.tidemark.wire.problem.ProblemCode;
import java.time.Duration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Turns whatever went wrong with a request into what its caller is told: a refusal as it is, and
/// of a fault of ours nothing but the trace id under which the log tells the rest.
final class Refusals {

    private static final Logger LOG = LoggerFactory.getLogger("tidemark.fault");

    private final int jsonDepthMax;
    private final Consumer<StorageException> storageFailed;

    Refusals(int jsonDepthMax, Consumer<StorageException> storageFailed) {
        this.jsonDepthMax = jsonDepthMax;
        this.storageFailed = storageFailed;
    }

    Problem problem(Throwable thrown, String traceId) {
        return switch (thrown) {
            case Problem problem -> problem;
            case JsonFault fault -> ofJson(fault);
            case InvalidInput invalid ->
                    Problem.invalid(String.valueOf(invalid.getMessage()), invalid.flaws());
            case StorageException storage -> ofStorage(storage, traceId);
            default -> internal(thrown, traceId);
        };
    }

    private Problem ofJson(JsonFault fault) {
        return switch (fault.kind()) {
            case TOO_DEEP ->
                    Problem.of(
                            ProblemCode.TOO_DEEP,
                            "The JSON is nested deeper than " + jsonDepthMax + " levels.");
            case MALFORMED, TRUNCATED, NOT_UTF8, DUPLICATE, NUMBER_TOO_LONG ->
                    Problem.of(
                            ProblemCode.MALFORMED_JSON,
                            "The body is not JSON: " + fault.getMessage());
        };
    }

    private Problem ofStorage(StorageException failure, String traceId) {
        return switch (failure.kind()) {
            case BUSY, LOCKED, OVERTAKEN ->
                    Problem.busy(
                            "The storage has too much to do; send it again.",
                            Duration.ofSeconds(1));
            case CLOSED -> Problem.unavailable("The server is stopping.");
            case UNREACHABLE -> {
                LOG.atWarn()
                        .addKeyValue("traceId", traceId)
                        .log("The database does not answer: {}", failure.getMessage());
                storageFailed.accept(failure);
                yield Problem.unavailable("The server's database does not answer; send it again.");
            }
            case FULL, IO, CORRUPT, READ_ONLY, NO_ACCESS -> {
                LOG.atError()
                        .addKeyValue("traceId", traceId)
                        .log("The storage failed: {}", failure.getMessage());
                storageFailed.accept(failure);
                yield Problem.of(
                                ProblemCode.STORAGE,
                                "The server's storage does not work; nothing was applied.")
                        .retryAfter(Duration.ofSeconds(10));
            }
            case NOT_OURS,
                    NEWER_VERSION,
                    CHANGED_MIGRATION,
                    CONSTRAINT,
                    EXISTS,
                    TOO_OLD_SQLITE,
                    OTHER ->
                    internal(failure, traceId);
        };
    }

    private static Problem internal(Throwable fault, String traceId) {
        LOG.atError()
                .addKeyValue("traceId", traceId)
                .setCause(fault)
                .log("A request failed in a way that nobody thought of");
        return Problem.of(
                ProblemCode.INTERNAL,
                "Something went wrong in the server; its log tells more under this trace id.");
    }

    /// A refusal as an answer.
    static Answer answer(Problem problem, String traceId) {
        Answer answer =
                Answer.bytes(
                        problem.code().status(),
                        ProblemBody.MEDIA_TYPE,
                        problem.body(traceId).bytes());
        if (problem.code() == ProblemCode.UNAUTHENTICATED) {
            return answer.with("WWW-Authenticate", "Bearer realm=\"tidemark\"");
        }
        Duration wait = problem.retryAfter().orElse(null);
        return wait == null ? answer : answer.with("Retry-After", seconds(wait));
    }

    private static String seconds(Duration wait) {
        return Long.toString(Math.max(1, (wait.toMillis() + 999) / 1_000));
    }
}
