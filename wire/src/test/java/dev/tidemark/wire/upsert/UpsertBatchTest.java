package dev.tidemark.wire.upsert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.core.record.Mutation.Correction;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.schema.SyncSchema;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.json.InvalidInput;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.json.JsonLimits;
import dev.tidemark.wire.schema.SchemaReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What is read and written of contract 2. */
class UpsertBatchTest {

    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
    private static final SyncSchema SCHEMA =
            SchemaReader.read(
                            "s.yaml",
                            """
                            version: 1
                            collections:
                              edits:
                                id: string
                                idFrom: [editId]
                                rule: append
                                base: { collection: sightings, id: sightingId, version: base, apply: patch }
                              sightings:
                                id: string
                                idFrom: [site, number]
                                lifecycle: { field: status, frozenAt: [closed] }
                                upserts: { clock: [changedAt, madeAt] }
                              plain: {}
                            """
                                    .getBytes(StandardCharsets.UTF_8))
                    .rules();

    private static Value.Obj json(String text) {
        return (Value.Obj) Json.read(text.replace('\'', '"'), JsonLimits.DEFAULT);
    }

    private static Upsert one(String collection, String record) {
        return Upsert.read(collection, "/x", json(record), NOON, SCHEMA);
    }

    private static Upsert.Readable readable(String collection, String record) {
        return (Upsert.Readable) one(collection, record);
    }

    @Test
    void what_is_written_is_read() {
        byte[] bytes =
                UpsertBatch.bytes(
                        "sync-1",
                        NOON,
                        json("{'deviceId':'d','model':'X'}"),
                        "cursor",
                        new TreeMap<>(
                                Map.of(
                                        "edits", List.of(json("{'editId':'e'}")),
                                        "sightings", List.of(json("{'site':'a','number':7}")))));
        UpsertBatch batch = UpsertBatch.read(Json.read(bytes, JsonLimits.DEFAULT), SCHEMA);

        assertThat(UpsertBatch.isBatch(Json.read(bytes, JsonLimits.DEFAULT))).isTrue();
        assertThat(UpsertBatch.count(Json.read(bytes, JsonLimits.DEFAULT))).isEqualTo(2);
        assertThat(batch.syncId()).isEqualTo("sync-1");
        assertThat(batch.requestedAt()).isEqualTo(NOON);
        assertThat(batch.cursor()).isEqualTo("cursor");
        assertThat(batch.device().updatedAt()).isEqualTo(NOON);
        assertThat(batch.device().body()).isEqualTo(json("{'deviceId':'d','model':'X'}"));
        assertThat(batch.upserts().stream().map(each -> ((Upsert.Readable) each).key()))
                .as("patches come behind records")
                .containsExactly(new RecordKey("sightings", "a/7"), new RecordKey("edits", "e"));
    }

    @Test
    void a_record_has_the_first_clock_that_it_names() {
        String record = "{'site':'a','number':1,'madeAt':'2026-11-01T00:00:00Z'%s}";
        assertThat(readable("sightings", record.formatted("")).clock())
                .isEqualTo(Instant.parse("2026-11-01T00:00:00Z"));
        assertThat(
                        readable(
                                        "sightings",
                                        record.formatted(",'changedAt':'2026-11-02T00:00:00Z'"))
                                .clock())
                .isEqualTo(Instant.parse("2026-11-02T00:00:00Z"));
        assertThat(readable("sightings", "{'site':'a','number':1}").clock()).isEqualTo(NOON);
        assertThat(one("sightings", record.formatted(",'changedAt':'then'")))
                .isInstanceOfSatisfying(
                        Upsert.Malformed.class,
                        bad -> assertThat(bad.flaws().get(0).pointer()).isEqualTo("/x/changedAt"));
    }

    @Test
    void a_correction_is_one_where_the_collection_takes_corrections() {
        String why = "'correction':{'reason':'r','correctedBy':'c'}";
        assertThat(readable("sightings", "{'site':'a','number':1," + why + "}").correction())
                .isEqualTo(new Correction("r", "c"));
        assertThat(readable("edits", "{'editId':'e'," + why + "}").correction()).isNull();
    }

    @Test
    void an_id_must_be_there_and_be_one() {
        for (String record : List.of("{}", "{'site':'a'}", "{'site':'a','number':true}")) {
            assertThat(one("sightings", record)).isInstanceOf(Upsert.Malformed.class);
        }
        assertThat(one("plain", "{'id':'no uuid'}")).isInstanceOf(Upsert.Malformed.class);
        assertThat(readable("plain", "{'id':'11111111-1111-4111-8111-111111111111'}").key().id())
                .startsWith("1111");
        assertThat(one("edits", "{'editId':'" + "x".repeat(513) + "'}"))
                .isInstanceOf(Upsert.Malformed.class);
        assertThat(one("nothing", "{}")).isInstanceOf(Upsert.Malformed.class);
        assertThat(one("*", "{}")).isInstanceOf(Upsert.Malformed.class);
    }

    @Test
    void a_frame_that_is_wrong_is_refused_with_all_its_places() {
        assertThatThrownBy(() ->
                        UpsertBatch.read(
                                json("{'syncId':'','device':{},'upserts':{'edits':1}}"), SCHEMA))
                .isInstanceOfSatisfying(
                        InvalidInput.class,
                        wrong ->
                                assertThat(wrong.flaws().stream().map(flaw -> flaw.pointer()))
                                        .containsExactly(
                                                "/syncId",
                                                "/requestedAt",
                                                "/device/deviceId",
                                                "/upserts/edits"));
        assertThat(UpsertBatch.isBatch(json("{'upserts':{},'commands':[]}"))).isFalse();
    }

    @Test
    void an_answer_that_is_written_is_read() {
        UpsertAnswer answer =
                new UpsertAnswer(
                        "s",
                        NOON,
                        "c",
                        new TreeMap<>(Map.of("edits", 2)),
                        List.of(
                                UpsertConflict.of(
                                        "edits",
                                        null,
                                        "validation",
                                        "r",
                                        Value.of(1),
                                        Value.NULL,
                                        SuggestedAction.MEND,
                                        List.of())),
                        json("{'edits':[]}"),
                        true);
        assertThat(UpsertAnswer.read(Json.read(answer.bytes(), JsonLimits.DEFAULT)))
                .isEqualTo(answer);
        assertThat(UpsertConflict.read(Json.own(answer.conflicts().get(0).bytes())))
                .isEqualTo(answer.conflicts().get(0));
    }
}
