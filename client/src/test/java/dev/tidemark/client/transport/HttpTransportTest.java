package dev.tidemark.client.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import dev.tidemark.client.transport.TransportException.Kind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpTransportTest {

    private static final Credential KEY = Credential.bearer("tmk_secret");

    private final BlockingQueue<Seen> seen = new LinkedBlockingQueue<>();
    private HttpServer server;
    private String address;
    private HttpTransport transport = new HttpTransport(HttpLimits.DEFAULTS);

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.start();
        address = "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @AfterEach
    void stop() {
        transport.close();
        ((ExecutorService) server.getExecutor()).shutdownNow();
        server.stop(0);
    }

    private record Seen(Headers headers, byte[] body) {}

    private void answers(int status, byte[] body, String... headers) {
        server.createContext(
                "/",
                exchange -> {
                    for (int i = 0; i < headers.length; i += 2) {
                        exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
                    }
                    seen.add(
                            new Seen(
                                    exchange.getRequestHeaders(),
                                    exchange.getRequestBody().readAllBytes()));
                    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
    }

    @Test
    void an_answer_comes_with_what_sync_needs_of_it() throws Exception {
        answers(503, bytes("busy"), "Retry-After", "7", "X-Trace-Id", "t-1");

        Answer answer = transport.send(Request.get(address, "/v1/schema", KEY));

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.body()).isEqualTo(bytes("busy"));
        assertThat(answer.retryAfter()).isEqualTo("7");
        assertThat(answer.traceId()).isEqualTo("t-1");
    }

    @Test
    void a_request_that_was_begun_is_under_way_before_its_answer_is_asked_for() throws Exception {
        answers(200, bytes("{}"), "X-Trace-Id", "t-2");

        try (Transport.Begun begun = transport.begin(Request.get(address, "/v1/schema", KEY))) {
            assertThat(seen.take().headers().getFirst("Authorization"))
                    .isEqualTo("Bearer tmk_secret");
            assertThat(begun.answer().status()).isEqualTo(200);
            assertThat(begun.answer().traceId()).isEqualTo("t-2");
        }
    }

    @Test
    void a_request_that_was_begun_fails_as_any_other() {
        answers(200, new byte[10]);
        transport.close();
        transport = new HttpTransport(HttpLimits.DEFAULTS.withAnswerBytesMax(9));
        Transport.Begun tooLong = transport.begin(Request.get(address, "/", KEY));
        assertThatThrownBy(tooLong::answer)
                .isInstanceOfSatisfying(
                        TransportException.class,
                        e -> assertThat(e.kind()).isEqualTo(Kind.TOO_LONG));
        server.stop(0);
        Transport.Begun refused = transport.begin(Request.get(address, "/", KEY));
        assertThatThrownBy(refused::answer)
                .isInstanceOfSatisfying(
                        TransportException.class,
                        e -> assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE));
    }

    @Test
    void each_kind_of_credential_has_its_header() throws Exception {
        answers(200, bytes("{}"));

        transport.send(Request.get(address, "/", KEY));
        transport.send(Request.get(address, "/", Credential.deviceToken("d", "tmd_x")));

        assertThat(seen.take().headers().getFirst("Authorization")).isEqualTo("Bearer tmk_secret");
        Seen second = seen.take();
        assertThat(second.headers().getFirst("X-Device-Token")).isEqualTo("tmd_x");
        assertThat(second.headers().getFirst("Authorization")).isNull();
    }

    @Test
    void within_one_machine_nothing_is_compressed() throws Exception {
        answers(200, bytes("{}"));

        transport.send(Request.post(address, "/", KEY, new byte[5_000]));

        Seen first = seen.take();
        assertThat(first.headers().getFirst("Content-Encoding")).isNull();
        assertThat(first.headers().getFirst("Accept-Encoding")).isEqualTo("identity");
    }

    @Test
    void a_large_body_is_compressed_and_a_small_one_is_not() throws Exception {
        transport = new HttpTransport(HttpLimits.DEFAULTS, host -> true);
        answers(200, bytes("{}"));
        String large = "{\"a\":\"" + "x".repeat(5_000) + "\"}";

        transport.send(Request.post(address, "/", KEY, bytes(large)));
        transport.send(Request.post(address, "/", KEY, bytes("{}")));

        Seen first = seen.take();
        byte[] sent = first.body();
        assertThat(first.headers().getFirst("Content-Encoding")).isEqualTo("gzip");
        assertThat(sent.length).isLessThan(200);
        try (InputStream plain = new GZIPInputStream(new ByteArrayInputStream(sent))) {
            assertThat(new String(plain.readAllBytes(), UTF_8)).isEqualTo(large);
        }
        assertThat(seen.take().headers().getFirst("Content-Encoding")).isNull();
    }

    /** Neither the credential nor the body may go where the server did not prove to be. */
    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void a_redirect_is_never_followed(int status) throws Exception {
        HttpServer sink =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        BlockingQueue<String> arrived = new LinkedBlockingQueue<>();
        sink.createContext(
                "/",
                exchange -> {
                    arrived.add(exchange.getRequestURI().toString());
                    exchange.sendResponseHeaders(200, -1);
                    exchange.close();
                });
        sink.start();
        try {
            String elsewhere = "http://127.0.0.1:" + sink.getAddress().getPort() + "/steal";
            answers(status, new byte[0], "Location", elsewhere);

            Answer answer = transport.send(Request.post(address, "/", KEY, bytes("{}")));

            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.location()).isEqualTo(elsewhere);
            assertThat(arrived).isEmpty();
        } finally {
            sink.stop(0);
        }
    }

    @Test
    void an_answer_that_is_longer_than_allowed_is_refused_also_when_it_was_compressed()
            throws Exception {
        transport = new HttpTransport(HttpLimits.DEFAULTS.withAnswerBytesMax(10_000), host -> true);
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bomb)) {
            gzip.write(new byte[5_000_000]);
        }
        answers(200, bomb.toByteArray(), "Content-Encoding", "gzip");

        assertThatThrownBy(() -> transport.send(Request.get(address, "/", KEY)))
                .isInstanceOfSatisfying(
                        TransportException.class,
                        e -> assertThat(e.kind()).isEqualTo(Kind.TOO_LONG));
    }

    @Test
    void a_body_that_ends_too_early_is_no_answer() throws Exception {
        for (String head :
                List.of(
                        "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"a\":",
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"a\":\r\n")) {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                ExecutorService thread = Executors.newSingleThreadExecutor();
                Future<?> served = thread.submit(() -> serveOnce(socket, head));
                String broken = "http://127.0.0.1:" + socket.getLocalPort();

                assertThatThrownBy(() -> transport.send(Request.get(broken, "/", KEY)))
                        .isInstanceOfSatisfying(
                                TransportException.class,
                                e -> assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE));
                served.get(10, TimeUnit.SECONDS);
                thread.shutdownNow();
            }
        }
    }

    private static Void serveOnce(ServerSocket socket, String text) throws IOException {
        try (Socket connection = socket.accept()) {
            InputStream in = connection.getInputStream();
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) in.read());
            }
            connection.getOutputStream().write(bytes(text));
            connection.getOutputStream().flush();
        }
        return null;
    }

    @Test
    void nobody_there_is_no_answer() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }

        assertThatThrownBy(() -> transport.send(Request.get("http://127.0.0.1:" + port, "/", KEY)))
                .isInstanceOfSatisfying(
                        TransportException.class,
                        e -> {
                            assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE);
                            assertThat(e.getMessage()).doesNotContain("secret");
                        });
    }

    @Test
    void a_server_that_says_nothing_is_not_waited_for_for_ever() throws IOException {
        transport =
                new HttpTransport(
                        HttpLimits.DEFAULTS.withTimeouts(
                                Duration.ofSeconds(1),
                                Duration.ofMillis(200),
                                Duration.ofSeconds(1)));
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() ->
                            transport.send(
                                    Request.get(
                                            "http://127.0.0.1:" + silent.getLocalPort(), "/", KEY)))
                    .isInstanceOf(TransportException.class);
        }
    }

    @Test
    void a_server_that_cannot_prove_who_it_is_gets_no_request() throws Exception {
        try (ServerSocket plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ExecutorService thread = Executors.newSingleThreadExecutor();
            thread.submit(() -> {
                try (Socket connection = plain.accept()) {
                    connection.getOutputStream().write(bytes("HTTP/1.1 400 no TLS here\r\n\r\n"));
                }
                return null;
            });
            String https = "https://127.0.0.1:" + plain.getLocalPort();

            assertThatThrownBy(() -> transport.send(Request.get(https, "/", KEY)))
                    .isInstanceOfSatisfying(
                            TransportException.class,
                            e -> assertThat(e.kind()).isEqualTo(Kind.UNTRUSTED));
            thread.shutdownNow();
        }
    }

    @Test
    void events_of_a_stream_are_told_and_its_end_too() throws Exception {
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        answers(
                200,
                bytes(
                        ": hello\n\nid: c1\nevent: changes\ndata: {}\n\nevent: changes\ndata: {}\n\n"),
                "Content-Type",
                "text/event-stream");

        transport.open(
                Request.get(address, "/v1/sync/stream", KEY),
                new Transport.Events() {
                    @Override
                    public void opened() {
                        told.add("opened");
                    }

                    @Override
                    public void event() {
                        told.add("event");
                    }

                    @Override
                    public void ended(String reason) {
                        told.add("ended");
                    }
                });

        for (String expected : List.of("opened", "event", "event", "ended")) {
            assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo(expected);
        }
        assertThat(seen.take().headers().getFirst("Accept")).isEqualTo("text/event-stream");
    }

    @Test
    void an_address_has_one_form() {
        assertThat(
                        HttpTransport.serverOf(
                                URI.create("HTTPS://Sync.Example.org/"), HttpLimits.DEFAULTS))
                .isEqualTo("https://sync.example.org");
        assertThat(
                        HttpTransport.serverOf(
                                URI.create("https://example.org/tidemark/"), HttpLimits.DEFAULTS))
                .isEqualTo("https://example.org/tidemark");
        assertThat(
                        HttpTransport.serverOf(
                                URI.create("http://nas:8484"),
                                HttpLimits.DEFAULTS.withPlainHttp(true)))
                .isEqualTo("http://nas:8484");
    }

    @Test
    void a_credential_that_would_break_a_header_is_refused() {
        for (String bad : List.of("", " ", "a b", "a\r\nX-Evil: 1", "ключ")) {
            assertThatThrownBy(() -> Credential.bearer(bad))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
