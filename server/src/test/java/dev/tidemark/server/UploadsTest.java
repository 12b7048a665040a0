package dev.tidemark.server;

import static dev.tidemark.server.Diary.at;
import static dev.tidemark.server.Diary.change;
import static dev.tidemark.server.Diary.data;
import static dev.tidemark.server.Diary.deletion;
import static dev.tidemark.server.Diary.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.core.value.Value;
import dev.tidemark.server.fake.Reply;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Contract 4, as its callers see it: what becomes of what devices upload.
class UploadsTest {

    private static final String ID = "11111111-1111-4111-8111-111111111111";
    private static final String OTHER = "22222222-2222-4222-8222-222222222222";
    private static final String OP = "33333333-3333-4333-8333-333333333333";

    @TempDir private Path folder;
    private Site site;
    private String account;
    private String owner;
    private Diary a;
    private Diary b;

    @BeforeEach
    void start() {
        site = Site.on(folder);
        account = site.account("wellbeing");
        owner = site.owner(account);
        a = new Diary(site, owner, "a");
        b = new Diary(site, owner, "b");
    }

    @AfterEach
    void stop() {
        site.close();
    }

    private Reply get(String path) {
        return site.call().get(path).bearer(owner).expect(200);
    }

    /// The one record, as somebody sees it who comes anew.
    private Value.Obj shown() {
        return new Diary(site, owner, "fresh").download().get(ID);
    }

    private String history() {
        return get("/v1/history/moodEntries/" + ID).text();
    }

    @Test
    void what_one_device_uploads_another_one_downloads_whole_and_exact() {
        String data =
                "{'exact':9007199254740993.10,'half':null,'mood':4,'own':{'deep':[{'x':null}]}}";
        a.upload(change(ID, 0, data)).has("\"accepted\":1", "\"rejected\":[]");

        Value.Obj change = b.download().get(ID);
        assertThat(data(change)).isEqualTo(data.replace('\'', '"'));
        assertThat(text(change, "entityType")).isEqualTo("moodEntries");
        assertThat(text(change, "updatedAt")).isEqualTo(at(0));
        assertThat(change.members().get("deletedAt")).isEqualTo(Value.NULL);
        assertThat(text(change, "deviceId")).isEqualTo("a");
        assertThat(change.members().get("version")).isEqualTo(Value.of(1));
    }

    @Test
    void data_is_the_whole_record_so_a_field_that_is_not_in_it_is_taken_away() {
        a.upload(change(ID, 0, "{'mood':4,'note':'sunny','tags':null}"));
        a.upload(change(ID, 1, "{'mood':4,'tags':null}"));

        assertThat(data(b.download().get(ID))).isEqualTo("{\"mood\":4,\"tags\":null}");
        assertThat(history()).contains("sunny");
    }

    @Test
    void what_a_device_has_downloaded_it_replaces_whatever_the_clocks_say() {
        a.upload(change(ID, 900, "{'mood':1}"));
        b.download();
        b.upload(change(ID, 0, "{'mood':2}"));

        assertThat(data(shown())).isEqualTo("{\"mood\":2}");
        get("/v1/conflicts").lacks(ID);
    }

    @Test
    void what_a_device_has_not_downloaded_goes_by_its_time_and_is_a_conflict_all_the_same() {
        a.upload(change(ID, 900, "{'mood':1}"));
        b.upload(change(ID, 0, "{'mood':2}"));

        Value.Obj shown = shown();
        assertThat(data(shown)).isEqualTo("{\"mood\":1}");
        assertThat(text(shown, "updatedAt")).isEqualTo(at(900));
        assertThat(text(shown, "deviceId")).isEqualTo("a");
        get("/v1/conflicts").has(ID, "update_update");
        assertThat(history()).contains("\"mood\":1", "\"mood\":2");
    }

    @Test
    void a_device_knows_what_it_has_written_itself() {
        a.upload(change(ID, 900, "{'mood':1}"));
        a.upload(change(ID, 0, "{'mood':2}"));

        assertThat(data(shown())).isEqualTo("{\"mood\":2}");
        get("/v1/conflicts").lacks(ID);
    }

    @Test
    void two_that_change_two_fields_of_one_record_both_have_their_will() {
        a.upload(change(ID, 0, "{'mood':1,'note':'x'}"));
        a.download();
        b.download();
        a.upload(change(ID, 60, "{'mood':2,'note':'x'}"));
        b.upload(change(ID, 900, "{'mood':1,'note':'y'}"));

        assertThat(data(shown())).isEqualTo("{\"mood\":2,\"note\":\"y\"}");
        get("/v1/conflicts").lacks(ID);
    }

    @Test
    void equal_times_are_decided_by_the_greater_device() {
        b.upload(change(ID, 0, "{'by':'b'}"));
        a.upload(change(ID, 0, "{'by':'a'}"));

        assertThat(data(shown())).isEqualTo("{\"by\":\"b\"}");
    }

