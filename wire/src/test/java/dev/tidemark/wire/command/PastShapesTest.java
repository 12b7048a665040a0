package dev.tidemark.wire.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.core.causality.Dot;
import dev.tidemark.core.record.Op;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.command.HistoryPage.Compacted;
import dev.tidemark.wire.command.HistoryPage.Old;
import dev.tidemark.wire.command.HistoryPage.Version;
import dev.tidemark.wire.command.RestoreAnswer.Skipped;
import dev.tidemark.wire.command.RestorePreview.Counts;
import dev.tidemark.wire.command.RestorePreview.Differing;
import dev.tidemark.wire.command.RestorePreview.Since;
import dev.tidemark.wire.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What is told of the past is read as it was written. */
class PastShapesTest {

    private static final RecordKey KEY = new RecordKey("notes", "1");
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
    private static final Value.Obj FIELDS = Value.Obj.EMPTY.with("a", Value.NULL);

    @Test
    void a_history() {
        TreeMap<String, List<Old>> replaced = new TreeMap<>();
        replaced.put("a", List.of(new Old(null, new Dot("x", 1)), new Old(Value.NULL, null)));
        Version version =
                new Version(
                        7,
                        Op.UPDATE,
                        "x",
                        new Dot("resolve:x", 2),
                        "command",
                        NOON,
                        NOON.plusMillis(1),
                        "key",
                        "trace",
                        FIELDS,
                        List.of("b"),
                        true,
                        replaced);
        HistoryPage page = new HistoryPage(List.of(version), List.of(), true, new Compacted(7, 3));

        assertThat(HistoryPage.read(page.bytes())).isEqualTo(page);
    }

    @Test
    void a_record_as_it_was() {
        TreeMap<String, RecordAt.Field> fields = new TreeMap<>();
        fields.put("a", new RecordAt.Field(Value.NULL, new Dot("x", 1), NOON, 3));
        RecordAt record = new RecordAt(KEY, 4, true, fields);

        assertThat(RecordAt.read(record.bytes())).isEqualTo(record);
    }

    @Test
    void a_preview_with_and_without_counts() {
        Differing changed =
                new Differing(KEY, 9, Since.CHANGED, Op.UPDATE, "why not", FIELDS, Value.Obj.EMPTY);
        TreeMap<String, Counts> counts = new TreeMap<>(Map.of("notes", new Counts(1, 2, 3)));
        RestorePreview first = new RestorePreview(4, 9, counts, List.of(changed), 9L);
        RestorePreview last = new RestorePreview(4, 9, null, List.of(), null);

        assertThat(RestorePreview.read(Json.bytes(first.value()))).isEqualTo(first);
        assertThat(RestorePreview.read(Json.bytes(last.value()))).isEqualTo(last);
    }

    @Test
    void what_a_restore_did_and_not_more_names_than_fit() {
        List<Skipped> skipped = new ArrayList<>();
        for (int n = 0; n < RestoreAnswer.SKIPPED_MAX + 5; n++) {
            skipped.add(new Skipped(new RecordKey("notes", "n" + n), "why"));
        }
        RestoreAnswer answer = new RestoreAnswer(12, 3, "before", skipped.size(), skipped);

        assertThat(RestoreAnswer.read(answer.bytes())).isEqualTo(answer);
        assertThat(answer.skippedRecords()).hasSize(RestoreAnswer.SKIPPED_MAX);
        assertThat(answer.skipped()).isEqualTo(RestoreAnswer.SKIPPED_MAX + 5);
    }
}
