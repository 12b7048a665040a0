package dev.tidemark.server.http;

import dev.tidemark.core.value.Value;
import dev.tidemark.server.access.Principal;
import dev.tidemark.server.problem.Problem;
import dev.tidemark.server.settings.Limits;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.json.JsonFault;
import dev.tidemark.wire.json.JsonLimits;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One request, as a handler sees it: routed, let in, its body read and unpacked.
///
/// Confined to the request's thread.
public final class Exchange {

    private final String method;
    private final Target target;
    private final Map<String, String> pathParameters;
    private final Function<String, Optional<String>> headers;
    private final String address;
    private final String traceId;
    private final @Nullable Principal principal;
    private final byte[] body;
    private final Limits limits;
    private @Nullable Value json;

    Exchange(
            String method,
            Target target,
            Map<String, String> pathParameters,
            Function<String, Optional<String>> headers,
            String address,
            String traceId,
            @Nullable Principal principal,
            byte[] body,
            Limits limits) {
        this.method = method;
        this.target = target;
        this.pathParameters = pathParameters;
        this.headers = headers;
        this.address = address;
        this.traceId = traceId;
        this.principal = principal;
        this.body = body;
        this.limits = limits;
    }

    /// The HTTP method, in capitals.
    public String method() {
        return method;
    }

    /// The network address that the request came from, which may be a proxy's.
    public String address() {
        return address;
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
        return target.all(name).stream().filter(value -> !value.isEmpty()).findFirst();
    }

    /// The page size that `limit` asks for: 500 without it, at most 5,000, unless set otherwise.
    ///
    /// @throws Problem 422 unless it is a whole number from 1
    public int limit() {
        String asked = query("limit").orElse(Integer.toString(limits.pageDefault()));
        if (!asked.matches("0*[1-9][0-9]*")) {
            throw Problem.invalid("/limit", "must be a whole number from 1 to " + limits.pageMax());
        }
        String digits = asked.replaceFirst("^0+", "");
        return digits.length() > 9
                ? limits.pageMax()
                : Math.min(limits.pageMax(), Integer.parseInt(digits));
    }

    /// What one request may ask for.
    public Limits limits() {
        return limits;
    }

    /// A header's first value.
    public Optional<String> header(String name) {
        return headers.apply(name);
    }

    /// The body, unpacked; empty where there is none.
    public byte[] bytes() {
        return body;
    }

    /// The body as JSON.
    ///
    /// @throws JsonFault answered with 400 if it is not JSON, with 413 if it is nested too deeply
    public Value json() {
        Value read = json;
        if (read == null) {
            read = Json.read(body, new JsonLimits(limits.jsonDepthMax()));
            json = read;
        }
        return read;
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
