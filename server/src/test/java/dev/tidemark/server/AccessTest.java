package dev.tidemark.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.server.fake.Call;
import dev.tidemark.server.fake.Reply;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Keys, devices, roles and scopes, as callers meet them.
class AccessTest {

    @TempDir private static Path folder;
    private static Site site;

    @BeforeAll
    static void start() {
        site = Site.on(folder, Map.of("badCredentialsPerMinuteMax", "0"));
    }

    @AfterAll
    static void stop() {
        site.close();
    }

    private static Call call() {
        return site.call();
    }

    private static Call schema(String key) {
        return call().get("/v1/schema").bearer(key);
    }

    @Test
    void a_key_is_shown_once_and_listed_by_its_prefix() {
        Reply made = site.key(site.account("open"), "editor", "notes:edit");
        String key = made.member("key");

        made.has("\"role\":\"editor\"", "\"scopes\":[\"notes:edit\"]", "\"expiresAt\":null");
        assertThat(key).startsWith(made.member("prefix"));
        site.admin()
                .get("/v1/auth/api-keys?limit=5000")
                .expect(200)
                .has(made.member("id"), made.member("prefix"))
                .lacks(key);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"role\":\"owner\"}                                                      | /name",
                "{\"name\":\"x\",\"role\":\"emperor\"}                                     | /role",
                "{\"name\":\"x\",\"role\":\"owner\",\"account\":\"nobody\"}                | /account",
                "{\"name\":\"x\",\"role\":\"owner\",\"scopes\":[\"notes\"]}                | /scopes",
                "{\"name\":\"x\",\"role\":\"owner\",\"scopes\":[\"a b:read\"]}             | /scopes",
                "{\"name\":\"x\",\"role\":\"owner\",\"expiresAt\":\"2026-02-30T00:00:00Z\"}| /expiresAt",
                "{\"name\":\"x\",\"role\":\"owner\",\"expiresAt\":\"2026-11-20T12:00:00Z\"}| /expiresAt",
            })
    void a_key_that_makes_no_sense_is_refused_at_its_place(String body, String pointer) {
        site.admin().post("/v1/auth/api-keys", body).expect(422).refuses("INVALID").has(pointer);
    }

    @Test
    void a_deleted_key_is_worth_nothing_at_once_and_neither_are_its_devices() {
        String account = site.account("open");
        Reply made = site.key(account, "owner");
        String other = site.owner(account);
        String token = site.enrol(made.member("key"), "d-1").is(201).member("token");
        schema(made.member("key")).expect(200);
        call().get("/v1/schema").device(token).expect(200);

        site.admin().delete("/v1/auth/api-keys/" + made.member("id")).expect(204);

        schema(made.member("key")).expect(401).refuses("UNAUTHENTICATED");
        call().get("/v1/schema").device(token).expect(401);
        call().get("/v1/devices").bearer(other).expect(200).has("\"revoked\":true");
        site.admin().delete("/v1/auth/api-keys/" + made.member("id")).expect(404);
    }

    @Test
    void a_rotated_key_lives_on_until_its_grace_is_over() {
        Reply made = site.key(site.account("open"), "viewer");
        String path = "/v1/auth/api-keys/" + made.member("id") + "/rotate";
        Reply turned = site.admin().post(path, "{}").expect(200);

        assertThat(turned.member("id")).isEqualTo(made.member("id"));
        schema(turned.member("key")).expect(200);
        schema(made.member("key")).expect(200);
        site.later(Duration.ofDays(1).minusMillis(1));
        schema(made.member("key")).expect(200);
        site.later(Duration.ofMillis(1));
        schema(made.member("key")).expect(401);
        schema(turned.member("key")).expect(200);
    }

    @Test
    void a_key_ends_when_it_expires_and_its_devices_with_it() {
        String account = site.account("open");
        String expires = site.now().plusSeconds(60).toString();
        String key =
                site.admin()
                        .post(
                                "/v1/auth/api-keys",
                                "{\"name\":\"x\",\"account\":\""
                                        + account
                                        + "\",\"role\":\"owner\",\"expiresAt\":\""
                                        + expires
                                        + "\"}")
                        .expect(201)
                        .member("key");
        String token = site.enrol(key, null).is(201).member("token");
        schema(key).expect(200);
        site.later(Duration.ofSeconds(60));
        schema(key).expect(401);
        call().get("/v1/schema").device(token).expect(401);
    }

    @Test
    void the_last_key_of_an_admin_stays() {
        String id =
                site.admin()
                        .get("/v1/auth/api-keys?limit=5000")
                        .expect(200)
                        .text()
                        .replaceAll(".*\"id\":\"([^\"]*)\",\"name\":\"admin.key\".*", "$1");
        site.admin().delete("/v1/auth/api-keys/" + id).expect(422).has("last key");
        schema(site.adminKey()).expect(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nobody", "", "tmk_AAAA", "tmd_AAAA"})
    void unknown_credentials_are_401(String token) {
        schema(token).expect(401).refuses("UNAUTHENTICATED");
        call().get("/v1/schema").device(token).expect(401);
        call().get("/v1/schema").header("Authorization", "Basic " + token).expect(401);
    }

    @Test
    void a_token_with_one_letter_changed_is_401() {
        String key = site.owner(site.account("open"));
        for (int i : new int[] {5, 20, 40, 60, 80}) {
            char other = key.charAt(i) == 'A' ? 'B' : 'A';
            schema(key.substring(0, i) + other + key.substring(i + 1)).expect(401);
        }
        schema(key).expect(200);
    }

    @Test
    void an_api_key_is_no_device_token_but_a_device_token_is_a_bearer_token() {
        String key = site.owner(site.account("open"));
        String token = site.enrol(key, null).is(201).member("token");
        call().get("/v1/schema").device(key).expect(401);
        call().get("/v1/schema").bearer(token).expect(200);
        call().get("/v1/schema").device(token).header("Authorization", "Bearer x").expect(200);
    }

    @Test
    void a_device_has_the_role_and_scopes_of_its_key_but_is_never_admin() {
        String account = site.account("open");
        String viewer = site.key(account, "viewer").member("key");
        String token = site.enrol(viewer, "reader").is(201).member("token");
        call().post("/v1/sync/batch", Site.batch("reader", "x"))
                .device(token)
                .expect(200)
                .has("FORBIDDEN");

        String admin = site.enrol(site.adminKey(), null).is(201).member("token");
        call().get("/v1/accounts").device(admin).expect(403).refuses("FORBIDDEN");
        call().get("/v1/schema").device(admin).expect(200);
    }

    @Test
    void a_device_may_enrol_a_successor_that_outlives_it() {
        String key = site.owner(site.account("open"));
        String first = site.enrol(key, "first").is(201).member("token");
        String second =
                call().post("/v1/devices", "{\"name\":\"next\",\"deviceId\":\"second\"}")
                        .device(first)
                        .expect(201)
                        .member("token");

        call().delete("/v1/devices/first").device(first).expect(204);

        call().get("/v1/schema").device(first).expect(401);
        call().get("/v1/schema").device(second).expect(200);
        call().get("/v1/devices").bearer(key).expect(200).has("\"enrolledBy\":\"first\"");
    }

    @Test
    void a_device_id_is_used_once_unless_its_token_never_was() {
        String account = site.account("open");
        String key = site.owner(account);
        String lost = site.enrol(key, "mine").is(201).member("token");
        String again = site.enrol(key, "mine").is(201).member("token");

        call().get("/v1/schema").device(lost).expect(401);
        call().get("/v1/schema").device(again).expect(200);
        site.enrol(key, "mine").is(409).refuses("ALREADY_EXISTS");
        site.enrol(site.owner(account), "mine").is(409);
        call().delete("/v1/devices/mine").bearer(key).expect(204);
        site.enrol(key, "mine").is(409);
        site.enrol(site.owner(site.account("open")), "mine").is(201);
    }

    @ParameterizedTest
    @ValueSource(strings = {"restore", "resolve:x", "a/b", "-x", ""})
    void some_device_ids_are_not_to_be_had(String id) {
        String key = site.owner(site.account("open"));
        site.enrol(key, id).is(422).refuses("INVALID").has("/deviceId");
        site.enrol(key, "x".repeat(65)).is(422);
    }

    @Test
    void a_rotated_device_token_lives_on_until_the_new_one_is_used() {
        String key = site.owner(site.account("open"));
        String old = site.enrol(key, "tablet").is(201).member("token");
        call().get("/v1/schema").device(old).expect(200);
        String turned =
                call().post("/v1/devices/tablet/rotate", "{}")
                        .device(old)
                        .expect(200)
                        .member("token");

        call().get("/v1/schema").device(old).expect(200);
        call().get("/v1/schema").device(turned).expect(200);
        call().get("/v1/schema").device(old).expect(401);
        call().get("/v1/schema").device(turned).expect(200);
    }

    @Test
    void devices_are_listed_with_what_they_did_and_without_their_tokens() {
        String key = site.owner(site.account("open"));
        String token = site.enrol(key, "tablet").is(201).member("token");
        call().get("/v1/devices")
                .bearer(key)
                .expect(200)
                .has("\"deviceId\":\"tablet\"", "\"lastSeen\":null", "\"revoked\":false");
        call().post("/v1/sync/batch", Site.batch("tablet", "x")).device(token).expect(200);

        Reply listed =
                call().get("/v1/devices")
                        .bearer(key)
                        .expect(200)
                        .has("\"cursorLag\":1", "\"lastSeen\":\"2026")
                        .lacks(token);
        assertThat(listed.text()).contains("\"hasMore\":false");
        String cursor = call().get("/v1/sync/changes").device(token).expect(200).member("newSince");
        call().get("/v1/sync/changes?since=" + cursor).device(token).expect(200);
        call().get("/v1/devices").bearer(key).expect(200).has("\"cursorLag\":0");
    }

    @Test
    void what_a_device_only_looks_at_does_not_count_as_pulled() {
        String key = site.owner(site.account("open"));
        String token = site.enrol(key, "tablet").is(201).member("token");
        call().post("/v1/sync/batch", Site.batch("tablet", "x")).device(token).expect(200);
        String cursor = call().get("/v1/sync/changes").device(token).expect(200).member("newSince");
        String next =
                Site.batch("tablet", "y").replace("\"since\":null", "\"since\":\"" + cursor + "\"");

        call().get("/v1/sync/changes?peek=true&since=" + cursor).device(token).expect(200);
        call().post("/v1/sync/preview", next).device(token).expect(200).has("\"token\":");

        call().get("/v1/devices").bearer(key).expect(200).has("\"cursorLag\":1");
    }

    @Test
    void only_owners_see_to_the_devices_of_others() {
        String account = site.account("open");
        String owner = site.owner(account);
        String editor = site.key(account, "editor").member("key");
        String narrow = site.key(account, "owner", "notes:read").member("key");
        site.enrol(owner, "big").is(201);
        String small = site.enrol(editor, "small").is(201).member("token");

        for (String key : new String[] {editor, narrow}) {
            call().delete("/v1/devices/big").bearer(key).expect(403);
            call().post("/v1/devices/big/rotate", "{}").bearer(key).expect(403);
        }
        call().get("/v1/devices").bearer(narrow).expect(200).lacks("big");
        call().delete("/v1/devices/big").device(small).expect(403);
        call().delete("/v1/devices/small").device(small).expect(204);
    }

    @Test
    void a_revoked_device_is_spoken_as_by_nobody() {
        String key = site.owner(site.account("open"));
        site.enrol(key, "tablet").is(201);
        call().post("/v1/sync/batch", Site.batch("tablet", "a"))
                .bearer(key)
                .expect(200)
                .has("applied");
        call().delete("/v1/devices/tablet").bearer(key).expect(204);
        call().delete("/v1/devices/tablet").bearer(key).expect(204);
        call().post("/v1/sync/batch", Site.batch("tablet", "b"))
                .bearer(key)
                .expect(403)
                .refuses("FORBIDDEN");
        call().post("/v1/devices/tablet/rotate", "{}").bearer(key).expect(404);
    }

    @Test
    void lists_come_in_pages() {
        String key = site.owner(site.account("open"));
        for (String id : new String[] {"a", "b", "c"}) {
            site.enrol(key, id).is(201);
        }
        Reply first =
                call().get("/v1/devices?limit=2")
                        .bearer(key)
                        .expect(200)
                        .has("\"a\"", "\"b\"", "\"hasMore\":true")
                        .lacks("\"deviceId\":\"c\"");
        call().get("/v1/devices?limit=2&cursor=" + first.member("cursor"))
                .bearer(key)
                .expect(200)
                .has("\"c\"", "\"hasMore\":false")
                .lacks("\"deviceId\":\"a\"");
        for (String path : new String[] {"/v1/accounts", "/v1/auth/api-keys"}) {
            Reply page = site.admin().get(path + "?limit=1").expect(200).has("\"hasMore\":true");
            site.admin().get(path + "?limit=1&cursor=" + page.member("cursor")).expect(200);
        }
        site.admin().get("/v1/auth/api-keys?cursor=x").expect(400);
        for (String limit : new String[] {"0", "-1", "abc", "1.5"}) {
            site.admin().get("/v1/accounts?limit=" + limit).expect(422).has("/limit");
        }
        site.admin().get("/v1/accounts?limit=99999999999999999999").expect(200);
    }

    @Test
    void an_account_needs_a_name_and_an_app() {
        site.admin().post("/v1/accounts", "{\"app\":\"open\"}").expect(422).has("/name");
        site.admin().post("/v1/accounts", "{\"name\":\"x\"}").expect(422).has("/app");
        site.admin()
                .post("/v1/accounts", "{\"name\":\"x\",\"app\":\"nothing\"}")
                .expect(422)
                .refuses("UNKNOWN_APP");
        String path = "/v1/accounts/" + UUID.randomUUID();
        site.admin().delete(path, "{\"confirm\":true}").expect(404).refuses("NOT_FOUND");
    }
}
