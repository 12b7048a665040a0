package dev.tidemark.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.core.value.Value;
import dev.tidemark.server.fake.Call;
import dev.tidemark.server.fake.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Snapshots and restores, as callers see them.
class SnapshotsTest {

    private static final String RECORD = "11111111-1111-4111-8111-111111111111";

    @TempDir private Path folder;
    private Site site;
    private String account;
    private String owner;

    @BeforeEach
    void start() {
        site = Site.on(folder, Map.of("snapshotsNamedMax", "3"));
        account = site.account("open");
        owner = site.owner(account);
        site.enrol(owner, "tablet").is(201);
    }

    @AfterEach
    void stop() {
        site.close();
    }

    private Call post(String path, String body) {
        return site.call().post(path, body).bearer(owner);
    }

    private Reply get(String path) {
        return site.call().get(path).bearer(owner).expect(200);
    }

    private String cursor() {
        return get("/v1/sync/changes").member("newSince");
    }

    /// Writes the one note; its counter says how often it was written.
    private void write(String op, int counter, String fields) {
        String body =
                """
                {"deviceId":"tablet","since":%s,"commands":[{"id":"%s","entity":"notes","entityId":"%s",
                "op":"%s","fields":%s,"vv":{"tablet":%d},"ts":"2026-11-20T11:00:00.000Z"}]}\
                """
                        .formatted(
                                counter == 1 ? "null" : "\"" + cursor() + "\"",
                                UUID.randomUUID(),
                                RECORD,
                                op,
                                fields,
                                counter);
        post("/v1/sync/batch", body).expect(200).has("applied");
    }

    private String snapshot(String label) {
        return post("/v1/snapshots", "{\"label\":\"" + label + "\"}")
                .expect(201)
                .has("\"kind\":\"named\"", "\"label\":\"" + label + "\"")
                .member("snapshotId");
    }

    private Reply restore(String id) {
        return post("/v1/snapshots/" + id + "/restore", "{\"confirm\":true}").expect(200);
    }

    @Test
    void a_snapshot_is_made_listed_shown_and_forgotten() {
        write("create", 1, "{\"n\":1}");
        String first = snapshot("first");
        site.later(Duration.ofSeconds(1));
        String second = snapshot("second");

        get("/v1/snapshots?limit=1").has(second, "\"hasMore\":true").lacks(first);
        get("/v1/snapshots?limit=1&cursor=" + second)
                .has(first, "\"hasMore\":false")
                .lacks("second");
        get("/v1/snapshots/" + first).has("\"collections\":{}", "\"records\":[]", "\"version\":1");
        site.call().delete("/v1/snapshots/" + first).bearer(owner).expect(204);
        site.call().delete("/v1/snapshots/" + first).bearer(owner).expect(404);
        get("/v1/snapshots").has(second).lacks(first);
        site.call().get("/v1/snapshots?cursor=" + first).bearer(owner).expect(422);
    }

    @Test
    void a_preview_counts_and_names_what_differs_and_changes_nothing() {
        write("create", 1, "{\"n\":1,\"same\":true}");
        String id = snapshot("before");
        write("update", 2, "{\"n\":2,\"extra\":null}");
        post("/v1/sync/batch", Site.batch("phone", "x").replace("null", "\"" + cursor() + "\""))
                .expect(200);

        get("/v1/snapshots/" + id + "?limit=1")
                .has(
                        "\"collections\":{\"notes\":{\"changed\":1,\"created\":1,\"deleted\":0}}",
                        "\"fields\":{\"extra\":{\"now\":null},\"n\":{\"now\":2,\"then\":1}}",
                        "\"restore\":\"update\"",
                        "\"since\":\"changed\"",
                        "\"hasMore\":true",
                        "\"after\":2");
        get("/v1/snapshots/" + id + "?limit=1&after=2")
                .has("\"restore\":\"delete\"", "\"since\":\"created\"", "\"hasMore\":false")
                .lacks("collections", "same");
        get("/v1/snapshots/" + id + "?collection=notes&id=" + RECORD)
                .has("\"created\":0", "\"changed\":1");
        get("/v1/snapshots/" + id + "?collection=other").has("\"collections\":{}");
        site.call().get("/v1/snapshots/" + id + "?id=x").bearer(owner).expect(422);
        get("/v1/sync/changes").has("\"version\":3").lacks("\"version\":4");
    }

