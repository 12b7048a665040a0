package dev.tidemark.server.http;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What the OpenAPI document says of a route.
///
/// @param summary one sentence, without a full stop
/// @param request the name of the body's schema in `openapi-schemas.json`; null without a body
/// @param answers the schema's name by status; an empty name for an answer without a body
/// @param query the parameters after the question mark
/// @param headers those that mean something here and not everywhere
/// @param statuses the refusals that callers should expect, beyond those that any route has
public record Operation(
        String summary,
        @Nullable String request,
        SortedMap<Integer, String> answers,
        List<Parameter> query,
        List<Parameter> headers,
        List<Integer> statuses) {

    /// Takes over the map, which must not be changed any more.
    public Operation {
        answers = Collections.unmodifiableSortedMap(answers);
        query = List.copyOf(query);
        headers = List.copyOf(headers);
        statuses = List.copyOf(statuses);
    }

    /// A parameter of a query, or a header; all are optional.
    public record Parameter(String name, String description) {}

    /// An operation that takes and answers nothing yet.
    public static Operation of(String summary) {
        return new Operation(summary, null, new TreeMap<>(), List.of(), List.of(), List.of());
    }

    /// It takes a body of this schema.
    public Operation takes(String schema) {
        return new Operation(summary, schema, answers, query, headers, statuses);
    }

    /// It answers this schema under this status.
    public Operation answers(int status, String schema) {
        TreeMap<Integer, String> more = new TreeMap<>(answers);
        more.put(status, schema);
        return new Operation(summary, request, more, query, headers, statuses);
    }

    /// It understands this query parameter.
    public Operation query(String name, String description) {
        List<Parameter> more = new ArrayList<>(query);
        more.add(new Parameter(name, description));
        return new Operation(summary, request, answers, more, headers, statuses);
    }

    /// It understands this header.
    public Operation header(String name, String description) {
        List<Parameter> more = new ArrayList<>(headers);
        more.add(new Parameter(name, description));
        return new Operation(summary, request, answers, query, more, statuses);
    }

    /// It refuses with these statuses too.
    public Operation refuses(Integer... more) {
        List<Integer> all = new ArrayList<>(statuses);
        all.addAll(List.of(more));
        return new Operation(summary, request, answers, query, headers, all);
    }
}
