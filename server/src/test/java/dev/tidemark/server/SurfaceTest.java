package dev.tidemark.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.core.value.Value;
import dev.tidemark.server.fake.Reply;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the server tells of itself, and its apps.
class SurfaceTest {

    @TempDir private static Path folder;
    private static Site site;

    @BeforeAll
    static void start() {
        site =
                Site.on(
                        folder,
                        Map.of("metricsToken", "scraper", "badCredentialsPerMinuteMax", "5"));
    }

    @AfterAll
    static void stop() {
        site.close();
    }

    @Test
    void health_needs_no_credential() {
        site.call().get("/health").expect(200).has("\"status\":\"UP\"", "\"storage\":\"UP\"");
    }

    @Test
    void the_openapi_document_is_one_and_all_that_it_refers_to_is_there() {
        Reply reply = site.call().get("/openapi.json").expect(200);
        Value.Obj document = reply.json();
        assertThat(reply.member("openapi")).startsWith("3.1");
        Value.Obj components = (Value.Obj) document.members().get("components");
        Value.Obj schemas = (Value.Obj) components.members().get("schemas");
        TreeSet<String> referred = new TreeSet<>();
        Matcher matcher = Pattern.compile("#/components/schemas/(\\w+)").matcher(reply.text());
        while (matcher.find()) {
            referred.add(matcher.group(1));
        }
        assertThat(referred).isEqualTo(new TreeSet<>(schemas.members().keySet()));
        reply.has("/v1/sync/batch", "/v1/sync/stream", "/v1/conflicts/resolve", "/health");
        assertThat(
                        Pattern.compile("\"operationId\":\"([^\"]+)\"")
                                .matcher(reply.text())
                                .results()
                                .map(r -> r.group(1))
                                .toList())
                .doesNotHaveDuplicates()
                .hasSizeGreaterThan(20);
    }

    @Test
    void figures_are_for_admins_and_for_who_has_the_token() {
        site.call().get("/metrics").expect(401);
        site.call().get("/metrics").expect(401);
        Reply figures = site.call().get("/metrics").bearer("scraper").expect(200);
        figures.has(
                "# TYPE tidemark_requests_total counter",
                "tidemark_requests_total{action=\"GET /metrics\",status=\"401\"} ",
                "tidemark_request_seconds_bucket{action=\"GET /metrics\",le=\"+Inf\"} ");
        assertThat(figures.header("Content-Type")).startsWith("text/plain");
        site.admin().get("/metrics").expect(200);
    }

    @Test
    void who_tries_many_credentials_has_to_wait_and_those_in_use_are_served_on() {
        try (Site other =
                Site.on(folder.resolve("other"), Map.of("badCredentialsPerMinuteMax", "3"))) {
            String key = other.owner(other.account("open"));
            other.call().get("/v1/schema").bearer(key).expect(200);
            for (int i = 0; i < 3; i++) {
                other.call().get("/v1/schema").bearer("wrong").expect(401);
            }
            other.call().get("/v1/schema").bearer("wrong").expect(429).refuses("RATE_LIMITED");
            assertThat(
                            Integer.parseInt(
                                    other.call()
                                            .get("/v1/schema")
                                            .bearer("wrong")
                                            .expect(429)
                                            .header("Retry-After")))
                    .isBetween(1, 60);
            other.call().get("/v1/schema").bearer(key).expect(200);
            other.call().get("/v1/schema").expect(401);
        }
    }

    @Test
    void every_bundled_app_can_be_had() {
        for (String app :
                new String[] {
                    "open", "requests", "agronomy", "screenplay", "wellbeing", "workspace"
                }) {
            String key = site.owner(site.account(app));
            site.call()
                    .get("/v1/schema")
                    .bearer(key)
                    .expect(200)
                    .has("\"app\":\"" + app + "\"", "\"version\":1", "\"collections\":");
        }
    }

    @Test
    void a_schema_is_published_follows_the_one_before_and_holds_at_once() {
        String path = "/v1/apps/notes-app/schema";
        String first =
                "{\"version\":1,\"collections\":{\"notes\":{\"fields\":{\"tags\":{\"kind\":\"set\"}}}}}";
        site.admin().put(path, first).expect(200).has("\"app\":\"notes-app\"", "\"version\":1");
        site.admin().put(path, first).expect(200);
        String key = site.owner(site.account("notes-app"));

        site.admin()
                .put(path, first.replace("set", "counter"))
                .expect(409)
                .refuses("SCHEMA_INCOMPATIBLE")
                .has("version");
        String bad = first.replace("set", "counter").replace(":1,", ":2,");
        site.admin()
                .put(path, bad)
                .expect(409)
                .refuses("SCHEMA_INCOMPATIBLE")
                .has("tags", "errors");
        site.call().get("/v1/schema").bearer(key).expect(200).has("\"version\":1");
        String second =
                "{\"version\":2,\"collections\":{\"more\":{},\"notes\":{\"fields\":{\"tags\":{\"kind\":\"set\"}}}}}";
        site.admin().put(path, second).expect(200);
        site.call().get("/v1/schema").bearer(key).expect(200).has("\"version\":2", "more");
        site.admin().put(path, first).expect(409);
    }

    @Test
    void a_schema_that_is_none_or_has_no_name_is_refused() {
        site.admin()
                .put(
                        "/v1/apps/bad/schema",
                        "{\"version\":1,\"collections\":{\"c\":{\"rule\":\"magic\"}}}")
                .expect(422)
                .refuses("SCHEMA_INVALID")
                .has("rule");
        site.admin().put("/v1/apps/bad/schema", "[]").expect(422);
        site.admin().put("/v1/apps/a%20b/schema", "{\"version\":1,\"collections\":{}}").expect(422);
        site.admin().post("/v1/accounts", "{\"name\":\"x\",\"app\":\"bad\"}").expect(422);
    }
}
