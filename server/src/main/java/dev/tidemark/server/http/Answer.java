package dev.tidemark.server.http;

import dev.tidemark.core.value.JsonText;
import dev.tidemark.core.value.Value;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a handler answers. Trace id, caching, compression and security headers are added by the
/// lifecycle.
///
/// @param headers by name; later ones of the same name replace earlier ones
public record Answer(int status, SortedMap<String, String> headers, Body body) {

    public static final String JSON = "application/json";

    /// Takes over the map, which must not be changed any more.
    public Answer {
        headers = Collections.unmodifiableSortedMap(headers);
    }

    /// What follows the headers.
    public sealed interface Body {

        /// Nothing.
        record None() implements Body {}

        /// Bytes that are there already.
        record Whole(String contentType, byte[] bytes) implements Body {}

        /// Bytes that are written while they are sent, for what is too large to hold at once. An
        /// error half-way breaks the connection, so that nobody takes the half for the whole.
        record Written(String contentType, Writer writer) implements Body {}

        /// Server-sent events until the source returns.
        record Live(EventSource source) implements Body {}
    }

    /// Writes a body.
    @FunctionalInterface
    public interface Writer {
        void writeTo(OutputStream out) throws IOException;
    }

    /// 200 with JSON.
    public static Answer ok(Value json) {
        return json(200, json);
    }

    /// 200 with JSON that is encoded already.
    public static Answer ok(byte[] json) {
        return new Answer(200, new TreeMap<>(), new Body.Whole(JSON, json));
    }

    /// JSON under a status.
    public static Answer json(int status, Value json) {
        byte[] bytes = JsonText.exact(json).getBytes(StandardCharsets.UTF_8);
        return new Answer(status, new TreeMap<>(), new Body.Whole(JSON, bytes));
    }

    /// 200 with JSON that is written while it is sent.
    public static Answer writing(Writer json) {
        return new Answer(200, new TreeMap<>(), new Body.Written(JSON, json));
    }

    /// Bytes of any type under a status.
    public static Answer bytes(int status, String contentType, byte[] bytes) {
        return new Answer(status, new TreeMap<>(), new Body.Whole(contentType, bytes));
    }

    /// 204: done, and there is nothing to say.
    public static Answer done() {
        return new Answer(204, new TreeMap<>(), new Body.None());
    }

    /// 304: the caller has it already.
    public static Answer unchanged() {
        return new Answer(304, new TreeMap<>(), new Body.None());
    }

    /// 200 with server-sent events. The source runs on the request's own virtual thread.
    public static Answer live(EventSource source) {
        return new Answer(200, new TreeMap<>(), new Body.Live(source));
    }

    /// This answer with a header.
    public Answer with(String header, String value) {
        TreeMap<String, String> more = new TreeMap<>(headers);
        more.put(header, value);
        return new Answer(status, more, body);
    }
}
