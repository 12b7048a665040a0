package dev.tidemark.server.http;

import dev.tidemark.server.access.Permission;
import dev.tidemark.server.access.Principal;
import dev.tidemark.server.problem.Problem;
import dev.tidemark.wire.problem.ProblemCode;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What happens to a request, from its first line to the one in the log.
///
/// The order matters: what costs nothing comes first, nothing is read of a body before its sender
/// is known, and whatever goes wrong is answered in one place. [#answer] is the list of the steps.
///
/// Thread-safe; each request runs on a virtual thread of its own.
final class Lifecycle implements Handler {

    private static final HeaderName TRACEPARENT = HeaderNames.create("traceparent");
    private static final HeaderName DEVICE_TOKEN = HeaderNames.create("X-Device-Token");
    private static final HeaderName ALLOW_ORIGIN =
            HeaderNames.create("Access-Control-Allow-Origin");
    private static final byte[] NOTHING = {};

    private final Serving serving;
    private final Origins origins;
    private final ByteBudget memory;
    private final Bodies bodies;
    private final Gate gate;
    private final Trace traces;
    private final Refusals refusals;

    Lifecycle(Serving serving, Origins origins, ByteBudget memory, Bodies bodies, Gate gate) {
        this.serving = serving;
        this.origins = origins;
        this.memory = memory;
        this.bodies = bodies;
        this.gate = gate;
        this.traces = new Trace(serving.random());
        this.refusals = new Refusals(serving.limits().jsonDepthMax(), serving.storageFailed());
    }

    /// The steps, in their order.
    private Answer answer(ServerRequest request, Visit visit, ByteBudget.Share share) {
        String origin = header(request, HeaderNames.ORIGIN);
        origins.check(header(request, HeaderNames.HOST), origin);
        if (origins.isPreflight(visit.method(), origin)) {
            return Origins.preflight();
        }
        Target target = target(request);
        Routes.Match match = serving.routes().find(visit.method(), target.segments());
        visit.isFor(match);
        if (!isPublic(match)) {
            letIn(request, visit); // Before anything is said about what there is.
        }
        if (!(match instanceof Routes.Match.Found found)) {
            return nothingThere(match, visit);
        }
        permit(visit.principal(), found.route().permission());
        byte[] body = isPublic(match) ? NOTHING : bodies.read(visit.incoming(), share);
        return answer(found, exchange(request, visit, target, found, body));
    }

    @Override
    public void handle(ServerRequest request, ServerResponse response) {
        String traceId = traces.id(header(request, TRACEPARENT));
        String method = request.prologue().method().text();
        Visit visit = new Visit(traceId, method, new Incoming(request));
        boolean closing = false;
        try {
            Outcome outcome = outcome(request, visit);
            visit.answered(outcome.answer().status());
            if (visit.isRefused()) {
                serving.witness().refused(visit.over());
            }
            closing = send(request, response, visit, outcome);
        } finally {
            serving.witness().saw(visit.over());
        }
        visit.incoming().finish(closing);
    }

    /// What is answered, and what an answer of events is sent through.
    private record Outcome(Answer answer, @Nullable LiveStream stream) {}

    private Outcome outcome(ServerRequest request, Visit visit) {
        try (ByteBudget.Share share = memory.share()) {
            Answer answer = answer(request, visit, share);
            boolean live = answer.body() instanceof Answer.Body.Live;
            return new Outcome(answer, live ? serving.streams().open(caller(visit)) : null);
        } catch (CloseConnectionException e) {
            throw e; // The client went away: nobody is left to answer.
        } catch (Throwable thrown) {
            return new Outcome(refused(refusals.problem(thrown, visit.traceId()), visit), null);
        }
    }

    private static Answer refused(Problem problem, Visit visit) {
        visit.refused(problem.code().name());
        return Refusals.answer(problem, visit.traceId());
    }

    /// Whether the connection is to be closed at once. Helidon sends the end of a written answer
    /// only when the handler has returned, so there closing is left to the client, which was told.
    private boolean send(
            ServerRequest request, ServerResponse response, Visit visit, Outcome outcome) {
        boolean closing = outcome.stream() != null || visit.incoming().mustClose();
        if (closing) {
            response.header(HeaderValues.CONNECTION_CLOSE);
        }
        Sender.addCommon(response.headers(), visit.traceId());
        origins.allowed(header(request, HeaderNames.ORIGIN))
                .ifPresent(origin -> response.header(ALLOW_ORIGIN, origin));
        Sender.send(request, response, outcome.answer(), outcome.stream());
        return closing && !(outcome.answer().body() instanceof Answer.Body.Written);
    }

    private void letIn(ServerRequest request, Visit visit) {
        Principal principal =
                serving.doorman()
                        .letIn(
                                header(request, HeaderNames.AUTHORIZATION),
                                header(request, DEVICE_TOKEN),
                                request.remotePeer().host());
        visit.isBy(principal);
        serving.rates()
                .tryOne(principal.accountId() + "/" + principal.credentialId())
                .ifPresent(wait -> {
                    throw Problem.rateLimited(
                            "This credential makes more requests than it may.", wait);
                });
    }

    private static boolean isPublic(Routes.Match match) {
        return match instanceof Routes.Match.Found found
                && found.route().permission() == Permission.NONE;
    }

    private static void permit(@Nullable Principal principal, Permission permission) {
        if (principal != null && !principal.may(permission)) {
            throw Problem.forbidden("The role or the scopes of this credential do not allow it.");
        }
    }

    private static Answer nothingThere(Routes.Match match, Visit visit) {
        if (match instanceof Routes.Match.OtherMethods(var methods)) {
            String allowed = String.join(", ", methods);
            Problem problem =
                    Problem.of(
                            ProblemCode.METHOD_NOT_ALLOWED, "This address takes " + allowed + ".");
            return refused(problem, visit).with("Allow", allowed);
        }
        throw Problem.notFound("address");
    }

    /// What anybody may ask, such as whether the server is well, is answered however much there is
    /// to do.
    private Answer answer(Routes.Match.Found found, Exchange exchange) {
        return isPublic(found)
                ? found.route().handler().answer(exchange)
                : gate.through(() -> found.route().handler().answer(exchange));
    }

    private Exchange exchange(
            ServerRequest request,
            Visit visit,
            Target target,
            Routes.Match.Found found,
            byte[] body) {
        return new Exchange(
                visit.method(),
                target,
                found.parameters(),
                name -> Optional.ofNullable(header(request, HeaderNames.create(name))),
                request.remotePeer().host(),
                visit.traceId(),
                visit.principal(),
                body,
                serving.limits());
    }

    private static Target target(ServerRequest request) {
        return Target.of(
                request.prologue().uriPath().rawPath(), request.prologue().query().rawValue());
    }

    private static Principal caller(Visit visit) {
        Principal principal = visit.principal();
        if (principal == null) {
            throw new IllegalStateException("A stream of events belongs to somebody");
        }
        return principal;
    }

    private static @Nullable String header(ServerRequest request, HeaderName name) {
        return request.headers().first(name).orElse(null);
    }
}