    @Test
    void a_restore_wants_to_be_confirmed_and_can_be_undone() {
        write("create", 1, "{\"n\":1}");
        String id = snapshot("before");
        write("update", 2, "{\"n\":2}");
        for (String body : List.of("{}", "{\"confirm\":false}", "{\"confirm\":null}")) {
            post("/v1/snapshots/" + id + "/restore", body)
                    .expect(422)
                    .refuses("CONFIRMATION_REQUIRED");
        }
        get("/v1/sync/changes").has("\"n\":2");

        Reply restored = restore(id).has("\"restored\":1", "\"version\":3", "\"skipped\":0");
        get("/v1/sync/changes").has("\"n\":1", "\"updatedBy\":\"restore\"");
        String undo = restored.member("snapshotBefore");
        get("/v1/snapshots").has("before_restore", "before the restore of the account to");
        get("/v1/history/notes/" + RECORD)
                .has("\"commandId\":\"" + undo + "\"", "\"deviceId\":\"restore\"");
        restore(undo).has("\"restored\":1");
        get("/v1/sync/changes").has("\"n\":2");
    }

    @Test
    void a_time_or_a_cursor_is_a_position_too() {
        write("create", 1, "{\"n\":1}");
        String cursor = cursor();
        site.later(Duration.ofMinutes(10));
        String noonAndTen = site.now().toString();
        site.later(Duration.ofMinutes(10));
        write("update", 2, "{\"n\":2}");
        site.later(Duration.ofMinutes(10));
        write("update", 3, "{\"n\":3}");

        get("/v1/restore?at=" + noonAndTen).has("\"then\":1", "\"version\":1");
        get("/v1/restore?at=2020-01-01T00:00:00Z").has("\"version\":0", "\"restore\":\"delete\"");
        post("/v1/restore", "{\"confirm\":true,\"at\":\"" + noonAndTen + "\"}").expect(200);
        get("/v1/sync/changes").has("\"n\":1");
        post("/v1/restore", "{\"confirm\":true,\"at\":\"2026-11-20T12:25:00Z\"}").expect(200);
        get("/v1/sync/changes").has("\"n\":2");
        post("/v1/restore", "{\"confirm\":true,\"cursor\":\"" + cursor + "\"}").expect(200);
        get("/v1/sync/changes").has("\"n\":1");
    }

    @Test
    void what_is_no_position_has_its_own_refusal() {
        write("create", 1, "{\"n\":1}");
        String other = site.owner(site.account("open"));
        String foreign =
                site.call().get("/v1/sync/changes").bearer(other).expect(200).member("newSince");
        String unknown = UUID.randomUUID().toString();

        post("/v1/snapshots/" + unknown + "/restore", "{\"confirm\":true}").expect(404);
        post("/v1/restore", "{\"confirm\":true,\"cursor\":\"" + foreign + "\"}")
                .expect(400)
                .refuses("CURSOR_INVALID");
        post("/v1/restore", "{\"confirm\":true,\"at\":\"yesterday\"}")
                .expect(422)
                .refuses("INVALID")
                .has("/at");
        post("/v1/restore", "{\"confirm\":true}").expect(422).refuses("INVALID");
        post(
                        "/v1/restore",
                        "{\"confirm\":true,\"at\":\"%s\",\"cursor\":\"%s\"}"
                                .formatted(site.now(), cursor()))
                .expect(422)
                .refuses("INVALID");
        post("/v1/restore", "{\"at\":\"" + site.now() + "\"}")
                .expect(422)
                .refuses("CONFIRMATION_REQUIRED");
    }

