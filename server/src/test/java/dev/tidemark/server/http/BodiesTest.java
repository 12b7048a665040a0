package dev.tidemark.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.core.value.Value;
import dev.tidemark.server.access.Permission;
import dev.tidemark.server.fake.Reply;
import dev.tidemark.server.fake.Wire;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Bodies on their way in and out: plain, packed, in chunks, too large, broken.
class BodiesTest {

    private static Outpost outpost;

    @BeforeAll
    static void start() {
        outpost =
                Outpost.with(
                        Outpost.route("GET", "/open", Permission.NONE, _ -> Answer.ok(Value.TRUE)),
                        Outpost.get("/short", _ -> Answer.ok(Value.of("1"))),
                        Outpost.get("/long", _ -> Answer.ok(Value.of("x".repeat(5_000)))),
                        Outpost.get(
                                "/written",
                                _ -> Answer.writing(out -> out.write(new byte[] {'[', ']'}))),
                        Outpost.post("/things", exchange -> Answer.json(201, exchange.object())));
    }

    @AfterAll
    static void stop() {
        outpost.close();
    }

    @Test
    void a_body_is_read_plain_and_packed() {
        String json = "{\"text\":\"é\"}";
        outpost.call().post("/things", json).bearer("editor").expect(201).has(json);
        outpost.call()
                .send("POST", "/things", Gzip.packed(json))
                .header("Content-Encoding", "gzip")
                .bearer("editor")
                .expect(201)
                .has(json);
    }

    @Test
    void a_body_in_chunks_is_read() {
        try (Wire wire = Wire.to(outpost.uri())) {
            wire.send(
                    "POST /things HTTP/1.1\nHost: localhost\nAuthorization: Bearer editor\n"
                            + "Transfer-Encoding: chunked\nConnection: close\n\n"
                            + "4\n{\"a\"\n3\n:1}\n0\n\n");
            assertThat(wire.all()).contains("201 Created", "{\"a\":1}");
        }
    }

    @Test
    void a_client_that_asks_first_is_told_to_go_on_or_not() {
        String head =
                "POST /things HTTP/1.1\nHost: localhost\nContent-Length: 2\nExpect: 100-continue\n"
                        + "Connection: close\n";
        try (Wire wire = Wire.to(outpost.uri())) {
            wire.send(head + "Authorization: Bearer editor\n\n");
            assertThat(wire.until("\r\n\r\n")).contains("100 Continue");
            assertThat(wire.send("{}").all()).contains("201 Created");
        }
        try (Wire wire = Wire.to(outpost.uri())) {
            assertThat(wire.send(head + "\n").all()).startsWith("HTTP/1.1 401");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "5", "null", "\"text\""})
    void json_of_another_shape_is_422(String json) {
        outpost.call().post("/things", json).bearer("editor").expect(422).refuses("INVALID");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "{} {}", "{\"a\":NaN}", "{\"a\":1,\"a\":2}", "\u00ff"})
    void what_is_not_json_is_400(String text) {
        outpost.call().post("/things", text).bearer("editor").expect(400).refuses("MALFORMED_JSON");
    }

    @ParameterizedTest
    @ValueSource(ints = {65, 5_000, 100_000})
    void json_that_is_too_deep_is_413_however_deep(int levels) {
        String deep = "{\"a\":" + "[".repeat(levels) + "]".repeat(levels) + "}";
        outpost.call()
                .post("/things", deep)
                .bearer("editor")
                .expect(413)
                .refuses("TOO_DEEP")
                .has("64");
        outpost.call().get("/open").expect(200);
    }

    @Test
    void another_type_or_packing_is_415() {
        outpost.call()
                .post("/things", "a=1")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .bearer("editor")
                .expect(415)
                .refuses("UNSUPPORTED_MEDIA_TYPE");
        outpost.call()
                .post("/things", "{}")
                .header("Content-Encoding", "br")
                .bearer("editor")
                .expect(415)
                .refuses("UNSUPPORTED_MEDIA_TYPE");
        outpost.call()
                .post("/things", "{}")
                .header("Content-Type", "application/merge-patch+json; charset=utf-8")
                .bearer("editor")
                .expect(201);
    }

    @Test
    void a_packed_body_that_is_cut_or_none_is_400() {
        byte[] packed = Gzip.packed("{\"text\":\"" + "x".repeat(5_000) + "\"}");
        for (byte[] bad :
                List.of(
                        "not gzip".getBytes(StandardCharsets.UTF_8),
                        Arrays.copyOf(packed, packed.length - 9),
                        Arrays.copyOf(packed, packed.length / 2))) {
            outpost.call()
                    .send("POST", "/things", bad)
                    .header("Content-Encoding", "gzip")
                    .bearer("editor")
                    .expect(400)
                    .refuses("MALFORMED_BODY");
        }
    }

    @Test
    void a_body_over_the_limit_is_413_and_its_sender_gets_to_read_that() {
        String nine = "{\"text\":\"" + "x".repeat(9 << 20) + "\"}";
        outpost.call()
                .post("/things", nine)
                .bearer("editor")
                .expect(413)
                .refuses("BODY_TOO_LARGE")
                .has("8388608");
        outpost.call().post("/things", nine).expect(401).refuses("UNAUTHENTICATED");
        String seven = "{\"text\":\"" + "x".repeat(7 << 20) + "\"}";
        outpost.call().post("/things", seven).bearer("editor").expect(201);
    }

    @Test
    void a_connection_goes_on_after_a_body_that_nobody_read() {
        String body = "x".repeat(50_000);
        try (Wire wire = Wire.to(outpost.uri())) {
            wire.send("POST /things HTTP/1.1\nHost: localhost\nContent-Length: 50000\n\n" + body);
            assertThat(wire.until("\"type\"")).contains("401");
            wire.send("GET /open HTTP/1.1\nHost: localhost\nConnection: close\n\n");
            assertThat(wire.all()).contains("200 OK", "true");
        }
    }

    @Test
    void a_bomb_costs_no_more_memory_than_an_honest_body() {
        byte[] bomb = Gzip.bomb(96);
        System.gc();
        long before = used();
        for (int i = 0; i < 5; i++) {
            outpost.call()
                    .send("POST", "/things", bomb)
                    .header("Content-Encoding", "gzip")
                    .bearer("editor")
                    .expect(413)
                    .refuses("BODY_TOO_LARGE");
            outpost.call()
                    .send("POST", "/things", bomb)
                    .header("Content-Encoding", "gzip")
                    .expect(401);
        }
        System.gc();
        assertThat(used() - before).isLessThan(16 << 20);
    }

    private static long used() {
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @Test
    void a_long_answer_is_packed_for_those_who_take_it_so() throws IOException {
        Reply packed =
                outpost.call()
                        .get("/long")
                        .bearer("viewer")
                        .header("Accept-Encoding", "br, gzip")
                        .expect(200)
                        .hasHeader("Content-Encoding", "gzip")
                        .hasHeader("Vary", "Accept-Encoding");
        assertThat(packed.bytes().length).isLessThan(500);
        assertThat(new GZIPInputStream(new ByteArrayInputStream(packed.bytes())).readAllBytes())
                .hasSize(5_002);
        outpost.call()
                .get("/long")
                .bearer("viewer")
                .header("Accept-Encoding", "gzip;q=0")
                .expect(200)
                .hasHeader("Content-Encoding", "");
        outpost.call()
                .get("/short")
                .bearer("viewer")
                .header("Accept-Encoding", "gzip")
                .expect(200)
                .hasHeader("Content-Encoding", "");
        outpost.call().get("/written").bearer("viewer").expect(200).has("[]");
    }
}
