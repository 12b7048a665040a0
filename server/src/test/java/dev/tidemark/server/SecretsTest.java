package dev.tidemark.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.server.fake.Call;
import dev.tidemark.server.fake.Reply;
import dev.tidemark.server.log.Logs;
import dev.tidemark.server.store.Census;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Secrets, as callers see them: what was sealed comes back, is never merged, and is nowhere else.
class SecretsTest {

    private static final String CANARY = "Q0FOQVJZc2VhbGVk";

    @TempDir private Path folder;
    private ProjectBench bench;

    @BeforeEach
    void start() {
        bench = new ProjectBench(folder, Map.of("secretsMax", "3"));
    }

    @AfterEach
    void stop() {
        bench.close();
        Logs.to(System.err, "warn");
    }

    private Call put(String name, String ciphertext, String base, boolean confirm) {
        return bench.site
                .call()
                .put("/api/secrets/" + name, body(ciphertext, base, confirm))
                .device(bench.tablet);
    }

    private static String body(String ciphertext, String base, boolean confirm) {
        return "{\"ciphertext\":\"%s\",\"algorithm\":\"AES-256-GCM\",\"keyId\":\"k1\",\"baseVersion\":%s,\"confirm\":%s}"
                .formatted(ciphertext, base == null ? "null" : "\"" + base + "\"", confirm);
    }

    private Call get(String name) {
        return bench.site.call().get("/api/secrets/" + name).device(bench.phone);
    }

    private Call delete(String name, String body) {
        return bench.site.call().delete("/api/secrets/" + name, body).device(bench.tablet);
    }

    @Test
    void what_was_sealed_comes_back_as_it_was_with_a_version() {
        String version =
                put("api key/1".replace(" ", "%20").replace("/", "%2F"), CANARY, null, false)
                        .expect(200)
                        .lacks(CANARY)
                        .member("version");
        Reply found = get("api%20key%2F1").expect(200);
        found.has(
                "\"ciphertext\":\"" + CANARY + "\"",
                "\"algorithm\":\"AES-256-GCM\"",
                "\"keyId\":\"k1\"",
                "\"name\":\"api key/1\"",
                "\"updatedBy\":\"tablet\"");
        assertThat(found.member("version")).isEqualTo(version);
        assertThat(found.header("ETag")).isEqualTo("\"" + version + "\"");
    }

    @Test
    void a_stale_base_is_409_always_whatever_is_confirmed() {
        put("s", "one", "never", true).expect(409).refuses("VERSION_CONFLICT");
        String first = put("s", "one", null, false).expect(200).member("version");
        String second = put("s", "two", first, true).expect(200).member("version");
        for (boolean confirm : List.of(true, false)) {
            put("s", "three", first, confirm)
                    .expect(409)
                    .refuses("VERSION_CONFLICT")
                    .has("\"latestVersion\":\"" + second + "\"")
                    .lacks("two");
            put("s", "three", null, confirm).expect(409);
            put("s", "three", "nonsense", confirm).expect(409);
        }
        get("s").expect(200).has("\"ciphertext\":\"two\"");
    }

    @Test
    void overwriting_and_deleting_want_to_be_confirmed_and_a_retry_is_no_second_write() {
        String first = put("s", "one", null, false).expect(200).member("version");
        assertThat(put("s", "one", null, false).expect(200).member("version")).isEqualTo(first);
        put("s", "two", first, false).expect(422).refuses("CONFIRMATION_REQUIRED");
        String second = put("s", "two", first, true).expect(200).member("version");
        assertThat(put("s", "two", first, true).expect(200).member("version")).isEqualTo(second);

        delete("s", "{\"baseVersion\":\"" + second + "\"}").expect(422);
        bench.site.call().delete("/api/secrets/s").device(bench.tablet).expect(409);
        delete("s", "{\"baseVersion\":\"" + first + "\",\"confirm\":true}").expect(409);
        String confirmed = "{\"baseVersion\":\"" + second + "\",\"confirm\":true}";
        delete("s", confirmed).expect(204);
        delete("s", confirmed).expect(204);
        get("s").expect(404);
        delete("other", confirmed).expect(404);
    }

    @Test
    void a_deleted_secret_may_come_again_and_no_version_comes_twice() {
        String first = put("s", "one", null, false).expect(200).member("version");
        delete("s", "{\"baseVersion\":\"" + first + "\",\"confirm\":true}").expect(204);
        put("s", "two", first, true).expect(409);
        String again = put("s", "one", null, false).expect(200).member("version");
        assertThat(again).isNotEqualTo(first);
        put("s", "three", first, true).expect(409);
    }