    @Test
    void a_snapshot_or_cursor_that_is_not_there_is_refused_wherever_it_is_named() {
        write("create", 1, "{\"n\":1}");
        String unknown = UUID.randomUUID().toString();
        for (String id : List.of(unknown, "nonsense", "%00", "..%2f..")) {
            for (String path : List.of("/v1/snapshots/" + id, "/v1/restore?snapshotId=" + id)) {
                assertThat(site.call().get(path).bearer(owner).reply().status())
                        .as(path)
                        .isBetween(400, 422);
            }
        }
        site.call().get("/v1/snapshots/" + unknown).bearer(owner).expect(404).refuses("NOT_FOUND");
        post("/v1/restore", "{\"confirm\":true,\"snapshotId\":\"" + unknown + "\"}")
                .expect(404)
                .refuses("NOT_FOUND");
        String tampered = cursor().replaceFirst("..$", "!!");
        for (String bad : List.of(tampered, cursor() + "AAAA", "x")) {
            site.call()
                    .get("/v1/restore?cursor=" + bad)
                    .bearer(owner)
                    .expect(400)
                    .refuses("CURSOR_INVALID");
            post("/v1/restore", "{\"confirm\":true,\"cursor\":\"" + bad + "\"}")
                    .expect(400)
                    .refuses("CURSOR_INVALID");
        }
        site.call().get("/v1/restore").bearer(owner).expect(422).refuses("INVALID");
        site.call()
                .get("/v1/history/notes/" + unknown)
                .bearer(owner)
                .expect(404)
                .refuses("NOT_FOUND");
        site.call()
                .get("/v1/history/notes/" + RECORD + "/9999")
                .bearer(owner)
                .expect(404)
                .refuses("NOT_FOUND");
        get("/v1/sync/changes").has("\"version\":1").lacks("\"version\":2");
    }

    @Test
    void labels_and_their_number_have_limits() {
        for (String label : List.of("", "x".repeat(201), "\\u0000")) {
            post("/v1/snapshots", "{\"label\":\"" + label + "\"}")
                    .expect(422)
                    .refuses("INVALID")
                    .has("/label");
        }
        post("/v1/snapshots", "{}").expect(422).has("/label");
        String first = snapshot("x".repeat(200));
        snapshot("two");
        snapshot("three");
        post("/v1/snapshots", "{\"label\":\"four\"}").expect(409).refuses("TOO_MANY_SNAPSHOTS");
        site.call().delete("/v1/snapshots/" + first).bearer(owner).expect(204);
        snapshot("four");
    }

    @Test
    void a_snapshot_and_a_restore_that_are_asked_for_twice_are_one() {
        write("create", 1, "{\"n\":1}");
        String id = UUID.randomUUID().toString();
        String body = "{\"label\":\"once\",\"snapshotId\":\"" + id + "\"}";
        String first = post("/v1/snapshots", body).expect(201).text();
        assertThat(post("/v1/snapshots", body).expect(201).text()).isEqualTo(first);
        post("/v1/snapshots", body.replace("once", "twice")).expect(409).refuses("ALREADY_EXISTS");

        write("update", 2, "{\"n\":2}");
        String path = "/v1/snapshots/" + id + "/restore";
        String again = "{\"confirm\":true,\"restoreId\":\"" + UUID.randomUUID() + "\"}";
        String done = post(path, again).expect(200).text();
        site.restart();
        assertThat(post(path, again).expect(200).text()).isEqualTo(done);
        get("/v1/sync/changes").has("\"version\":3").lacks("\"version\":4");
    }

    @Test
    void a_part_can_go_back_and_the_rest_stays() {
        write("create", 1, "{\"n\":1}");
        String id = snapshot("before");
        write("update", 2, "{\"n\":2}");
        String path = "/v1/snapshots/" + id + "/restore";

        post(path, "{\"confirm\":true,\"scope\":{\"collection\":\"others\"}}")
                .expect(200)
                .has("\"restored\":0");
        post(path, "{\"confirm\":true,\"scope\":{\"id\":\"x\"}}").expect(422);
        post(path, "{\"confirm\":true,\"scope\":\"notes\"}").expect(422);
        post(
                        path,
                        "{\"confirm\":true,\"scope\":{\"collection\":\"notes\",\"id\":\""
                                + RECORD
                                + "\"}}")
                .expect(200)
                .has("\"restored\":1");
    }

