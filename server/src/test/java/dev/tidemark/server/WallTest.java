package dev.tidemark.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.core.value.Value;
import dev.tidemark.server.fake.Reply;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// The wall between accounts, tried on every route that there is.
class WallTest {

    private static final String CANARY = "canary-4711";

    @TempDir private static Path folder;
    private static Site site;
    private static String ours;
    private static String stranger;
    private static List<String> ids;

    @BeforeAll
    static void start() {
        site = Site.on(folder);
        ours = site.account("open");
        String owner = site.owner(ours);
        site.enrol(owner, "our-tablet").is(201);
        Reply key = site.key(ours, "viewer");
        site.call()
                .post("/v1/sync/batch", Site.batch("our-tablet", CANARY))
                .bearer(owner)
                .expect(200)
                .has("applied");
        String record =
                site.call()
                        .get("/v1/sync/changes")
                        .bearer(owner)
                        .expect(200)
                        .text()
                        .replaceAll(".*\"entityId\":\"([^\"]*)\".*", "$1");
        ids = List.of("our-tablet", ours, key.member("id"), record);
        stranger = site.owner(site.account("open"));
    }

    @AfterAll
    static void stop() {
        site.close();
    }

    /// Each route as the server describes it: method and path.
    private static List<String[]> routes() {
        Value.Obj document = site.call().get("/openapi.json").expect(200).json();
        List<String[]> routes = new ArrayList<>();
        ((Value.Obj) document.members().get("paths"))
                .members()
                .forEach((path, operations) ->
                        ((Value.Obj) operations)
                                .members()
                                .keySet()
                                .forEach(method ->
                                        routes.add(
                                                new String[] {
                                                    method.toUpperCase(Locale.ROOT), path
                                                })));
        return routes;
    }

    @TestFactory
    List<DynamicTest> somebody_elses_id_is_answered_like_one_that_is_not_there() {
        List<DynamicTest> tests = new ArrayList<>();
        for (String[] route : routes()) {
            if (route[1].contains("{") && !route[1].contains("{app}")) {
                tests.add(
                        DynamicTest.dynamicTest(
                                route[0] + " " + route[1], () -> tryOne(route[0], route[1])));
            }
        }
        assertThat(tests).hasSizeGreaterThan(5);
        return tests;
    }

    private void tryOne(String method, String pattern) {
        for (String credential : List.of(stranger, site.adminKey())) {
            for (String id : ids) {
                boolean forAdmins = pattern.contains("accounts") || pattern.contains("api-keys");
                if (forAdmins && credential.equals(site.adminKey())) {
                    continue; // An admin may: accounts and keys are not another account's to her.
                }
                Reply foreign = call(method, pattern, id, credential);
                Reply absent = call(method, pattern, UUID.randomUUID().toString(), credential);

                // The name of a secret is the caller's own choice, whoever else has one of that
                // name.
                boolean madeByName = method.equals("PUT") && pattern.contains("secrets");
                assertThat(foreign.status())
                        .isIn(403, madeByName ? 422 : 404)
                        .isEqualTo(absent.status());
                assertThat(foreign.member("code")).isEqualTo(absent.member("code"));
                assertThat(foreign.member("detail")).isEqualTo(absent.member("detail"));
                foreign.lacks(CANARY, ours);
            }
        }
    }

    private static Reply call(String method, String pattern, String id, String credential) {
        String path = pattern.replace("{entity}", "notes").replaceAll("\\{[^}]*}", id);
        byte[] body =
                method.equals("GET")
                        ? new byte[0]
                        : "{\"confirm\":true}".getBytes(StandardCharsets.UTF_8);
        return site.call().send(method, path, body).bearer(credential).reply();
    }

    @Test
    void what_is_ours_is_all_still_there() {
        String owner = site.owner(ours);
        site.call().get("/v1/sync/changes").bearer(owner).expect(200).has(CANARY);
        site.call().get("/v1/devices").bearer(owner).expect(200).has("\"revoked\":false");
    }

    @TestFactory
    List<DynamicTest> no_list_shows_anything_of_another_account() {
        List<DynamicTest> tests = new ArrayList<>();
        for (String[] route : routes()) {
            boolean list = route[0].equals("GET") && !route[1].contains("{");
            if (list && !route[1].endsWith("/stream")) {
                tests.add(
                        DynamicTest.dynamicTest(
                                route[1],
                                () ->
                                        site.call()
                                                .get(route[1])
                                                .bearer(stranger)
                                                .reply()
                                                .lacks(CANARY, ours, "our-tablet")));
            }
        }
        return tests;
    }

    @TestFactory
    List<DynamicTest> every_route_but_the_public_ones_wants_a_credential() {
        List<DynamicTest> tests = new ArrayList<>();
        for (String[] route : routes()) {
            if (!List.of("/health", "/openapi.json").contains(route[1])) {
                String path = route[1].replaceAll("\\{[^}]*}", "x");
                tests.add(
                        DynamicTest.dynamicTest(
                                route[0] + " " + route[1],
                                () ->
                                        site.call()
                                                .send(route[0], path, new byte[0])
                                                .expect(401)
                                                .refuses("UNAUTHENTICATED")
                                                .hasHeader(
                                                        "WWW-Authenticate",
                                                        "Bearer realm=\"tidemark\"")));
            }
        }
        return tests;
    }

    @Test
    void admin_routes_are_for_admins() {
        for (String key : List.of(stranger, site.key(ours, "editor").member("key"))) {
            for (Map.Entry<String, String> route :
                    Map.of(
                                    "/v1/accounts",
                                    "{\"name\":\"x\",\"app\":\"open\"}",
                                    "/v1/auth/api-keys",
                                    "{\"name\":\"x\",\"role\":\"admin\"}")
                            .entrySet()) {
                site.call().get(route.getKey()).bearer(key).expect(403);
                site.call().post(route.getKey(), route.getValue()).bearer(key).expect(403);
            }
            site.call().put("/v1/apps/open/schema", "{}").bearer(key).expect(403);
            site.call().get("/metrics").bearer(key).expect(403);
        }
    }
}
