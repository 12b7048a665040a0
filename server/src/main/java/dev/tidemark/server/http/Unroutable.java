package dev.tidemark.server.http;

import dev.tidemark.server.problem.Problem;
import dev.tidemark.wire.problem.ProblemCode;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Answers what is so broken that it never becomes a request: a first line that is none, headers
/// that are too large. In the form of all other refusals.
final class Unroutable implements DirectHandler {

    private static final int REQUEST_ENTITY_TOO_LARGE = 413;

    private final Trace traces;
    private final int bodyBytesMax;

    Unroutable(RandomGenerator random, int bodyBytesMax) {
        this.traces = new Trace(random);
        this.bodyBytesMax = bodyBytesMax;
    }

    @Override
    public TransportResponse handle(
            TransportRequest request,
            EventType eventType,
            Status status,
            ServerResponseHeaders headers,
            @Nullable String message) {
        String traceId =
                traces.id(request.headers().first(HeaderNames.create("traceparent")).orElse(null));
        Problem problem = problem(status.code());
        Sender.addCommon(headers, traceId);
        Answer answer = Refusals.answer(problem, traceId);
        answer.headers().forEach((name, value) -> headers.set(HeaderNames.create(name), value));
        Answer.Body.Whole body = (Answer.Body.Whole) answer.body();
        headers.set(HeaderNames.CONTENT_TYPE, body.contentType());
        return TransportResponse.builder()
                .status(Status.create(answer.status()))
                .headers(headers)
                .keepAlive(false)
                .entity(body.bytes())
                .build();
    }

    private Problem problem(int status) {
        if (status == REQUEST_ENTITY_TOO_LARGE) {
            return Problem.bodyTooLarge(bodyBytesMax);
        }
        if (status == 503) {
            return Problem.unavailable("The server takes no more connections at the moment.");
        }
        return status >= 500
                ? Problem.of(ProblemCode.INTERNAL, "The request could not be answered.")
                : Problem.unreadable(
                        "The request's first line, or its headers, are too long or not HTTP.");
    }
}
