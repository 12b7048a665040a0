package dev.tidemark.server.fake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.core.value.Value;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.json.JsonLimits;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/// What came back, with checks that say what it was when they fail.
public record Reply(String request, int status, HttpHeaders headers, byte[] bytes) {

    static Reply of(String request, HttpResponse<byte[]> response) {
        return new Reply(request, response.statusCode(), response.headers(), response.body());
    }

    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    public Value.Obj json() {
        return (Value.Obj) Json.read(bytes, JsonLimits.STORED);
    }

    /// The text of a member.
    public String member(String name) {
        Value value = json().members().get(name);
        assertThat(value).as("%s of %s", name, this).isNotNull();
        return value instanceof Value.Text text ? text.value() : value.toString();
    }

    public String header(String name) {
        return headers.firstValue(name).orElse("");
    }

    public Reply is(int wanted) {
        assertThat(status).as("status of %s", this).isEqualTo(wanted);
        return this;
    }

    /// Contains all these texts.
    public Reply has(String... texts) {
        assertThat(text()).as("body of %s", this).contains(texts);
        return this;
    }

    /// Contains none of these texts.
    public Reply lacks(String... texts) {
        assertThat(text()).as("body of %s", this).doesNotContain(texts);
        return this;
    }

    public Reply hasHeader(String name, String value) {
        assertThat(header(name)).as("header %s of %s", name, this).isEqualTo(value);
        return this;
    }

    /// Is a refusal in the form of RFC 9457, with this code.
    public Reply refuses(String code) {
        assertThat(header("Content-Type"))
                .as("type of %s", this)
                .isEqualTo("application/problem+json");
        assertThat(json().members().keySet())
                .contains("type", "title", "status", "detail", "code", "traceId", "retryable");
        assertThat(member("code")).as("code of %s", this).isEqualTo(code);
        assertThat(member("status")).isEqualTo(Integer.toString(status));
        assertThat(member("traceId")).isEqualTo(header("X-Trace-Id"));
        return this;
    }

    @Override
    public String toString() {
        return request + " -> " + status + " " + text();
    }
}