    @Test
    void who_may_what() {
        write("create", 1, "{\"n\":1}");
        String id = snapshot("before");
        write("update", 2, "{\"n\":2}");
        String restore = "/v1/snapshots/" + id + "/restore";
        for (String role : List.of("viewer", "editor")) {
            String key = site.key(account, role).member("key");
            site.call().post(restore, "{\"confirm\":true}").bearer(key).expect(403);
            site.call().post("/v1/snapshots", "{\"label\":\"x\"}").bearer(key).expect(403);
            site.call().delete("/v1/snapshots/" + id).bearer(key).expect(403);
            site.call().get("/v1/snapshots/" + id).bearer(key).expect(200).has("\"n\":");
        }
        String narrow = site.key(account, "owner", "others:edit").member("key");
        site.call().post(restore, "{\"confirm\":true}").bearer(narrow).expect(403);
        site.call()
                .get("/v1/snapshots/" + id)
                .bearer(narrow)
                .expect(200)
                .has("\"collections\":{}")
                .lacks("notes");
        site.call().get("/v1/snapshots/" + id + "?collection=notes").bearer(narrow).expect(404);
        String robot = site.key(account, "owner", "snapshots:restore").member("key");
        site.call()
                .post(restore, "{\"confirm\":true}")
                .bearer(robot)
                .expect(200)
                .has("\"restored\":1");
    }

    @Test
    void nothing_of_a_restore_has_happened_for_another_account() {
        write("create", 1, "{\"n\":1}");
        String id = snapshot("canary");
        String stranger = site.owner(site.account("open"));

        site.call().get("/v1/snapshots").bearer(stranger).expect(200).lacks("canary", id);
        site.call().get("/v1/snapshots/" + id).bearer(stranger).expect(404);
        site.call()
                .post("/v1/snapshots/" + id + "/restore", "{\"confirm\":true}")
                .bearer(stranger)
                .expect(404);
        assertThat(((Value.Array) get("/v1/snapshots").json().members().get("snapshots")).items())
                .hasSize(1);
    }

    @Test
    void a_snapshot_is_taken_by_itself_before_a_change_when_the_newest_is_old() {
        write("create", 1, "{\"n\":1}");
        write("update", 2, "{\"n\":2}");
        get("/v1/snapshots").has("\"version\":1", "automatic").lacks("\"version\":2");
        site.later(Duration.ofMinutes(59));
        write("update", 3, "{\"n\":3}");
        get("/v1/snapshots").lacks("\"version\":2", "\"version\":3");

        site.later(Duration.ofDays(3));
        get("/v1/snapshots").lacks("\"version\":3");
        write("update", 4, "{\"n\":\"spoilt\"}");

        get("/v1/snapshots").has("\"version\":3", "\"createdBy\":null").lacks("\"version\":4");
    }

    @Test
    void of_those_taken_by_itself_the_last_ten_stay_and_named_ones_are_not_counted() {
        write("create", 1, "{\"n\":1}");
        String named = snapshot("kept");
        for (int n = 2; n < 15; n++) {
            site.later(Duration.ofMinutes(60));
            write("update", n, "{\"n\":" + n + "}");
        }

        Reply list = get("/v1/snapshots").has(named, "\"version\":13", "\"version\":4}");
        assertThat(list.text().split("\"automatic\",\"label")).hasSize(11);
        list.lacks("\"version\":3}");
    }

    @Test
    void the_audit_tells_who_restored_and_no_label() {
        write("create", 1, "{\"n\":1}");
        String id = snapshot("canary");
        write("update", 2, "{\"n\":2}");
        String undo = restore(id).member("snapshotBefore");
        site.call().delete("/v1/snapshots/" + id).bearer(owner).expect(204);

        get("/v1/audit")
                .has(
                        "snapshot.create",
                        "snapshot.restore",
                        "snapshot.delete",
                        "the account to version 1: 1 restored, 0 skipped; snapshot "
                                + undo
                                + " undoes it")
                .lacks("canary");
    }

    @Test
    void the_request_that_the_guide_shows_is_taken() throws IOException {
        write("create", 1, "{\"n\":1}");
        String guide = Files.readString(Path.of("../docs/history.md"));
        String body = guide.substring(guide.indexOf("```json\n") + 8).lines().findFirst().get();

        post("/v1/restore", body).expect(200).has("\"version\":1", "\"restored\":0");
    }
}
