package dev.tidemark.wire.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tidemark.core.merge.Refusal;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.schema.SyncSchema;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.json.InvalidInput;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.json.JsonLimits;
import dev.tidemark.wire.upload.UploadAnswer.Rejected;
import dev.tidemark.wire.upload.UploadedChange.Malformed;
import dev.tidemark.wire.upload.UploadedChange.Readable;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class UploadShapesTest {

    private static final String ID = "11111111-1111-4111-8111-111111111111";
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

    private static Value json(String text) {
        return Json.read(bytes(text), JsonLimits.STORED);
    }

    private static byte[] bytes(String text) {
        return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] json) {
        return new String(json, StandardCharsets.UTF_8).replace('"', '\'');
    }

    private static Upload upload(String text) {
        return Upload.read(json(text), SyncSchema.OPEN);
    }

    private static UploadedChange change(String text) {
        return UploadedChange.read(json(text), SyncSchema.OPEN);
    }

    @Test
    void an_upload_is_written_as_it_is_read() {
        String alive =
                "{'data':{'n':1.0,'x':null},'deletedAt':null,'entityType':'moods','id':'%s','opId':'1','updatedAt':'2026-11-20T12:00:00.000Z'}"
                        .formatted(ID);
        String deleted =
                "{'data':null,'deletedAt':'2026-11-20T12:00:01.000Z','entityType':'moods','id':'%s','opId':'2','updatedAt':'2026-11-20T12:00:00.000Z'}"
                        .formatted(ID);
        String whole = "{'changes':[%s,%s],'cursor':'c','deviceId':'a'}".formatted(alive, deleted);

        Upload read = upload(whole);
        assertThat(Upload.count(json(whole))).isEqualTo(2);
        List<Readable> changes = read.changes().stream().map(Readable.class::cast).toList();
        assertThat(changes.get(0))
                .isEqualTo(
                        new Readable(
                                "1",
                                new RecordKey("moods", ID),
                                NOON,
                                null,
                                (Value.Obj) json("{'n':1.0,'x':null}")));
        assertThat(changes.get(1).deletedAt()).isEqualTo(NOON.plusSeconds(1));
        assertThat(changes.get(1).fields()).isEqualTo(Value.Obj.EMPTY);
        assertThat(text(Upload.bytes(read.deviceId(), read.cursor(), changes))).isEqualTo(whole);
    }

    @Test
    void two_changes_that_say_the_same_have_one_digest() {
        String one =
                "{'opId':'1','entityType':'m','id':'%s','updatedAt':'2026-11-20T12:00:00Z','data':{'a':1,'b':2}}"
                        .formatted(ID);
        byte[] digest = ((Readable) change(one)).digest();

        assertThat(((Readable) change(one.replace("{'a':1,'b':2}", "{'b':2,'a':1.0}"))).digest())
                .isEqualTo(digest);
        assertThat(((Readable) change(one.replace("12:00:00Z", "13:00:00+01:00"))).digest())
                .isEqualTo(digest);
        assertThat(((Readable) change(one.replace("'b':2", "'b':3"))).digest())
                .isNotEqualTo(digest);
    }

    @Test
    void a_change_that_cannot_be_read_says_where_and_keeps_its_name() {
        assertThat(change("{'opId':'1'}"))
                .isInstanceOfSatisfying(
                        Malformed.class,
                        bad -> {
                            assertThat(bad.opId()).isEqualTo("1");
                            assertThat(bad.refusal().errors())
                                    .extracting("pointer")
                                    .containsExactly("/entityType", "/id", "/updatedAt", "/data");
                        });
        assertThat(change("7"))
                .isInstanceOfSatisfying(Malformed.class, bad -> assertThat(bad.opId()).isNull());
    }

    @Test
    void an_upload_without_a_device_or_changes_is_none() {
        assertThatExceptionOfType(InvalidInput.class).isThrownBy(() -> upload("{'deviceId':'a'}"));
        assertThatExceptionOfType(InvalidInput.class).isThrownBy(() -> upload("{'changes':[]}"));
        assertThat(Upload.count(json("{'changes':{}}"))).isZero();
    }

    @Test
    void an_answer_is_read_as_it_is_written_in_the_words_of_the_contract() {
        Refusal refusal = Refusal.invalid("/fields/note", "has a character that cannot be stored");
        UploadAnswer answer =
                new UploadAnswer(
                        3,
                        List.of(Rejected.of("1", refusal, null), Rejected.of(null, refusal, "k")),
                        "c");

        assertThat(text(answer.bytes()))
                .startsWith(
                        "{'accepted':3,'rejected':[{'opId':'1','code':'VALIDATION','retryable':false,'detail':'/data/note: has a character that cannot be stored','errors':[{'message':'has a character that cannot be stored','pointer':'/data/note'}],'conflictId':null},")
                .endsWith("'cursor':'c'}");
        assertThat(UploadAnswer.read(answer.bytes())).isEqualTo(answer);
    }

    @Test
    void a_page_is_read_as_it_is_written() {
        String page =
                "{'changes':[{'entityType':'moods','id':'x','updatedAt':'2026-11-20T12:00:00.000Z','deletedAt':null,'data':{'n':1e400},'version':7,'deviceId':'a'}],'cursor':'c','hasMore':true}";

        assertThat(text(DownloadPage.read(bytes(page)).bytes())).isEqualTo(page);
    }
}
