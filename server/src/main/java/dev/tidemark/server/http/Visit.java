package dev.tidemark.server.http;

import dev.tidemark.server.access.Principal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is known of a request so far, for its log line and its answer. Confined to its thread.
final class Visit {

    /// What others send as a method is nobody's business to write down.
    private static final List<String> METHODS =
            List.of("GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH");

    private final String traceId;
    private final String method;
    private final Incoming incoming;
    private final long begunNanos = System.nanoTime();
    private String action;
    private @Nullable Principal principal;
    private @Nullable String code;
    private int status;

    Visit(String traceId, String method, Incoming incoming) {
        this.traceId = traceId;
        this.method = method;
        this.incoming = incoming;
        this.action = (METHODS.contains(method) ? method : "OTHER") + " -";
    }

    String traceId() {
        return traceId;
    }

    String method() {
        return method;
    }

    /// The body on its way in.
    Incoming incoming() {
        return incoming;
    }

    @Nullable Principal principal() {
        return principal;
    }

    /// From here on it is known what the request is for; the pattern, because a path may hold what
    /// no log should.
    void isFor(Routes.Match match) {
        if (match instanceof Routes.Match.Found found) {
            action = found.route().method() + " " + found.route().path();
        }
    }

    void isBy(Principal caller) {
        principal = caller;
    }

    void refused(String problemCode) {
        code = problemCode;
    }

    boolean isRefused() {
        return code != null;
    }

    void answered(int httpStatus) {
        status = httpStatus;
    }

    /// What there is to say of it when it is over.
    Visited over() {
        return new Visited(
                traceId, action, status, System.nanoTime() - begunNanos, principal, code);
    }
}
