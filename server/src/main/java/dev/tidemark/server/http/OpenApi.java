package dev.tidemark.server.http;

import dev.tidemark.core.value.Value;
import dev.tidemark.server.access.Permission;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.json.JsonLimits;
import dev.tidemark.wire.problem.ProblemBody;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The OpenAPI document, written from the table of routes, so that it cannot tell of others than
/// there are. What bodies look like stands in `openapi-schemas.json`.
final class OpenApi {

    private static final String RESOURCE = "openapi-schemas.json";

    /// In a schema: the media type of what it describes, where that is not JSON.
    private static final String MEDIA_TYPE = "x-media-type";

    private final List<Route> routes;
    private final Value.Obj schemas;

    OpenApi(List<Route> routes) {
        this.routes = routes;
        this.schemas = schemas();
    }

    /// The schemas by name.
    static Value.Obj schemas() {
        try (InputStream in = OpenApi.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("No " + RESOURCE + " on the class path");
            }
            return (Value.Obj) Json.read(in.readAllBytes(), JsonLimits.DEFAULT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The document.
    ///
    /// @param version of the program
    Value.Obj document(String version) {
        return object(
                "openapi", Value.of("3.1.0"),
                "info",
                        object(
                                "title", Value.of("Tidemark"),
                                "version", Value.of(version),
                                "description",
                                        Value.of("Offline-first sync that never loses a value.")),
                "paths", paths(),
                "components", object("schemas", schemas, "securitySchemes", securitySchemes()));
    }

    private static Value.Obj securitySchemes() {
        return object(
                "key", object("type", Value.of("http"), "scheme", Value.of("bearer")),
                "device",
                        object(
                                "type", Value.of("apiKey"),
                                "in", Value.of("header"),
                                "name", Value.of("X-Device-Token")));
    }

    private Value.Obj paths() {
        TreeMap<String, TreeMap<String, Value>> paths = new TreeMap<>();
        for (Route route : routes) {
            paths.computeIfAbsent(route.path(), _ -> new TreeMap<>())
                    .put(route.method().toLowerCase(Locale.ROOT), operation(route));
        }
        TreeMap<String, Value> all = new TreeMap<>();
        paths.forEach((path, operations) -> all.put(path, new Value.Obj(operations)));
        return new Value.Obj(all);
    }

    private Value.Obj operation(Route route) {
        Operation operation = route.operation();
        TreeMap<String, Value> members = new TreeMap<>();
        members.put("summary", Value.of(operation.summary()));
        members.put("operationId", Value.of(operationId(route)));
        members.put("parameters", Value.of(parameters(route)));
        members.put("responses", responses(route));
        members.put("security", security(route));
        if (operation.request() != null) {
            members.put(
                    "requestBody",
                    object("required", Value.TRUE, "content", content(operation.request())));
        }
        return new Value.Obj(members);
    }

    /// `GET /v1/devices/{deviceId}` is `get_v1_devices_deviceId`.
    private static String operationId(Route route) {
        return route.method().toLowerCase(Locale.ROOT)
                + route.path().replace("/", "_").replaceAll("[{}]", "").replaceAll("[^\\w]", "_");
    }

    private static Value security(Route route) {
        return route.permission() == Permission.NONE
                ? Value.of(List.of())
                : Value.of(
                        List.of(
                                object("key", Value.of(List.of())),
                                object("device", Value.of(List.of()))));
    }

    private static List<Value.Obj> parameters(Route route) {
        List<Value.Obj> parameters = new ArrayList<>();
        for (String segment : route.segments()) {
            if (Route.isParameter(segment)) {
                String name = segment.substring(1, segment.length() - 1);
                parameters.add(parameter(name, "path", null));
            }
        }
        for (Operation.Parameter query : route.operation().query()) {
            parameters.add(parameter(query.name(), "query", query.description()));
        }
        for (Operation.Parameter header : route.operation().headers()) {
            parameters.add(parameter(header.name(), "header", header.description()));
        }
        return parameters;
    }

    private static Value.Obj parameter(String name, String in, @Nullable String description) {
        Value.Obj parameter =
                object(
                        "name", Value.of(name),
                        "in", Value.of(in),
                        "required", Value.of(in.equals("path")),
                        "schema", object("type", Value.of("string")));
        return description == null
                ? parameter
                : parameter.with("description", Value.of(description));
    }

    private Value.Obj responses(Route route) {
        TreeMap<String, Value> responses = new TreeMap<>();
        for (int status : refusals(route)) {
            responses.put(
                    Integer.toString(status),
                    object(
                            "description", Value.of("Refused"),
                            "content",
                                    object(
                                            ProblemBody.MEDIA_TYPE,
                                            object("schema", reference("Problem")))));
        }
        for (Map.Entry<Integer, String> answer : route.operation().answers().entrySet()) {
            responses.put(answer.getKey().toString(), response(answer.getValue()));
        }
        return new Value.Obj(responses);
    }

    private static TreeSet<Integer> refusals(Route route) {
        TreeSet<Integer> statuses = new TreeSet<>(route.operation().statuses());
        if (route.permission() != Permission.NONE) {
            statuses.addAll(List.of(401, 403, 429, 503));
        }
        if (route.operation().request() != null) {
            statuses.addAll(List.of(400, 413, 415, 422));
        }
        statuses.add(500);
        return statuses;
    }

    private Value.Obj response(String schema) {
        Value.Obj described = object("description", Value.of(schema.isEmpty() ? "Done" : schema));
        return schema.isEmpty() ? described : described.with("content", content(schema));
    }

    private Value.Obj content(String schema) {
        if (!(schemas.members().get(schema) instanceof Value.Obj described)) {
            throw new IllegalStateException("No schema " + schema + " in " + RESOURCE);
        }
        Value type = described.members().getOrDefault(MEDIA_TYPE, Value.of(Answer.JSON));
        return object(((Value.Text) type).value(), object("schema", reference(schema)));
    }

    private static Value.Obj reference(String schema) {
        return object("$ref", Value.of("#/components/schemas/" + schema));
    }

    /// An object of names and values in turn.
    private static Value.Obj object(Object... members) {
        TreeMap<String, Value> object = new TreeMap<>();
        for (int i = 0; i < members.length; i += 2) {
            object.put((String) members[i], (Value) members[i + 1]);
        }
        return new Value.Obj(object);
    }
}
