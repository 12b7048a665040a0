package dev.tidemark.server.http;

import dev.tidemark.core.value.Value;
import dev.tidemark.server.access.Principal;
import dev.tidemark.server.problem.Problem;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One request, as a handler sees it: routed, let in, its body read and unpacked.
///
/// Confined to the request's thread.
public final class Exchange {

    private static final int PAGE_DEFAULT = 500;
    private static final int PAGE_MAX = 5_000;

    private final String method;
    private final String path;
    private final String traceId;
    private final @Nullable Principal principal;
    private final Map<String, String> pathParameters;
    private final Query query;
    private final Headers headers;
    private final Body body;

    Exchange(
            String method,
            String path,
            String traceId,
            @Nullable Principal principal,
            Map<String, String> pathParameters,
            Query query,
            Headers headers,
            Body body) {
        this.method = method;
        this.path = path;
        this.traceId = traceId;
        this.principal = principal;
        this.pathParameters = pathParameters;
        this.query = query;
        this.headers = headers;
        this.body = body;
    }

    /// The query's parameters.
    interface Query {
        List<String> all(String name);
    }

    /// The request's headers.
    interface Headers {
        Optional<String> first(String name);
    }

    /// The request's body, whole and unpacked.
    interface Body {
        byte[] bytes();

        Value json();
    }

    /// The HTTP method, in capitals.
    public String method() {
        return method;
    }

    /// The path as it was sent, without the query.
    public String path() {
        return path;
    }

    /// 32 hexadecimal digits; in the answer, in logs and in what is written.
    public String traceId() {
        return traceId;
    }

    /// Who is asking.
    ///
    /// @throws IllegalStateException on a route that needs no credential
    public Principal principal() {
        if (principal == null) {
            throw new IllegalStateException("A route without credentials has no principal");
        }
        return principal;
    }

    /// A part of the path, decoded; `name` as in the route's pattern.
    public String pathParameter(String name) {
        String value = pathParameters.get(name);
        if (value == null) {
            throw new IllegalArgumentException("The route has no parameter " + name);
        }
        return value;
    }

    /// The first query parameter of this name; an empty one counts as absent.
    public Optional<String> query(String name) {
        return query.all(name).stream().filter(value -> !value.isEmpty()).findFirst();
    }

    /// The page size that `limit` asks for: 500 without it, at most 5,000.
    ///
    /// @throws Problem 422 unless it is a whole number from 1
    public int limit() {
        String asked = query("limit").orElse(Integer.toString(PAGE_DEFAULT));
        if (!asked.matches("[0-9]{1,30}") || asked.matches("0+")) {
            throw Problem.invalid("/limit", "must be a whole number from 1 to " + PAGE_MAX);
        }
        return asked.length() > 9 ? PAGE_MAX : Math.min(PAGE_MAX, Integer.parseInt(asked));
    }

    /// A header's first value.
    public Optional<String> header(String name) {
        return headers.first(name);
    }

    /// The body, unpacked; empty where there is none.
    public byte[] bytes() {
        return body.bytes();
    }

    /// The body as JSON.
    ///
    /// @throws Problem 400 if it is not JSON, 413 if it is nested too deeply
    public Value json() {
        return body.json();
    }

    /// The body as a JSON object.
    ///
    /// @throws Problem 400 if it is not JSON, 413 if it is nested too deeply, 422 if it is no
    ///   object
    public Value.Obj object() {
        if (json() instanceof Value.Obj object) {
            return object;
        }
        throw Problem.invalid("", "must be a JSON object");
    }
}
