package dev.tidemark.wire.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.core.causality.Dot;
import dev.tidemark.core.causality.VersionVector;
import dev.tidemark.core.merge.Refusal.Code;
import dev.tidemark.core.record.Mutation;
import dev.tidemark.core.record.Op;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.schema.SyncSchema;
import dev.tidemark.core.value.Storable.Flaw;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.json.InvalidInput;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.json.JsonLimits;
import dev.tidemark.wire.schema.SchemaReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BatchTest {

    private static final String GOOD =
            """
            {"id":"c1","entity":"notes","entityId":"6f1c3a52-9d0e-4b7a-8c21-5e0f9a4b7d33","op":"update",
             "fields":{"text":"a","n":1.0},"unset":["old","old"],"vv":{"d1":3,"d2":7},
             "ts":"2026-11-20T10:00:00+01:00","group":"g1"}\
            """;

    @Test
    void a_command_becomes_a_mutation() {
        Mutation mutation = ((Command.Readable) command(GOOD)).mutation();
        assertThat(mutation)
                .isEqualTo(
                        new Mutation(
                                "c1",
                                new RecordKey("notes", "6f1c3a52-9d0e-4b7a-8c21-5e0f9a4b7d33"),
                                Op.UPDATE,
                                new Dot("d1", 3),
                                VersionVector.of(Map.of("d1", 2L, "d2", 7L)),
                                Value.of(Map.of("text", Value.of("a"), "n", new Value.Num("1.0"))),
                                List.of("old"),
                                Instant.parse("2026-11-20T09:00:00Z"),
                                "g1",
                                null));
        assertThat(Commands.stored(Commands.bytes(mutation), "d1")).isEqualTo(mutation);
    }

    @Test
    void a_command_that_was_stamped_anew_says_which_dot_it_was_made_with() {
        Mutation made = ((Command.Readable) command(GOOD)).mutation();
        Mutation anew = made.restamped(new Dot("d3", 1), made.context());

        assertThat(made.origin()).isNull();
        assertThat(anew.origin()).isEqualTo(new Dot("d1", 3));
        assertThat(Commands.stored(Commands.bytes(anew), "d3")).isEqualTo(anew);
        assertThat(anew.restamped(new Dot("d4", 1), anew.context()).origin())
                .isEqualTo(new Dot("d1", 3));
        assertThat(anew.restamped(made.dot(), made.context())).isEqualTo(made);
    }

    @Test
    void an_ack_says_under_which_other_dot_the_command_is_known() {
        Ack known = new Ack("c1", Ack.Status.DUPLICATE, 7, null, new Dot("d1", 3));
        BatchAnswer answer =
                new BatchAnswer(List.of(known), List.of(), new Page(List.of(), "cursor-1", false));

        assertThat(BatchAnswer.read(answer.bytes())).isEqualTo(answer);
    }

    @Test
    void the_first_command_of_a_device_has_seen_nothing() {
        Mutation mutation = ((Command.Readable) command(with("vv", "{\"d1\":1}"))).mutation();
        assertThat(mutation.context()).isEqualTo(VersionVector.EMPTY);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "id | null | /id",
                "id | 5 | /id",
                "id | \"\" | /id",
                "id | \"a\\u0000\" | /id",
                "entity | null | /entity",
                "entity | \"no such\" | /entity",
                "entity | \"*\" | /entity",
                "entityId | \"not-a-uuid\" | /entityId",
                "entityId | 5 | /entityId",
                "op | \"explode\" | /op",
                "op | null | /op",
                "op | \"UPDATE\" | /op",
                "origin | 5 | /origin",
                "origin | {\"counter\":1} | /origin/deviceId",
                "origin | {\"deviceId\":\"d1\"} | /origin/counter",
                "origin | {\"deviceId\":\"d1\",\"counter\":0} | /origin/counter",
                "fields | [1] | /fields",
                "fields | \"x\" | /fields",
                "unset | \"x\" | /unset",
                "unset | [5] | /unset/0",
                "ts | \"yesterday\" | /ts",
                "ts | 0 | /ts",
                "ts | null | /ts",
                "ts | \"2026-02-30T00:00:00Z\" | /ts",
                "ts | \"10000-01-01T00:00:00Z\" | /ts",
                "vv | {} | /vv",
                "vv | null | /vv",
                "vv | [] | /vv",
                "vv | {\"other\":1} | /vv",
                "vv | {\"d1\":\"one\"} | /vv/d1",
                "vv | {\"d1\":0} | /vv/d1",
                "vv | {\"d1\":-1} | /vv/d1",
                "vv | {\"d1\":1.5} | /vv/d1",
                "vv | {\"d1\":null} | /vv/d1",
                "vv | {\"d1\":9007199254740992} | /vv/d1",
                "vv | {\"d1\":1,\"a/b\":0} | /vv/a~1b",
                "vv | {\"d1\":1,\"\\ud800\":1} | /vv/\ud800",
                "group | 5 | /group",
                "correction | {\"reason\":\"r\"} | /correction"
            })
    void what_is_wrong_with_a_command_is_told_with_its_place(
            String member, String value, String place) {
        Command.Malformed malformed = (Command.Malformed) command(with(member, value));
        assertThat(malformed.refusal().code()).isEqualTo(Code.VALIDATION);
        assertThat(malformed.refusal().errors()).extracting(Flaw::pointer).contains(place);
        assertThat(malformed.refusal().detail()).isNotBlank();
        if (!member.equals("id")) {
            assertThat(malformed.id()).isEqualTo("c1");
        }
    }

    @Test
    void all_that_is_wrong_with_a_command_is_told_at_once() {
        Command command = command("{\"op\":5,\"ts\":5,\"vv\":5}");
        assertThat(((Command.Malformed) command).refusal().errors())
                .extracting(Flaw::pointer)
                .contains("/id", "/entity", "/entityId", "/op", "/ts", "/vv");
    }

    @Test
    void a_malformed_command_tells_its_record_and_group_where_they_can_be_read() {
        Command command = command(with("ts", "5"));
        assertThat(command.key())
                .isEqualTo(new RecordKey("notes", "6f1c3a52-9d0e-4b7a-8c21-5e0f9a4b7d33"));
        assertThat(command.group()).isEqualTo("g1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "null", "\"text\"", "[]", "{}"})
    void what_is_no_command_at_all_is_one_rejection(String item) {
        Command.Malformed malformed = (Command.Malformed) command(item);
        assertThat(malformed.id()).isNull();
        assertThat(malformed.refusal().errors()).isNotEmpty();
    }

    @Test
    void one_bad_command_spoils_no_other() {
        Value body = json("{\"deviceId\":\"d1\",\"commands\":[5," + GOOD + ",{}]}");
        assertThat(Batch.read(body, SyncSchema.OPEN).commands())
                .hasExactlyElementsOfTypes(
                        Command.Malformed.class, Command.Readable.class, Command.Malformed.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "\"correction\":{\"reason\":\"typo\",\"correctedBy\":\"ann\"} | typo | ann",
                "\"fields\":{\"correction\":{\"reason\":\"typo\",\"correctedBy\":\"ann\"}} | typo | ann",
                "\"fields\":{\"reason\":\"typo\"} | typo | d1",
            })
    void a_correction_says_why_in_one_of_three_places(String member, String reason, String by) {
        Mutation mutation = ((Command.Readable) command(correcting(member))).mutation();
        assertThat(mutation.correction()).isEqualTo(new Mutation.Correction(reason, by));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"fields\":{\"n\":1}",
                "\"fields\":{\"reason\":5}",
                "\"fields\":{\"reason\":\"  \"}",
                "\"correction\":{\"reason\":\"\",\"correctedBy\":\"ann\"}",
                "\"correction\":{\"reason\":\"r\"}",
                "\"correction\":5"
            })
    void a_correction_without_a_reason_is_refused(String member) {
        Command.Malformed malformed = (Command.Malformed) command(correcting(member));
        assertThat(malformed.refusal().errors().get(0).pointer()).startsWith("/correction");
    }

    @Test
    void ids_are_uuids_unless_the_schema_says_otherwise() {
        SyncSchema schema =
                SchemaReader.read(
                                "x.yaml",
                                "version: 1\ncollections: {notes: {id: string}}"
                                        .getBytes(StandardCharsets.UTF_8))
                        .rules();
        String command = with("entityId", "\"any text: \u00e9/1\"");
        assertThat(Batch.command(json(command), "d1", schema)).isInstanceOf(Command.Readable.class);
        assertThat(Batch.command(json(with("entityId", "\"\"")), "d1", schema))
                .isInstanceOf(Command.Malformed.class);
        String upper = with("entityId", "\"6F1C3A52-9D0E-4B7A-8C21-5E0F9A4B7D33\"");
        assertThat(command(upper).key())
                .isEqualTo(new RecordKey("notes", "6F1C3A52-9D0E-4B7A-8C21-5E0F9A4B7D33"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "\"text\"",
                "5",
                "null",
                "{}",
                "{\"deviceId\":\"d1\"}",
                "{\"deviceId\":\"d1\",\"commands\":{}}",
                "{\"deviceId\":\"d1\",\"commands\":5}",
                "{\"deviceId\":5,\"commands\":[]}",
                "{\"commands\":[]}",
                "{\"deviceId\":\"d1\",\"since\":5,\"commands\":[]}",
                "{\"deviceId\":\"d1\",\"limit\":0,\"commands\":[]}",
                "{\"deviceId\":\"d1\",\"limit\":\"x\",\"commands\":[]}"
            })
    void a_frame_that_is_wrong_refuses_the_batch(String body) {
        assertThatThrownBy(() -> Batch.read(json(body), SyncSchema.OPEN))
                .isInstanceOf(InvalidInput.class);
    }

    @Test
    void the_frame_has_defaults_and_a_greatest_limit() {
        Batch batch =
                Batch.read(json("{\"deviceId\":\"d1\",\"commands\":[],\"x\":1}"), SyncSchema.OPEN);
        assertThat(batch).isEqualTo(new Batch("d1", null, 500, List.of()));
        Value greedy = json("{\"deviceId\":\"d1\",\"limit\":99999999999,\"commands\":[]}");
        assertThat(Batch.read(greedy, SyncSchema.OPEN).limit()).isEqualTo(Batch.LIMIT_MAX);
    }

    @Test
    void a_batch_is_read_as_it_was_sent() {
        Mutation mutation = ((Command.Readable) command(GOOD)).mutation();
        byte[] body = Batch.bytes("d1", "cursor", 50, List.of(Commands.bytes(mutation)));
        Value read = Json.read(body, JsonLimits.DEFAULT);
        assertThat(Batch.isBatch(read)).isTrue();
        assertThat(Batch.count(read)).isEqualTo(1);
        assertThat(Batch.read(read, SyncSchema.OPEN))
                .isEqualTo(new Batch("d1", "cursor", 50, List.of(new Command.Readable(mutation))));
    }

    private static String with(String member, String value) {
        Value.Obj good = (Value.Obj) json(GOOD);
        return Json.decoded(Json.bytes(good.with(member, json(value))));
    }

    private static String correcting(String member) {
        return """
        {"id":"c1","entity":"notes","entityId":"6f1c3a52-9d0e-4b7a-8c21-5e0f9a4b7d33","op":"correct",
         "vv":{"d1":3},"ts":"2026-11-20T09:00:00Z",%s}\
        """
                .formatted(member);
    }

    private static Command command(String json) {
        SyncSchema schema =
                SchemaReader.read(
                                "x.yaml",
                                "version: 1\ncollections: {notes: {}}"
                                        .getBytes(StandardCharsets.UTF_8))
                        .rules();
        return Batch.command(json(json), "d1", schema);
    }

    private static Value json(String text) {
        return Json.read(text, JsonLimits.DEFAULT);
    }
}
