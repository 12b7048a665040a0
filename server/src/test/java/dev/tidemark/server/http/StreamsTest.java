package dev.tidemark.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.server.fake.Wire;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class StreamsTest {

    private static final String ASK =
            "GET /live HTTP/1.1\nHost: localhost\nAuthorization: Bearer viewer\n"
                    + "Accept-Encoding: gzip\n\n";

    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch over = new CountDownLatch(1);

    /// Sends one event, then waits until the stream is ended.
    private void oneThenWait(Events events) throws InterruptedException {
        CountDownLatch end = new CountDownLatch(1);
        events.onEnd(end::countDown);
        events.send("changes", "c1", "{\"n\":1}".getBytes(StandardCharsets.UTF_8));
        begun.countDown();
        end.await();
        over.countDown();
    }

    private Outpost outpost(Map<String, String> settings) {
        return Outpost.with(settings, Outpost.get("/live", _ -> Answer.live(this::oneThenWait)));
    }

    @Test
    void events_arrive_as_they_happen_unpacked_and_a_silent_stream_sends_comments() {
        try (Outpost outpost = outpost(Map.of());
                Wire wire = Wire.to(outpost.uri())) {
            String head = wire.send(ASK).until("\r\n\r\n");
            assertThat(head).contains("text/event-stream", "no-store", "X-Trace-Id");
            assertThat(head).doesNotContain("gzip");
            assertThat(wire.until("{\"n\":1}")).contains("event: changes\nid: c1\ndata: ");
            assertThat(wire.until("\n:\n\n")).isNotEmpty();
            assertThat(wire.until("\n:\n\n")).isNotEmpty();
        }
    }

    @Test
    void a_stream_ends_when_its_credential_is_worth_nothing_any_more() throws InterruptedException {
        try (Outpost outpost = outpost(Map.of());
                Wire wire = Wire.to(outpost.uri())) {
            wire.send(ASK).until("{\"n\":1}");
            outpost.streams.check("account");
            assertThat(outpost.streams.count()).isEqualTo(1);

            outpost.good = false;
            outpost.streams.check("account");

            assertThat(outpost.streams.count()).isZero();
            over.await();
            assertThat(wire.until("never")).doesNotContain("event:");
        }
    }

    @Test
    void a_credential_that_expires_ends_its_stream_without_anybody_saying_so()
            throws InterruptedException {
        try (Outpost outpost = outpost(Map.of());
                Wire wire = Wire.to(outpost.uri())) {
            wire.send(ASK).until("{\"n\":1}");
            outpost.good = false;
            over.await();
            assertThat(wire.until("never")).doesNotContain("event:");
        }
    }

    @Test
    void a_client_that_goes_away_ends_its_stream() throws InterruptedException {
        try (Outpost outpost = outpost(Map.of())) {
            try (Wire wire = Wire.to(outpost.uri())) {
                wire.send(ASK).until("{\"n\":1}");
            }
            over.await(); // The next comments do not arrive.
        }
    }

    @Test
    void streams_end_when_the_server_stops_and_no_more_are_taken() throws InterruptedException {
        try (Outpost outpost = outpost(Map.of());
                Wire wire = Wire.to(outpost.uri())) {
            wire.send(ASK).until("{\"n\":1}");
            outpost.streams.close();
            over.await();
            outpost.call().get("/live").bearer("viewer").expect(503).refuses("UNAVAILABLE");
        }
    }

    @Test
    void after_the_end_nothing_can_be_sent() throws InterruptedException {
        CountDownLatch refused = new CountDownLatch(1);
        EventSource stubborn =
                events -> {
                    begun.countDown();
                    while (true) {
                        try {
                            events.send("changes", "c", new byte[] {'1'});
                        } catch (Events.Ended e) {
                            refused.countDown();
                            return;
                        }
                    }
                };
        try (Outpost outpost = Outpost.with(Outpost.get("/live", _ -> Answer.live(stubborn)));
                Wire wire = Wire.to(outpost.uri())) {
            wire.send(ASK).until("event:");
            outpost.streams.close();
            refused.await();
            wire.until("\r\n0\r\n");
        }
    }

    @Test
    void more_streams_than_there_is_room_for_are_503() {
        try (Outpost outpost = outpost(Map.of())) {
            Wire[] wires = new Wire[8];
            for (int i = 0; i < wires.length; i++) {
                wires[i] = Wire.to(outpost.uri()).send(ASK);
                wires[i].until("{\"n\":1}");
            }
            outpost.call().get("/live").bearer("viewer").expect(503).refuses("BUSY");
            for (Wire wire : wires) {
                wire.close();
            }
        }
    }
}
