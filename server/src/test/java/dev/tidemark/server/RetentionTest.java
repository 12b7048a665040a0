package dev.tidemark.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.server.fake.Reply;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Retention over HTTP: who may end what, and what is told of it.
class RetentionTest {

    private static final String ID = "6f9619ff-8b86-3011-b42d-00cf4fc964ff";
    private static final String CONFIRM = "{\"confirm\":true}";

    @TempDir Path folder;
    private Site site;
    private String account;
    private String owner;
    private String cursor;

    @BeforeEach
    void open() {
        site = Site.on(folder, Map.of("historyVersions", "2"));
        account = site.account("open");
        owner = site.owner(account);
        push("null", 1, "create");
        for (int n = 2; n <= 6; n++) {
            cursor();
            push("\"" + cursor + "\"", n, "update");
        }
    }

    @AfterEach
    void close() {
        site.close();
    }

    private void cursor() {
        cursor = site.call().get("/v1/sync/changes").bearer(owner).reply().member("newSince");
    }

    private void push(String since, int counter, String op) {
        site.call()
                .post(
                        "/v1/sync/batch",
                        """
                        {"deviceId":"d","since":%s,"commands":[{"id":"%s","entity":"notes","entityId":"%s",
                        "op":"%s","fields":%s,"vv":{"d":%d},"ts":"2026-11-20T11:00:00.000Z"}]}\
                        """
                                .formatted(
                                        since,
                                        UUID.nameUUIDFromBytes(new byte[] {(byte) counter}),
                                        ID,
                                        op,
                                        op.equals("delete") ? "{}" : "{\"n\":" + counter + "}",
                                        counter))
                .bearer(owner)
                .expect(200);
    }

    private Reply run(String key, String body) {
        return site.call().post("/v1/retention", body).bearer(key).reply();
    }

    private String audit() {
        return site.call().get("/v1/audit").bearer(owner).expect(200).text();
    }

    @Test
    void an_owner_looks_and_then_ends_what_is_not_kept() {
        site.later(Duration.ofDays(100));
        String shown = site.call().get("/v1/retention").bearer(owner).expect(200).text();
        assertThat(shown)
                .contains("\"versions\":2", "\"daysMin\":30", "\"tombstones\":\"P90D\"")
                .contains("\"compactedVersions\":4", "\"purgedRecords\":0");
        assertThat(audit()).doesNotContain("history.compact");
        run(owner, "{}").is(422);

        assertThat(run(owner, CONFIRM).is(200).text()).contains("\"compactedVersions\":4");
        assertThat(run(owner, CONFIRM).is(200).text()).contains("\"compactedVersions\":0");
        assertThat(audit()).containsOnlyOnce("history.compact");
        String history =
                site.call().get("/v1/history/notes/" + ID).bearer(owner).expect(200).text();
        assertThat(history).contains("\"compacted\":{\"versions\":4,\"version\":4}");
        site.call().get("/v1/history/notes/" + ID + "/3").bearer(owner).expect(410);
        site.call().get("/v1/history/notes/" + ID + "/5").bearer(owner).expect(200);
        assertThat(
                        site.call()
                                .get("/v1/restore?at=2026-11-20T11:59:00Z")
                                .bearer(owner)
                                .expect(200)
                                .text())
                .contains("\"created\":1");
    }

    @Test
    void a_purge_moves_the_horizon() {
        String old = cursor;
        cursor();
        push("\"" + cursor + "\"", 7, "delete");
        cursor();
        site.later(Duration.ofDays(100));
        assertThat(run(owner, CONFIRM).is(200).text()).contains("\"purgedRecords\":1");
        assertThat(
                        site.call()
                                .get("/v1/sync/changes?since=" + old)
                                .bearer(owner)
                                .expect(410)
                                .text())
                .contains("CURSOR_EXPIRED");
        assertThat(audit()).contains("1 deleted records purged");
    }

    @Test
    void what_is_asked_of_the_past_of_a_purged_record_has_its_own_refusal() {
        String old = cursor;
        cursor();
        push("\"" + cursor + "\"", 7, "delete");
        site.later(Duration.ofDays(100));
        run(owner, CONFIRM).is(200);

        String history = "/v1/history/notes/" + ID;
        site.call().get(history).bearer(owner).expect(200).has("\"compacted\":{");
        site.call().get(history + "/3").bearer(owner).expect(410).refuses("HISTORY_COMPACTED");
        site.call().get(history + "/999").bearer(owner).expect(404).refuses("NOT_FOUND");
        String scope = "\"scope\":{\"collection\":\"notes\",\"id\":\"" + ID + "\"}";
        site.call()
                .post("/v1/restore", "{\"confirm\":true,\"cursor\":\"" + old + "\"," + scope + "}")
                .bearer(owner)
                .expect(410)
                .refuses("HISTORY_COMPACTED");
    }

    @Test
    void only_owners_may() {
        for (String role : new String[] {"viewer", "editor"}) {
            String key = site.key(account, role).member("key");
            site.call().get("/v1/retention").bearer(key).expect(403);
            run(key, CONFIRM).is(403);
        }
        site.call().get("/v1/retention").expect(401);
    }
}