    @Test
    void a_clock_in_the_future_counts_as_the_time_of_receipt_and_the_skew() {
        a.upload(change(ID, 50 * 3600, "{'mood':1}").replace("T61:", "T23:"));

        assertThat(text(b.download().get(ID), "updatedAt")).isEqualTo("2026-11-20T12:02:00.000Z");
    }

    @Test
    void a_deletion_is_soft_and_says_when() {
        a.upload(change(ID, 0, "{'mood':4}"));
        b.download();
        a.upload(deletion(ID, 60, "null"));

        Value.Obj change = b.download().get(ID);
        assertThat(text(change, "deletedAt")).isEqualTo(at(60));
        assertThat(data(change)).isEqualTo("{\"mood\":4}");
    }

    @Test
    void a_deletion_and_an_update_that_know_nothing_of_each_other_go_by_time() {
        a.upload(change(ID, 0, "{'mood':4}"), change(OTHER, 0, "{'mood':4}"));
        a.download();
        b.download();
        a.upload(deletion(ID, 900, "null"), deletion(OTHER, 300, "null"));
        b.upload(change(ID, 300, "{'mood':5}"), change(OTHER, 900, "{'mood':5}"));

        Map<String, Value.Obj> all = new Diary(site, owner, "fresh").download();
        assertThat(text(all.get(ID), "deletedAt")).isEqualTo(at(900));
        assertThat(text(all.get(ID), "deviceId")).isEqualTo("a");
        assertThat(data(all.get(OTHER))).isEqualTo("{\"mood\":5}");
        assertThat(text(all.get(OTHER), "updatedAt")).isEqualTo(at(900));
        get("/v1/conflicts").has(ID, OTHER, "delete_update");
    }

    @Test
    void who_has_seen_a_deletion_can_bring_the_record_back() {
        a.upload(change(ID, 0, "{'mood':4}"));
        a.upload(deletion(ID, 900, "null"));
        b.download();
        b.upload(change(ID, 60, "{'mood':4}"));

        assertThat(shown().members().get("deletedAt")).isEqualTo(Value.NULL);
    }

    @Test
    void what_a_deletion_says_about_the_record_is_kept_and_what_it_leaves_out_stays() {
        a.upload(change(ID, 0, "{'mood':4,'note':'sunny'}"));
        a.upload(deletion(ID, 60, "{'mood':5}"));
        a.upload(deletion(OTHER, 60, "{'mood':6}"));

        Map<String, Value.Obj> all = b.download();
        assertThat(data(all.get(ID))).isEqualTo("{\"mood\":5,\"note\":\"sunny\"}");
        assertThat(text(all.get(ID), "deletedAt")).isEqualTo(at(60));
        assertThat(data(all.get(OTHER))).isEqualTo("{\"mood\":6}");
    }

    @Test
    void a_deletion_of_what_never_was_is_named() {
        a.upload(deletion(ID, 0, "null")).has("\"accepted\":0", "NOT_FOUND");
    }

    @Test
    void an_operation_that_is_sent_again_has_one_effect_and_the_same_answer() {
        String first = change(OP, Diary.MOODS, ID, 0, "{'mood':1}");
        a.upload(first).has("\"accepted\":1");
        a.upload(change(ID, 60, "{'mood':2}"));
        site.restart();

        a.upload(first).has("\"accepted\":1", "\"rejected\":[]");
        a.upload(first.replace(":1}", ":1.0}"), first).has("\"accepted\":2");
        assertThat(data(shown())).isEqualTo("{\"mood\":2}");
        assertThat(get("/v1/sync/changes").text()).contains("\"version\":2");
    }

    @Test
    void an_operation_twice_in_one_upload_has_one_effect() {
        String change = change(OP, Diary.MOODS, ID, 0, "{'mood':1}");
        a.upload(change, change).has("\"accepted\":2", "\"rejected\":[]");

        assertThat(b.download().get(ID).members().get("version")).isEqualTo(Value.of(1));
    }

    @Test
    void the_name_of_an_operation_is_not_used_for_another_one() {
        a.upload(change(OP, Diary.MOODS, ID, 0, "{'mood':1}"));

        a.upload(change(OP, Diary.MOODS, ID, 0, "{'mood':2}"))
                .has("\"accepted\":0", OP, "VALIDATION", "/opId");
        a.upload(
                        change("44444444-4444-4444-8444-444444444444", Diary.MOODS, OTHER, 0, "{}"),
                        change("44444444-4444-4444-8444-444444444444", Diary.MOODS, ID, 0, "{}"))
                .has("\"accepted\":1", "VALIDATION");
        assertThat(data(b.download().get(ID))).isEqualTo("{\"mood\":1}");
    }

