package dev.tidemark.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.server.fake.Call;
import dev.tidemark.server.fake.Reply;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Mass changes over HTTP, and who may decide about them.
class HoldsTest {

    private static final String CONFIRM = "{\"confirm\":true}";

    @TempDir Path folder;
    private Site site;
    private String account;
    private String owner;
    private final List<String> notes =
            Stream.generate(() -> UUID.randomUUID().toString()).limit(6).toList();

    @BeforeEach
    void open() {
        site = Site.on(folder, Map.of("guardDeleteMin", "3"));
        account = site.account("open");
        owner = site.owner(account);
        push(null, commands("create", 1, notes)).is(200);
    }

    @AfterEach
    void close() {
        site.close();
    }

    private static String commands(String op, int counter, List<String> ids) {
        return ids.stream()
                .map(id ->
                        "{\"id\":\"%s\",\"entity\":\"notes\",\"entityId\":\"%s\",\"op\":\"%s\",\"fields\":{},"
                                        .formatted(
                                                UUID.nameUUIDFromBytes(
                                                        (op + id).getBytes(StandardCharsets.UTF_8)),
                                                id,
                                                op)
                                + "\"vv\":{\"d\":%d},\"ts\":\"2026-11-20T11:00:00.000Z\"}"
                                        .formatted(counter))
                .collect(Collectors.joining(","));
    }

    private Reply push(String since, String commands) {
        String cursor = since == null ? "null" : "\"" + since + "\"";
        return site.call()
                .post(
                        "/v1/sync/batch",
                        "{\"deviceId\":\"d\",\"since\":%s,\"commands\":[%s]}"
                                .formatted(cursor, commands))
                .bearer(owner)
                .reply();
    }

    /// Deletes all but one; the answer.
    private Reply deleteMost() {
        String cursor =
                site.call().get("/v1/sync/changes").bearer(owner).reply().member("newSince");
        return push(cursor, commands("delete", 2, notes.subList(0, 5))).is(200);
    }

    private Call holds(String key) {
        return site.call().get("/v1/holds").bearer(key);
    }

    private String hold() {
        return holds(owner).expect(200).text().replaceAll(".*\"holdId\":\"([^\"]+)\".*", "$1");
    }

    private Call decide(String key, String id, String how, String body) {
        return site.call().post("/v1/holds/" + id + "/" + how, body).bearer(key);
    }

    @Test
    void a_mass_deletion_is_held_listed_and_released() {
        deleteMost().has("\"code\":\"HELD\"", "\"retryable\":true").lacks("\"status\":");
        holds(owner)
                .expect(200)
                .has("\"deviceId\":\"d\"", "\"collection\":\"notes\"", "\"kind\":\"delete\"")
                .has("\"count\":5", "\"state\":\"open\"", "\"decidedAt\":null");

        decide(owner, hold(), "release", CONFIRM).expect(200).has("\"state\":\"released\"");

        holds(owner).expect(200).has("\"holds\":[]");
        site.call().get("/v1/holds?state=all").bearer(owner).expect(200).has("released");
        deleteMost().has("\"status\":\"applied\"").lacks("HELD");
        site.call()
                .get("/v1/audit")
                .bearer(owner)
                .expect(200)
                .has("\"hold.open\"", "\"hold.release\"", "5 held as delete");
    }

    @Test
    void what_is_held_stays_so_over_a_restart_and_the_end_of_the_window() {
        deleteMost();
        site.later(Duration.ofHours(5));
        site.restart();

        deleteMost().has("HELD");
        decide(owner, hold(), "drop", CONFIRM).expect(200).has("\"state\":\"dropped\"");
        site.restart();
        deleteMost().has("HOLD_DROPPED", "\"retryable\":false");
    }

    @Test
    void a_decision_has_to_be_confirmed_and_is_not_changed() {
        deleteMost();
        String hold = hold();

        decide(owner, hold, "release", "{}").expect(422).refuses("CONFIRMATION_REQUIRED");
        decide(owner, "nobody", "release", CONFIRM).expect(404).refuses("NOT_FOUND");
        Reply first = decide(owner, hold, "drop", CONFIRM).expect(200);
        assertThat(decide(owner, hold, "drop", CONFIRM).expect(200).text()).isEqualTo(first.text());
        decide(owner, hold, "release", CONFIRM).expect(409).refuses("ALREADY_DECIDED");
        site.call().get("/v1/holds?state=odd").bearer(owner).expect(422).refuses("INVALID");
    }

    @Test
    void only_owners_see_and_decide_and_only_of_their_own_account() {
        deleteMost();
        String hold = hold();
        String editor = site.key(account, "editor").member("key");
        String stranger = site.owner(site.account("open"));

        holds(editor).expect(403);
        decide(editor, hold, "release", CONFIRM).expect(403);
        holds(stranger).expect(200).has("\"holds\":[]");
        decide(stranger, hold, "release", CONFIRM).expect(404).refuses("NOT_FOUND");
        holds(owner).expect(200).has("\"state\":\"open\"");
    }

    @Test
    void a_preview_says_what_would_be_held_and_holds_nothing() {
        String cursor =
                site.call().get("/v1/sync/changes").bearer(owner).reply().member("newSince");
        site.call()
                .post(
                        "/v1/sync/preview",
                        "{\"deviceId\":\"d\",\"since\":\"%s\",\"commands\":[%s]}"
                                .formatted(cursor, commands("delete", 2, notes)))
                .bearer(owner)
                .expect(200)
                .has("HELD", "\"token\":");

        holds(owner).expect(200).has("\"holds\":[]");
    }

    @Test
    void the_guards_can_be_switched_off() {
        site.close();
        site = Site.on(folder, Map.of("guardWindowSeconds", "0"));

        deleteMost().lacks("HELD").has("\"status\":\"applied\"");
    }
}