    @Test
    void nothing_is_taken_that_is_not_sealed() {
        for (String body :
                List.of(
                        "{\"value\":\"hunter2\",\"baseVersion\":null}",
                        "{\"ciphertext\":\"\",\"algorithm\":\"a\",\"keyId\":\"k\"}",
                        "{\"ciphertext\":\"x\",\"keyId\":\"k\"}",
                        "{\"ciphertext\":\"x\",\"algorithm\":\"a\"}",
                        "{\"ciphertext\":5,\"algorithm\":\"a\",\"keyId\":\"k\"}",
                        "{\"ciphertext\":\"%s\",\"algorithm\":\"a\",\"keyId\":\"k\"}"
                                .formatted("x".repeat((128 << 10) + 1)))) {
            bench.site.call().put("/api/secrets/p", body).device(bench.tablet).expect(422);
        }
        put("x".repeat(201), "one", null, false).expect(422);
        put("%00", "one", null, false).expect(422);
        get("p").expect(404);
    }

    @Test
    void there_are_only_so_many_and_a_list_tells_of_them_without_what_is_in_them() {
        for (String name : List.of("a", "b", "c")) {
            put(name, CANARY, null, false).expect(200);
        }
        put("d", CANARY, null, false).expect(409).refuses("TOO_MANY_SECRETS");
        Reply page = bench.site.call().get("/api/secrets?limit=2").device(bench.phone).expect(200);
        page.has("\"name\":\"a\"", "\"name\":\"b\"", "\"cursor\":\"b\"", "\"hasMore\":true")
                .lacks(CANARY, "\"name\":\"c\"");
        bench.site
                .call()
                .get("/api/secrets?limit=2&cursor=b")
                .device(bench.phone)
                .expect(200)
                .has("\"name\":\"c\"", "\"hasMore\":false");
    }

    @Test
    void who_may_read_the_project_may_not_yet_read_secrets() {
        put("s", CANARY, null, false).expect(200);
        String viewer = bench.site.key(bench.account, "viewer").member("key");
        bench.site.call().get("/api/secrets/s").bearer(viewer).expect(403);
        String narrow = bench.site.key(bench.account, "editor", "scenes:edit").member("key");
        bench.site.call().get("/api/secrets/s").bearer(narrow).expect(404);
        bench.site.call().get("/api/secrets").bearer(narrow).expect(403);
        bench.site.call().put("/api/secrets/n", body("x", null, false)).bearer(narrow).expect(403);
        String reader = bench.site.key(bench.account, "editor", "secrets:read").member("key");
        bench.site.call().get("/api/secrets/s").bearer(reader).expect(200);
        bench.site.call().put("/api/secrets/n", body("x", null, false)).bearer(reader).expect(403);
        String writer = bench.site.key(bench.account, "editor", "secrets:edit").member("key");
        bench.site.call().put("/api/secrets/n", body("x", null, false)).bearer(writer).expect(200);
        String stranger = bench.site.owner(bench.site.account("screenplay"));
        bench.site.call().get("/api/secrets/s").bearer(stranger).expect(404);
    }

    @Test
    void a_secret_is_in_no_project_change_history_snapshot_audit_or_log() {
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        Logs.to(log, "trace");
        bench.write(null, ProjectBench.scenes("s1", "one"));
        String first = put("canaryname", CANARY, null, false).expect(200).member("version");
        put("canaryname", CANARY + "2", "stale" + CANARY, true).expect(409);
        put("canaryname", CANARY + "2", first, true).expect(200);
        String snapshot =
                bench.asOwner("POST", "/api/project/snapshots", "{\"label\":\"x\"}")
                        .expect(201)
                        .member("snapshotId");

        for (String path :
                List.of(
                        "/api/project",
                        "/api/project/snapshots/" + snapshot,
                        "/v1/sync/changes",
                        "/v1/sync/digest",
                        "/v1/history/scenes/e1%2Fs1",
                        "/v1/conflicts?status=all",
                        "/v1/snapshots",
                        "/v1/audit",
                        "/metrics")) {
            Call call = bench.site.call().get(path);
            (path.equals("/metrics")
                            ? call.bearer(bench.site.adminKey())
                            : call.bearer(bench.owner))
                    .expect(200)
                    .lacks(CANARY, "canaryname");
        }
        bench.asOwner("GET", "/v1/audit", "")
                .expect(200)
                .has("\"action\":\"secret.write\"", "in edition 2", "\"deviceId\":\"tablet\"");
        Logs.flush();
        assertThat(log.toString(StandardCharsets.UTF_8))
                .contains("PUT /api/secrets/{name}")
                .doesNotContain(CANARY, "canaryname");
    }

    @Test
    void a_secret_goes_with_its_account() {
        put("s", CANARY, null, false).expect(200);
        bench.site
                .admin()
                .delete("/v1/accounts/" + bench.account, "{\"confirm\":true}")
                .expect(204);
        bench.site.server().stop();
        assertThat(Census.rowsOf(folder, bench.account)).containsEntry("sealed_secret", 0L);
    }
}
