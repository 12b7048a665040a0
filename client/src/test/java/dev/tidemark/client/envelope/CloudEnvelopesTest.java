package dev.tidemark.client.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tidemark.client.fault.SyncException;
import dev.tidemark.client.fault.SyncException.Kind;
import dev.tidemark.client.transport.Answer;
import dev.tidemark.client.transport.Credential;
import dev.tidemark.client.transport.Request;
import dev.tidemark.client.transport.Transport;
import dev.tidemark.client.transport.TransportException;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.envelope.Envelope;
import dev.tidemark.wire.envelope.EnvelopeItem.Sound;
import dev.tidemark.wire.envelope.EnvelopePreview;
import dev.tidemark.wire.envelope.EnvelopeReport;
import dev.tidemark.wire.envelope.Policy;
import dev.tidemark.wire.envelope.Side;
import dev.tidemark.wire.envelope.UnsupportedVersion;
import dev.tidemark.wire.json.InvalidInput;
import dev.tidemark.wire.problem.ProblemBody;
import dev.tidemark.wire.problem.ProblemCode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CloudEnvelopesTest {

    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final EnvelopeReport REPORT =
            new EnvelopeReport("r", Policy.LOCAL_PREFERRED, NOW, "here", List.of());

    private final Wire wire = new Wire();
    private final CloudEnvelopes cloud =
            new CloudEnvelopes(wire, "https://sync.example.org", Credential.bearer("k"), "here");

    /** Answers what it is told to, and keeps what it was sent. */
    private static final class Wire implements Transport {
        final List<Request> sent = new ArrayList<>();
        int lost;
        Answer answer = Answer.of(200, REPORT.bytes());

        @Override
        public Answer send(Request request) throws TransportException {
            sent.add(request);
            if (sent.size() <= lost) {
                throw new TransportException(TransportException.Kind.UNREACHABLE, "gone", null);
            }
            return answer;
        }

        @Override
        public Stream open(Request request, Events events) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
    }

    private static byte[] envelope(int items) {
        List<Sound> all = new ArrayList<>();
        for (int i = 0; i < items; i++) {
            all.add(Sound.of(new RecordKey("user_preset", "p" + i), NOW, Value.Obj.EMPTY));
        }
        return Envelope.bytes(new Envelope.Source("local", "1", "here"), NOW, all);
    }

    private static String body(Request request) {
        return new String(request.body(), StandardCharsets.UTF_8);
    }

    @Test
    void an_answer_that_got_lost_is_asked_for_under_the_same_key() {
        wire.lost = 2;

        assertThat(cloud.apply(envelope(1), Policy.LOCAL_PREFERRED, Map.of(), "k"))
                .containsExactly(REPORT);
        assertThat(wire.sent).hasSize(3).extracting(Request::idempotencyKey).containsOnly("k-0");
        assertThat(wire.sent)
                .extracting(CloudEnvelopesTest::body)
                .containsOnly(body(wire.sent.get(0)));
        assertThat(body(wire.sent.get(0))).contains("\"confirm\":true", "local_preferred");
    }

    @Test
    void a_large_envelope_is_sent_in_parts_each_with_a_key() {
        cloud.apply(
                envelope(2001), Policy.MANUAL_PER_ITEM, Map.of("user_preset/p0", Side.CLOUD), "k");

        assertThat(wire.sent)
                .extracting(Request::idempotencyKey)
                .containsExactly("k-0", "k-1", "k-2");
        assertThat(body(wire.sent.get(2))).contains("\"p2000\"", "{\"user_preset/p0\":\"cloud\"}");
    }

    @Test
    void a_preview_of_parts_is_one_preview() {
        EnvelopePreview.State state = new EnvelopePreview.State("h", NOW, "here", false, null);
        EnvelopePreview.Entry entry =
                new EnvelopePreview.Entry(new RecordKey("t", "i"), state, state, "why");
        EnvelopePreview part =
                new EnvelopePreview(List.of(), List.of(entry), List.of(), List.of(), List.of());
        wire.answer = Answer.of(200, part.bytes());

        assertThat(cloud.preview(envelope(1500)).changed()).containsExactly(entry, entry);
    }

    @Test
    void what_is_no_envelope_of_ours_is_never_sent() {
        String newer = new String(envelope(1), StandardCharsets.UTF_8).replace("1.0.0", "7.0.0");
        assertThatExceptionOfType(UnsupportedVersion.class)
                .isThrownBy(() -> cloud.preview(newer.getBytes(StandardCharsets.UTF_8)))
                .withMessageContaining("0.9.0, 1.0.0");
        String twice =
                new String(envelope(1001), StandardCharsets.UTF_8).replace("\"p1000\"", "\"p0\"");
        assertThatExceptionOfType(InvalidInput.class)
                .isThrownBy(() -> cloud.preview(twice.getBytes(StandardCharsets.UTF_8)))
                .withMessageContaining("/items/1000");
        assertThat(wire.sent).isEmpty();
    }

    @Test
    void what_the_server_says_is_told_by_its_kind() {
        wire.answer =
                Answer.of(
                        422,
                        ProblemBody.of(ProblemCode.INVALID, "No such thing.", "t", List.of())
                                .bytes());
        assertThat(kind()).isEqualTo(Kind.REFUSED);
        wire.answer = Answer.of(401, new byte[0]);
        assertThat(kind()).isEqualTo(Kind.AUTH_REQUIRED);
        wire.answer = Answer.of(503, new byte[0]);
        assertThat(kind()).isEqualTo(Kind.DEFERRED);
        wire.answer = Answer.of(200, "{".getBytes(StandardCharsets.UTF_8));
        assertThat(kind()).isEqualTo(Kind.DEFERRED);
        wire.lost = Integer.MAX_VALUE;
        assertThat(kind()).isEqualTo(Kind.OFFLINE);
    }

    private Kind kind() {
        try {
            cloud.preview(envelope(1));
            throw new AssertionError("it was taken");
        } catch (SyncException e) {
            return e.kind();
        }
    }

    @Test
    void names_travel_as_one_segment_and_an_export_is_for_this_device() {
        cloud.archived("user_preset", "a/b~1 c");
        assertThat(wire.sent.get(0).path()).isEqualTo("/v1/archive/user_preset/a%2Fb%7E1%20c");
        cloud.export(List.of("a", "b"));
        assertThat(wire.sent.get(1).path())
                .isEqualTo("/v1/envelopes/export?deviceId=here&types=a%2Cb");
    }
}
