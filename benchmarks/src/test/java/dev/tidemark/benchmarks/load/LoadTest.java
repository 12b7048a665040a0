package dev.tidemark.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoadTest {

    private final Queue<String> bodies = new ConcurrentLinkedQueue<>();
    private HttpServer server;
    private Requests requests;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        requests = new Requests(server.getAddress(), "token");
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void every_request_is_sent_once_and_every_answer_is_waited_for() throws IOException {
        List<byte[]> prepared = new ArrayList<>();
        List<String> sent = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            sent.add("body " + i);
            prepared.add(requests.post("/", bytes("body " + i)));
        }

        try (Load load = new Load(server.getAddress(), 3)) {
            Load.Sent result = load.send(prepared);

            assertThat(result.nanos()).hasSize(50).isSorted();
            assertThat(result.millis(1)).isGreaterThanOrEqualTo(result.millis(0.5));
        }
        assertThat(bodies).containsExactlyInAnyOrderElementsOf(sent);
    }

    @Test
    void an_answer_without_success_ends_it_and_is_told() throws IOException {
        try (Load load = new Load(server.getAddress(), 1)) {
            List<byte[]> refused = List.of(requests.post("/refused", bytes("x")));

            assertThatThrownBy(() -> load.send(refused)).hasMessageContaining("403: no");
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            boolean refused = exchange.getRequestURI().getPath().equals("/refused");
            bodies.add(
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            byte[] answer = bytes(refused ? "no" : "answer of some length");
            // Half of the answers come in chunks.
            exchange.sendResponseHeaders(
                    refused ? 403 : 200, bodies.size() % 2 == 0 ? 0 : answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
