package dev.tidemark.wire.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.core.causality.Dot;
import dev.tidemark.core.causality.VersionVector;
import dev.tidemark.core.conflict.Conflict;
import dev.tidemark.core.conflict.Resolution;
import dev.tidemark.core.merge.Refusal;
import dev.tidemark.core.merge.View;
import dev.tidemark.core.record.Effect;
import dev.tidemark.core.record.Mutation;
import dev.tidemark.core.record.Op;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.record.RecordState;
import dev.tidemark.core.record.Sibling;
import dev.tidemark.core.record.Stamp;
import dev.tidemark.core.record.UnitWrite;
import dev.tidemark.core.record.UnitWrite.Assign;
import dev.tidemark.core.record.UnitWrite.Elements;
import dev.tidemark.core.record.UnitWrite.Increment;
import dev.tidemark.core.schema.SyncSchema;
import dev.tidemark.core.value.Storable.Flaw;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.json.JsonLimits;
import dev.tidemark.wire.problem.ProblemBody;
import dev.tidemark.wire.problem.ProblemCode;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * The shapes of contract 1, byte for byte: a golden file that has to change is a contract that
 * changed. An answer that is read and written again is the same.
 */
final class GoldenTest {

    private static final Instant TIME = Instant.parse("2026-11-20T09:00:00Z");
    private static final String PHONE = "6f1c3a52-9d0e-4b7a-8c21-5e0f9a4b7d33";
    private static final String TABLET = "a1b2c3d4-0000-4000-8000-000000000001";

    @Test
    void a_command() throws IOException {
        assertGolden("command", Commands.bytes(mutation()));
        assertThat(Commands.stored(golden("command"), PHONE)).isEqualTo(mutation());
    }

    @Test
    void a_batch() throws IOException {
        assertGolden("batch", Batch.bytes(PHONE, null, 500, List.of(Commands.bytes(mutation()))));
        Value body = Json.read(golden("batch"), JsonLimits.DEFAULT);
        assertThat(Batch.read(body, SyncSchema.OPEN).commands())
                .containsExactly(new Command.Readable(mutation()));
    }

    @Test
    void an_answer_to_a_batch() throws IOException {
        assertGolden("batch-answer", batchAnswer().bytes());
        assertThat(BatchAnswer.read(golden("batch-answer"))).isEqualTo(batchAnswer());
    }

    @Test
    void a_record_with_everything() throws IOException {
        RecordEntry entry = entry();
        assertGolden("record", entry.encoded(RandomHistory.RULES, RandomHistory.SKEW).bytes());
        assertThat(EncodedEntry.of(golden("record")).decoded()).isEqualTo(entry);
    }

    @Test
    void a_deleted_record() throws IOException {
        RecordEntry entry = deleted();
        EncodedEntry encoded = entry.encoded(RandomHistory.RULES, RandomHistory.SKEW);
        assertGolden("tombstone", encoded.bytes());
        assertThat(EncodedEntry.of(golden("tombstone")).decoded()).isEqualTo(entry);
        assertThat(encoded.deleted()).isTrue();
        assertThat(encoded.contentHash()).isNull();
    }

    @Test
    void a_list_of_conflicts() throws IOException {
        assertGolden("conflicts", ListedConflict.list(List.of(conflict())));
        assertThat(ListedConflict.readList(golden("conflicts"))).containsExactly(conflict());
        assertThat(ListedConflict.read(conflict().bytes())).isEqualTo(conflict());
    }

    @Test
    void decisions() throws IOException {
        Resolution mine = new Resolution("r1", "c1", Resolution.Choice.MINE, Value.Obj.EMPTY, TIME);
        Resolution rename =
                new Resolution(
                        "r2",
                        "c2",
                        Resolution.Choice.RENAME,
                        Value.of(Map.of("name", Value.of("List users (2)"))),
                        TIME);
        assertGolden("resolve", Resolve.bytes(PHONE, List.of(mine, rename)));
        assertThat(Resolve.read(Json.read(golden("resolve"), JsonLimits.DEFAULT)))
                .isEqualTo(
                        new Resolve(
                                PHONE,
                                List.of(
                                        new Resolve.Decision.Readable(mine),
                                        new Resolve.Decision.Readable(rename))));
    }

    @Test
    void an_answer_to_decisions() throws IOException {
        assertGolden("resolve-answer", resolveAnswer().bytes());
        assertThat(ResolveAnswer.read(golden("resolve-answer"))).isEqualTo(resolveAnswer());
    }

    @Test
    void a_problem() throws IOException {
        ProblemBody problem =
                ProblemBody.of(
                        ProblemCode.INVALID,
                        "/deviceId: is missing; it must be a text",
                        "4bf92f3577b34da6a3ce929d0e0e4736",
                        List.of(new Flaw("/deviceId", "is missing; it must be a text")));
        assertGolden("problem", problem.bytes());
        assertThat(ProblemBody.read(422, golden("problem"))).isEqualTo(problem);
    }

    private static Mutation mutation() {
        return new Mutation(
                "0b7c2b0e-8a53-4a53-9d5e-3f2b8f3b6a01",
                new RecordKey("endpoints", "6f1c3a52-9d0e-4b7a-8c21-5e0f9a4b7d44"),
                Op.CORRECT,
                new Dot(PHONE, 3),
                VersionVector.of(Map.of(PHONE, 2L, TABLET, 7L)),
                Value.of(
                        Map.of(
                                "name",
                                Value.of("List \u00fcsers"),
                                "size",
                                new Value.Num("9007199254740993"),
                                "tags",
                                Value.of(
                                        Map.of(
                                                "add",
                                                Value.of(List.of(Value.of("v2"))),
                                                "remove",
                                                Value.of(List.of(Value.of("draft"))))))),
                List.of("old"),
                TIME,
                "0b7c2b0e-8a53-4a53-9d5e-3f2b8f3b6a02",
                new Mutation.Correction("typo", "ann"));
    }

