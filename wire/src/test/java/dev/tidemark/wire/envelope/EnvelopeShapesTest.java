package dev.tidemark.wire.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.envelope.EnvelopeItem.Sound;
import dev.tidemark.wire.json.InvalidInput;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.json.JsonLimits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class EnvelopeShapesTest {

    private static final Instant NOW = Instant.parse("2026-02-12T08:00:00Z");
    private static final Envelope.Source SOURCE =
            new Envelope.Source("basaltos_main_local", "v0.1.0", "machine");
    private static final Sound ITEM =
            Sound.of(
                    new RecordKey("config_snapshot", "cfg_abc123"),
                    NOW,
                    Value.Obj.EMPTY.with("v", new Value.Num("1")));

    private static Value json(byte[] bytes) {
        return Json.read(bytes, JsonLimits.DEFAULT);
    }

    @Test
    void an_envelope_is_written_as_its_contract_shows_it_and_read_back() {
        byte[] bytes = Envelope.bytes(SOURCE, NOW, List.of(ITEM));

        assertThat(new String(bytes, StandardCharsets.UTF_8))
                .isEqualTo(
                        """
                        {"exported_utc":"2026-02-12T08:00:00.000Z","items":[{"content":{"v":1},\
                        "content_hash":"%s","item_id":"cfg_abc123","item_type":"config_snapshot",\
                        "updated_utc":"2026-02-12T08:00:00.000Z"}],"schema_version":"1.0.0",\
                        "source":{"app_version":"v0.1.0","device_id":"machine","kind":"basaltos_main_local"}}\
                        """
                                .formatted(ITEM.contentHash()));
        assertThat(Envelope.read(json(bytes), ""))
                .isEqualTo(new Envelope(SOURCE, NOW, List.of(ITEM)));
    }

    @Test
    void one_that_is_written_piece_by_piece_is_the_same() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(Envelope.head(NOW));
        out.write(ITEM.bytes());
        out.write(Envelope.tail(SOURCE));

        assertThat(out.toByteArray()).isEqualTo(Envelope.bytes(SOURCE, NOW, List.of(ITEM)));
    }

    @Test
    void an_older_version_becomes_the_current_one_and_a_current_one_stays() {
        Value old =
                json(
                        "{\"schema_version\":\"0.9.0\",\"device_id\":\"d\",\"app_version\":\"v\",\"items\":[{\"content\":{}},5]}"
                                .getBytes(StandardCharsets.UTF_8));
        Value.Obj now = EnvelopeVersions.migrated(old);

        assertThat(now.toString())
                .contains(
                        "\"schema_version\":\"1.0.0\"",
                        "\"source\":{\"app_version\":\"v\",\"device_id\":\"d\",\"kind\":\"local\"}",
                        "\"content_hash\":\"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a\"")
                .doesNotContain("0.9.0");
        assertThat(EnvelopeVersions.migrated(now)).isEqualTo(now);
        assertThat(EnvelopeVersions.understood()).containsExactly("0.9.0", "1.0.0");
    }

    @Test
    void a_hash_that_an_older_version_brings_is_not_made_true() {
        Value old =
                json(
                        "{\"schema_version\":\"0.9.0\",\"device_id\":\"d\",\"exported_utc\":\"2026-02-12T08:00:00Z\",\"items\":[{\"item_type\":\"t\",\"item_id\":\"i\",\"updated_utc\":\"2026-02-12T08:00:00Z\",\"content\":{},\"content_hash\":\"sha256:0\"}]}"
                                .getBytes(StandardCharsets.UTF_8));

        assertThat(Envelope.read(old, "").items().get(0)).isInstanceOf(EnvelopeItem.Unsound.class);
    }

    @Test
    void previews_reports_and_requests_are_read_as_they_were_written() {
        EnvelopePreview.State local =
                new EnvelopePreview.State("h", NOW, "d", false, ITEM.content());
        EnvelopePreview.State cloud = new EnvelopePreview.State(null, NOW, "e", true, null);
        EnvelopePreview preview =
                new EnvelopePreview(
                        List.of(new EnvelopePreview.Entry(ITEM.key(), local, null, null)),
                        List.of(),
                        List.of(),
                        List.of(new EnvelopePreview.Entry(ITEM.key(), local, cloud, "why")),
                        List.of(new ItemProblem(null, "i", "bad", List.of())));
        assertThat(EnvelopePreview.read(preview.bytes())).isEqualTo(preview);

        EnvelopeReport report =
                new EnvelopeReport(
                        "r",
                        Policy.MANUAL_PER_ITEM,
                        NOW,
                        "d",
                        List.of(
                                new EnvelopeReport.Item(
                                        "t", "i", EnvelopeReport.Status.UPDATED, "why", "i~1"),
                                new EnvelopeReport.Item(
                                        null, null, EnvelopeReport.Status.FAILED, "why", null)));
        assertThat(EnvelopeReport.read(report.bytes())).isEqualTo(report);

        byte[] request =
                ApplyRequest.bytes(
                        Envelope.bytes(SOURCE, NOW, List.of()),
                        Policy.CLOUD_PREFERRED,
                        Map.of("t/i", Side.LOCAL));
        Value.Obj body = (Value.Obj) json(request);
        assertThat(ApplyRequest.isConfirmed(body)).isTrue();
        assertThat(ApplyRequest.read(body).decisions())
                .isEqualTo(new TreeMap<>(Map.of("t/i", Side.LOCAL)));
    }

    @Test
    void an_envelope_is_cut_by_count_and_by_length_and_nothing_is_left_out() {
        List<Sound> items = new ArrayList<>();
        String text = "x".repeat(200_000);
        for (int i = 0; i < 1_050; i++) {
            Value.Obj content =
                    i < 50 ? Value.Obj.EMPTY.with("t", Value.of(text)) : Value.Obj.EMPTY;
            items.add(Sound.of(new RecordKey("t", "i" + i), NOW, content));
        }

        List<byte[]> parts = EnvelopeParts.of(json(Envelope.bytes(SOURCE, NOW, items)));
        List<EnvelopeItem> all = new ArrayList<>();
        for (byte[] part : parts) {
            assertThat(part.length).isLessThan(8 << 20);
            Envelope read = Envelope.read(json(part), "");
            assertThat(read.items().size()).isLessThanOrEqualTo(EnvelopeParts.ITEMS_MAX);
            all.addAll(read.items());
        }
        assertThat(parts).hasSize(3);
        assertThat(all).isEqualTo(items);
    }

    @Test
    void no_text_and_no_version_is_no_envelope() {
        for (String text : List.of("[]", "{}", "{\"schema_version\":1}")) {
            assertThatExceptionOfType(InvalidInput.class)
                    .isThrownBy(() ->
                            EnvelopeVersions.migrated(json(text.getBytes(StandardCharsets.UTF_8))));
        }
    }
}
