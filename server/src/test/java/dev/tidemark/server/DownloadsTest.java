package dev.tidemark.server;

import static dev.tidemark.server.Diary.change;
import static dev.tidemark.server.Diary.data;
import static dev.tidemark.server.Diary.deletion;
import static dev.tidemark.server.Diary.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.core.value.Value;
import dev.tidemark.server.fake.Reply;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Contract 4: how far a device is, what it therefore knows, and that no cursor skips anything.
class DownloadsTest {

    private static final String ID = "11111111-1111-4111-8111-111111111111";
    private static final String OTHER = "22222222-2222-4222-8222-222222222222";
    private static final String THIRD = "33333333-3333-4333-8333-333333333333";

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

    private Reply conflicts() {
        return site.call().get("/v1/conflicts").bearer(owner).expect(200);
    }

    @Test
    void pages_follow_the_cursor_and_each_record_comes_once() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            ids.add(ID.substring(0, 35) + i);
            a.upload(change(ids.get(i), i, "{'n':1}"));
        }
        a.upload(change(ids.get(0), 100, "{'n':2}"));

        List<String> seen = new ArrayList<>();
        Reply page;
        do {
            page = b.page("limit=3");
            Diary.changes(page).forEach(each -> seen.add(text(each, "id")));
        } while (page.json().members().get("hasMore").equals(Value.TRUE));
        assertThat(seen).containsExactlyInAnyOrderElementsOf(ids).endsWith(ids.get(0));
        assertThat(b.download()).isEmpty();
    }

    @Test
    void a_device_knows_the_pages_it_had_and_not_the_next_one() {
        a.upload(change(ID, 900, "{'mood':1}"));
        a.upload(change(OTHER, 900, "{'mood':1}"));
        b.page("limit=1");
        b.upload(change(ID, 0, "{'mood':2}"), change(OTHER, 0, "{'mood':2}"));

        conflicts().has(OTHER).lacks(ID);
    }

    @Test
    void the_last_download_counts_and_not_an_earlier_one() {
        a.upload(change(ID, 900, "{'mood':1}"));
        b.download();
        b.cursor = null; // The app was installed anew, and asks for the first page of less.
        a.upload(change(OTHER, 900, "{'mood':1}"));
        b.page("limit=1");
        a.upload(change(THIRD, 900, "{'mood':1}"));
        b.upload(change(ID, 0, "{'mood':2}"), change(OTHER, 0, "{'mood':2}"));

        conflicts().has(OTHER).lacks(ID);
    }

    @Test
    void what_a_device_had_downloaded_outlives_a_restart() {
        a.upload(change(ID, 900, "{'mood':1}"));
        b.download();
        site.restart();
        b.upload(change(ID, 0, "{'mood':2}"));

        conflicts().lacks(ID);
    }

    @Test
    void an_upload_may_say_how_far_the_device_was_and_then_that_counts() {
        a.upload(change(ID, 900, "{'mood':1}"));
        b.download();
        String before = "\"cursor\":\"" + b.cursor + "\",";
        a.upload(change(ID, 1_000, "{'mood':2}"));
        b.download();
        b.uploadWith(before, change(ID, 0, "{'mood':3}")).expect(200).has("\"accepted\":1");

        conflicts().has(ID);
        assertThat(data(a.download().get(ID))).isEqualTo("{\"mood\":2}");
        b.uploadWith("\"cursor\":\"nonsense\",", change(ID, 0, "{}"))
                .expect(400)
                .refuses("CURSOR_INVALID");
    }

    @Test
    void the_cursor_of_an_upload_skips_nothing_that_others_wrote() {
        a.upload(change(ID, 0, "{'mood':1}"));
        b.cursor = b.upload(change(OTHER, 0, "{'mood':2}")).member("cursor");

        assertThat(b.download()).containsKey(ID);
    }

    @Test
    void the_cursor_of_an_upload_skips_nothing_of_a_download_whose_answer_was_lost() {
        b.upload(change(OTHER, 0, "{'mood':2}"));
        a.upload(change(ID, 0, "{'mood':1}"));
        site.call().get("/v1/sync/download").device(b.token).expect(200);
        b.cursor = b.upload(change(THIRD, 0, "{'mood':3}")).member("cursor");

        assertThat(b.download()).containsKey(ID);
    }

    @Test
    void a_device_that_is_alone_is_not_told_what_it_wrote() {
        a.upload(change(ID, 0, "{'mood':1}"));
        a.cursor = a.upload(change(OTHER, 0, "{'mood':2}")).member("cursor");

        assertThat(a.download()).isEmpty();
        b.upload(change(THIRD, 0, "{'mood':3}"));
        assertThat(a.download()).containsOnlyKeys(THIRD);
    }

    @Test
    void a_device_whose_write_lost_is_told_what_won() {
        a.upload(change(ID, 900, "{'mood':1}"));
        b.cursor = b.upload(change(ID, 0, "{'mood':2}")).member("cursor");

        assertThat(data(b.download().get(ID))).isEqualTo("{\"mood\":1}");
    }

    @Test
    void a_device_that_wrote_before_it_ever_downloaded_hears_of_deletions() {
        b.upload(change(OTHER, 0, "{}"));
        a.upload(change(ID, 0, "{'mood':1}"));
        b.download();
        b.upload(deletion(ID, 60, "null"));

        assertThat(text(a.download().get(ID), "deletedAt")).isEqualTo(Diary.at(60));
    }

    @Test
    void a_key_that_names_its_device_is_that_device() {
        a.upload(change(ID, 900, "{'mood':1}"));
        site.call().get("/v1/sync/download?deviceId=c").bearer(owner).expect(200).has(ID);
        uploadByKey("c", change(ID, 0, "{'mood':2}"));

        conflicts().lacks(ID);
    }

    @Test
    void a_key_that_names_no_device_tells_nothing_of_any() {
        a.upload(change(ID, 900, "{'mood':1}"));
        site.call().get("/v1/sync/download").bearer(owner).expect(200).has(ID);
        uploadByKey("c", change(ID, 0, "{'mood':2}"));

        conflicts().has(ID);
    }

    @Test
    void a_key_that_may_not_write_tells_nothing_of_what_others_know() {
        String viewer = site.key(account, "viewer").member("key");
        a.upload(change(ID, 900, "{'mood':1}"));
        site.call().get("/v1/sync/download?deviceId=c").bearer(viewer).expect(200).has(ID);
        uploadByKey("c", change(ID, 0, "{'mood':2}"));

        conflicts().has(ID);
    }

    private void uploadByKey(String device, String change) {
        String body = "{\"deviceId\":\"%s\",\"changes\":[%s]}".formatted(device, change);
        site.call().post("/v1/sync/upload", body).bearer(owner).expect(200).has("\"accepted\":1");
    }

    @Test
    void a_cursor_is_genuine_or_refused() {
        site.call()
                .get("/v1/sync/download?cursor=nonsense")
                .bearer(owner)
                .expect(400)
                .refuses("CURSOR_INVALID");
        site.call().get("/v1/sync/download?limit=0").bearer(owner).expect(422);
        site.call().get("/v1/sync/download?deviceId=x:y").bearer(owner).expect(422);
    }

    @Test
    void how_far_a_device_is_shows_in_the_list_of_devices() {
        a.upload(change(ID, 0, "{'mood':1}"));
        b.download();
        b.download();

        site.call().get("/v1/devices").bearer(owner).expect(200).has("\"cursorLag\":0");
    }
}