    @Test
    void devices_may_number_their_operations() {
        a.upload(change("1", Diary.MOODS, ID, 0, "{'mood':1}")).has("\"accepted\":1");
        b.upload(change("1", Diary.MOODS, OTHER, 0, "{'mood':2}")).has("\"accepted\":1");
        a.upload(change("1", Diary.MOODS, ID, 0, "{'mood':1}")).has("\"accepted\":1");
        a.upload(change("x".repeat(200), Diary.MOODS, ID, 1, "{'mood':3}")).has("\"accepted\":1");

        assertThat(b.download()).hasSize(2);
        assertThat(data(shown())).isEqualTo("{\"mood\":3}");
    }

    @Test
    void each_bad_change_is_named_with_its_code_and_place_and_the_others_go_on() {
        Reply answer =
                a.upload(
                        change("no-id", Diary.MOODS, "not-a-uuid", 0, "{}"),
                        change("no-collection", "nothing", ID, 0, "{}"),
                        change("no-time", Diary.MOODS, ID, 0, "{}").replace(at(0), "soon"),
                        change("no-data", Diary.MOODS, ID, 0, "null"),
                        change("a-list", Diary.MOODS, ID, 0, "[1]"),
                        change("nul", Diary.MOODS, ID, 0, "{'note':'\\u0000'}"),
                        "5",
                        change("good", Diary.MOODS, ID, 0, "{'mood':1}"));

        answer.has("\"accepted\":1", "\"opId\":\"no-id\"", "\"pointer\":\"/id\"")
                .has("\"opId\":\"no-collection\"", "\"pointer\":\"/entityType\"", "moodEntries")
                .has("\"opId\":\"no-time\"", "\"pointer\":\"/updatedAt\"")
                .has("\"opId\":\"no-data\"", "\"opId\":\"a-list\"", "\"pointer\":\"/data\"")
                .has("\"opId\":\"nul\"", "\"pointer\":\"/data/note\"", "/data/note: ")
                .has("\"opId\":null")
                .lacks("\"opId\":\"good\"", "/fields", "entityId");
        assertThat(b.download()).containsOnlyKeys(ID);
    }

    @Test
    void an_upload_that_is_none_is_refused_as_a_whole() {
        for (String body :
                new String[] {
                    "{\"deviceId\":\"a\"}", "{\"deviceId\":\"a\",\"changes\":{}}", "[]"
                }) {
            site.call().post("/v1/sync/upload", body).bearer(owner).expect(422).refuses("INVALID");
        }
        site.call().post("/v1/sync/upload", "{").bearer(owner).expect(400);
    }

    @Test
    void more_than_a_thousand_changes_are_too_many_and_none_is_applied() {
        String[] changes = new String[1_001];
        for (int i = 0; i < changes.length; i++) {
            changes[i] = change(ID.substring(0, 32) + "%04d".formatted(i), 0, "{}");
        }
        a.uploadWith("", changes).expect(413).refuses("BATCH_TOO_LARGE").has("1000");

        assertThat(b.download()).isEmpty();
    }

    @Test
    void one_record_that_is_too_large_stops_the_upload() {
        String large = "{'note':'" + "x".repeat(300 * 1024) + "'}";
        a.uploadWith("", change(OTHER, 0, "{}"), change(ID, 0, large))
                .expect(413)
                .refuses("RECORD_TOO_LARGE");

        assertThat(b.download()).isEmpty();
    }

    @Test
    void who_may_not_write_is_told_so_for_each_change() {
        String viewer = site.key(account, "viewer").member("key");
        Diary reader = new Diary(site, viewer, "reader");
        reader.upload(change(ID, 0, "{}")).has("\"accepted\":0", "FORBIDDEN");

        String narrow = site.key(account, "editor", "activities:edit").member("key");
        Diary half = new Diary(site, narrow, "half");
        half.upload(
                        change("good", "activities", ID, 0, "{'n':1}"),
                        change("bad", Diary.MOODS, ID, 0, "{}"))
                .has("\"accepted\":1", "FORBIDDEN", "bad");
        a.upload(change(OTHER, 0, "{}"));
        assertThat(half.download()).containsOnlyKeys(ID);
    }

    @Test
    void a_device_speaks_as_no_other_and_reads_no_other_account() {
        a.uploadWith("\"deviceId\":\"b\",", change(ID, 0, "{}")).expect(400);
        site.call()
                .post("/v1/sync/upload", "{\"deviceId\":\"b\",\"changes\":[]}")
                .device(a.token)
                .expect(403);
        site.call().get("/v1/sync/download?deviceId=b").device(a.token).expect(403);
        site.call().get("/v1/sync/download").expect(401);

        a.upload(change(ID, 0, "{}"));
        a.download();
        Diary stranger = new Diary(site, site.owner(site.account("wellbeing")), "a");
        assertThat(stranger.download()).isEmpty();
        site.call()
                .get("/v1/sync/download?cursor=" + a.cursor)
                .device(stranger.token)
                .expect(400)
                .refuses("CURSOR_INVALID");
    }
}
