package dev.tidemark.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.core.value.Value;
import dev.tidemark.server.access.Permission;
import dev.tidemark.server.access.RateLimit;
import dev.tidemark.server.fake.Reply;
import dev.tidemark.server.fake.Wire;
import dev.tidemark.sql.StorageException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LifecycleTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static Outpost outpost;

    @BeforeAll
    static void start() {
        outpost =
                Outpost.with(
                        Outpost.route("GET", "/open", Permission.NONE, _ -> Answer.ok(Value.TRUE)),
                        Outpost.get("/things/{id}", LifecycleTest::echoId),
                        Outpost.get("/broken", LifecycleTest::broken),
                        Outpost.get(
                                "/full",
                                _ -> {
                                    throw new StorageException(
                                            StorageException.Kind.FULL, "disk /x");
                                }),
                        Outpost.get(
                                "/busy",
                                _ -> {
                                    throw new StorageException(StorageException.Kind.BUSY, "q");
                                }),
                        Outpost.post("/things", exchange -> Answer.json(201, exchange.object())),
                        Outpost.route("DELETE", "/all", Permission.ADMINISTER, _ -> Answer.done()));
    }

    @AfterAll
    static void stop() {
        outpost.close();
    }

    private static Answer echoId(Exchange exchange) {
        return Answer.ok(Value.of(exchange.pathParameter("id") + exchange.query("q").orElse("")));
    }

    private static Answer broken(Exchange exchange) {
        throw new IllegalStateException("secret inside of /etc/passwd");
    }

    @Test
    void every_answer_has_a_trace_id_is_kept_by_nobody_and_is_nothing_but_data() {
        for (Reply reply :
                List.of(
                        outpost.call().get("/open").expect(200),
                        outpost.call().get("/things/1").expect(401),
                        outpost.call().get("/nothing").bearer("owner").expect(404),
                        outpost.call().get("/broken").bearer("owner").expect(500))) {
            assertThat(reply.header("X-Trace-Id")).matches("[0-9a-f]{32}");
            reply.hasHeader("Cache-Control", "no-store")
                    .hasHeader("X-Content-Type-Options", "nosniff")
                    .hasHeader("Referrer-Policy", "no-referrer");
            assertThat(reply.header("Content-Security-Policy")).contains("default-src 'none'");
        }
    }

    @Test
    void a_sound_traceparent_is_continued_and_any_other_one_is_ignored() {
        outpost.call()
                .get("/open")
                .header("traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01")
                .expect(200)
                .hasHeader("X-Trace-Id", TRACE);
        for (String bad : List.of("nonsense", "00-" + "0".repeat(32) + "-00f067aa0ba902b7-01")) {
            Reply reply = outpost.call().get("/open").header("traceparent", bad).expect(200);
            assertThat(reply.header("X-Trace-Id"))
                    .matches("[0-9a-f]{32}")
                    .isNotEqualTo("0".repeat(32));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET,    /things/1,   '',     401, UNAUTHENTICATED",
        "GET,    /things/1,   nobody, 401, UNAUTHENTICATED",
        "GET,    /nothing,    '',     401, UNAUTHENTICATED",
        "GET,    /nothing,    owner,  404, NOT_FOUND",
        "GET,    /things,     owner,  405, METHOD_NOT_ALLOWED",
        "PATCH,  /things,     owner,  405, METHOD_NOT_ALLOWED",
        "POST,   /things,     viewer, 403, FORBIDDEN",
        "DELETE, /all,        owner,  403, FORBIDDEN",
        "POST,   /things,     owner,  400, MALFORMED_JSON",
        "GET,    /things/%zz, owner,  400, MALFORMED_REQUEST",
        "GET,    /things/%ff, owner,  400, MALFORMED_REQUEST",
        "GET,    /broken,     owner,  500, INTERNAL",
        "GET,    /full,       owner,  507, STORAGE",
        "GET,    /busy,       owner,  503, BUSY",
    })
    void a_refusal_is_a_problem_with_its_code(
            String method, String path, String role, int status, String code) {
        String head = method + " " + path + " HTTP/1.1\nHost: 127.0.0.1\nConnection: close\n";
        String credential = role.isEmpty() ? "" : "Authorization: Bearer " + role + "\n";
        try (Wire wire = Wire.to(outpost.uri())) {
            String answer = wire.send(head + credential + "\n").all();

            assertThat(answer).startsWith("HTTP/1.1 " + status);
            assertThat(answer).contains("application/problem+json", "\"code\":\"" + code + "\"");
            assertThat(answer).doesNotContain("secret", "passwd", "Exception", ".java", "disk /x");
        }
    }

    @Test
    void refusals_say_how_to_go_on() {
        outpost.call()
                .get("/things/1")
                .expect(401)
                .hasHeader("WWW-Authenticate", "Bearer realm=\"tidemark\"");
        outpost.call().get("/things").bearer("owner").expect(405).hasHeader("Allow", "POST");
        outpost.call().get("/busy").bearer("owner").expect(503).hasHeader("Retry-After", "1");
    }

    @Test
    void what_storage_could_not_do_is_told_to_whoever_watches_over_it() {
        outpost.failures.clear();
        outpost.call().get("/full").bearer("owner").expect(507);
        assertThat(outpost.failures).hasSize(1);
    }

    @Test
    void path_parameters_are_decoded_and_dots_and_slashes_in_them_mean_nothing() {
        try (Wire wire = Wire.to(outpost.uri())) {
            wire.send(
                    "GET /things/..%2f..%2fetc%2fpasswd?q=%C3%A9+1 HTTP/1.1\nHost: localhost\n"
                            + "Authorization: Bearer viewer\nConnection: close\n\n");
            assertThat(wire.all()).contains("../../etc/passwd\u00c3\u00a9 1");
        }
    }

    @Test
    void what_never_becomes_a_request_is_refused_in_the_same_form() {
        for (String broken :
                List.of(
                        "GET /" + "x".repeat(20_000) + " HTTP/1.1\nHost: localhost\n\n",
                        "GET /open HTTP/1.1\nHost: localhost\nX: " + "y".repeat(60_000) + "\n\n",
                        "GET /open?a=<> HTTP/1.1\nHost: localhost\n\n",
                        "POST /things HTTP/1.1\nHost: localhost\nContent-Length: abc\n\n",
                        "GET /open HTTP/1.1\n\n")) {
            try (Wire wire = Wire.to(outpost.uri())) {
                assertThat(wire.send(broken).end().all())
                        .startsWith("HTTP/1.1 400")
                        .contains("application/problem+json", "MALFORMED_REQUEST", "X-Trace-Id");
            }
        }
    }

    @Test
    void strangers_names_and_pages_are_turned_away() {
        for (String header :
                List.of(
                        "Host: evil.example",
                        "Host: localhost\nOrigin: https://evil.example",
                        "Host: localhost\nOrigin: null")) {
            try (Wire wire = Wire.to(outpost.uri())) {
                wire.send("GET /open HTTP/1.1\n" + header + "\nConnection: close\n\n");
                assertThat(wire.all()).startsWith("HTTP/1.1 403").doesNotContain("Access-Control");
            }
        }
        try (Wire wire = Wire.to(outpost.uri())) {
            wire.send("GET /open HTTP/1.1\nHost: [::1]:80\nConnection: close\n\n");
            assertThat(wire.all()).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void pages_of_an_allowed_origin_may_call() {
        try (Outpost other =
                Outpost.with(
                        Map.of("allowedOrigins", "https://app.example", "allowedHosts", "*"),
                        Outpost.get("/x", _ -> Answer.ok(Value.TRUE)))) {
            String origin = "https://app.example";
            other.call()
                    .get("/x")
                    .bearer("viewer")
                    .header("Origin", origin)
                    .expect(200)
                    .hasHeader("Access-Control-Allow-Origin", origin);
            other.call()
                    .send("OPTIONS", "/x", new byte[0])
                    .header("Origin", origin)
                    .expect(204)
                    .hasHeader("Access-Control-Allow-Origin", origin);
            other.call()
                    .get("/x")
                    .bearer("viewer")
                    .header("Origin", "https://other.example")
                    .expect(403);
        }
    }

    @Test
    void too_many_requests_of_one_credential_are_429_and_others_go_on() {
        RateLimit three = new RateLimit(1, 3, System::nanoTime);
        try (Outpost limited = Outpost.limited(three, Outpost.get("/x", _ -> Answer.done()))) {
            for (int i = 0; i < 3; i++) {
                limited.call().get("/x").bearer("viewer").expect(204);
            }
            Reply reply = limited.call().get("/x").bearer("viewer").expect(429);
            assertThat(Integer.parseInt(reply.refuses("RATE_LIMITED").header("Retry-After")))
                    .isBetween(50, 60);
            limited.call().get("/x").bearer("editor").expect(204);
        }
    }

    @Test
    void more_work_than_can_be_done_is_503_and_health_is_told_all_the_same()
            throws InterruptedException {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        try (Outpost narrow =
                Outpost.with(
                        Map.of("requestsMax", "1"),
                        Outpost.get(
                                "/slow",
                                _ -> {
                                    inside.countDown();
                                    await(release);
                                    return Answer.done();
                                }),
                        Outpost.route("GET", "/up", Permission.NONE, _ -> Answer.done()))) {
            Thread first =
                    Thread.startVirtualThread(
                            () -> narrow.call().get("/slow").bearer("viewer").expect(204));
            inside.await();
            narrow.call()
                    .get("/slow")
                    .bearer("viewer")
                    .expect(503)
                    .refuses("BUSY")
                    .hasHeader("Retry-After", "1");
            narrow.call().get("/up").expect(204);
            release.countDown();
            first.join();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void a_request_that_is_over_is_told_by_its_pattern_and_not_by_its_path()
            throws InterruptedException {
        try (Outpost quiet = Outpost.with(Outpost.get("/things/{id}", LifecycleTest::echoId))) {
            quiet.call().get("/things/my-diary?q=secret").bearer("viewer").expect(200);
            quiet.call().get("/nothing/secret").bearer("viewer").expect(404);

            Visited found = quiet.visited.take();
            Visited missed = quiet.visited.take();
            assertThat(found.action()).isEqualTo("GET /things/{id}");
            assertThat(found.code()).isNull();
            assertThat(missed.action()).isEqualTo("GET -");
            assertThat(missed.code()).isEqualTo("NOT_FOUND");
            assertThat(found + " " + missed).doesNotContain("secret", "diary");
        }
    }
}