    static BatchAnswer batchAnswer() {
        EncodedEntry entry = entry().encoded(RandomHistory.RULES, RandomHistory.SKEW);
        Refusal refusal =
                new Refusal(
                        Refusal.Code.CONFLICT,
                        "a name is taken",
                        List.of(new Flaw("/fields/name", "is taken")));
        Refusal unreadable = Refusal.invalid("/id", "is missing; it must be a text");
        return new BatchAnswer(
                List.of(
                        new Ack("c1", Ack.Status.APPLIED, 412, null),
                        new Ack("c2", Ack.Status.MERGED, 413, "conflict-1"),
                        new Ack("c3", Ack.Status.DUPLICATE, 7, null)),
                List.of(
                        Rejection.of("c4", refusal, entry, conflict()),
                        Rejection.of(null, unreadable, null, null)),
                new Page(List.of(entry), "cursor-1", true));
    }

    static ResolveAnswer resolveAnswer() {
        Refusal refusal = new Refusal(Refusal.Code.CONFLICT, "it has changed since");
        EncodedEntry entry = deleted().encoded(RandomHistory.RULES, RandomHistory.SKEW);
        return new ResolveAnswer(
                List.of(new ResolveAnswer.Resolved("c1", 414)),
                List.of(
                        new ResolveAnswer.Refused(
                                "c2", Rejection.of("r2", refusal, entry, conflict())),
                        new ResolveAnswer.Refused(null, Rejection.of(null, refusal, null, null))));
    }

    static ListedConflict conflict() {
        Sibling left = new Sibling(new Dot(PHONE, 3), Value.of("left"), new Stamp(TIME, 412, 0));
        Sibling gone = new Sibling(new Dot(TABLET, 1), null, new Stamp(TIME, 411, 1));
        return new ListedConflict(
                "c1",
                Conflict.Type.UPDATE_UPDATE,
                RandomHistory.KEY,
                List.of(
                        new ListedConflict.Field(
                                "text",
                                Value.of("left"),
                                Value.NULL,
                                Value.of("left"),
                                List.of(left, gone))),
                new ListedConflict.Suggestion(
                        "suggested", Value.of(Map.of("text", Value.of("left")))),
                ListedConflict.Status.OPEN,
                TIME,
                "4bf92f3577b34da6a3ce929d0e0e4736",
                "two devices wrote one field",
                Value.of(Map.of("op", Value.of("update"))));
    }

    /** Two devices wrote everything, one after the other and at once. */
    private static RecordEntry entry() {
        return entry(state(), 414);
    }

    private static RecordEntry deleted() {
        RecordState state = state();
        Effect delete =
                new Effect(
                        state.vv().next(PHONE),
                        state.vv(),
                        new Stamp(TIME.plusSeconds(9), 415, 0),
                        false,
                        new TreeMap<>());
        return entry(state.apply(delete), 415);
    }

    private static RecordEntry entry(RecordState state, long version) {
        View view = View.of(state, RandomHistory.RULES, RandomHistory.SKEW);
        return RecordEntry.of(RandomHistory.KEY, version, state, view, TIME, PHONE);
    }

    private static RecordState state() {
        TreeMap<String, UnitWrite> first = new TreeMap<>();
        first.put("plain", assign(Value.of("first")));
        first.put("other", assign(Value.NULL));
        first.put("gone", assign(Value.of(5)));
        first.put("tags", new Elements(List.of(Value.of("v1"), new Value.Num("1.0")), List.of()));
        first.put("hits", new Increment(BigInteger.TEN));
        first.put("lat", assign(Value.of(Map.of("lat", Value.of(1), "long", Value.of(2)))));
        TreeMap<String, UnitWrite> left = new TreeMap<>();
        left.put("plain", assign(Value.of("left")));
        left.put("gone", new Assign(null, List.of()));
        left.put("tags", new Elements(List.of(new Value.Num("1")), List.of(Value.of("v1"))));
        left.put("hits", new Increment(BigInteger.ONE));
        TreeMap<String, UnitWrite> right = new TreeMap<>();
        right.put("plain", assign(Value.of("right")));
        right.put("hits", new Increment(BigInteger.TWO));
        VersionVector seen = VersionVector.of(Map.of(PHONE, 1L));
        return RecordState.EMPTY
                .apply(effect(new Dot(PHONE, 1), VersionVector.EMPTY, 412, first))
                .apply(effect(new Dot(PHONE, 2), seen, 413, left))
                .apply(effect(new Dot(TABLET, 1), seen, 414, right));
    }

    private static UnitWrite assign(Value value) {
        return new Assign(value, List.of());
    }

    private static Effect effect(
            Dot dot, VersionVector context, long seq, TreeMap<String, UnitWrite> writes) {
        int rank = dot.device().equals(PHONE) ? 0 : 1;
        return new Effect(
                dot, context, new Stamp(TIME.plusSeconds(seq - 412), seq, rank), true, writes);
    }

    private static void assertGolden(String name, byte[] bytes) throws IOException {
        assertThat(new String(bytes, StandardCharsets.UTF_8))
                .isEqualTo(new String(golden(name), StandardCharsets.UTF_8));
    }

    private static byte[] golden(String name) throws IOException {
        String file = "/golden/commands/" + name + ".json";
        try (InputStream in = GoldenTest.class.getResourceAsStream(file)) {
            byte[] bytes = Objects.requireNonNull(in, file).readAllBytes();
            return new String(bytes, StandardCharsets.UTF_8)
                    .strip()
                    .getBytes(StandardCharsets.UTF_8);
        }
    }
}
