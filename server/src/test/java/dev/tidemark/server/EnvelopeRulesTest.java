package dev.tidemark.server;

import static dev.tidemark.server.Workspace.config;
import static dev.tidemark.server.Workspace.ids;
import static dev.tidemark.server.Workspace.item;
import static dev.tidemark.server.Workspace.objects;
import static dev.tidemark.server.Workspace.outcome;
import static dev.tidemark.server.Workspace.status;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.server.fake.Reply;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Contract 5, as callers see it: conflict rules, error handling and security, line by line.
class EnvelopeRulesTest {

    private static final String ONE = "{\"v\":1}";
    private static final String TWO = "{\"v\":2}";

    @TempDir private Path folder;
    private Site site;
    private String account;
    private String owner;
    private Workspace a;
    private Workspace b;

    @BeforeEach
    void start() {
        site = Site.on(folder);
        account = site.account("workspace");
        owner = site.owner(account);
        a = Workspace.on(site, owner, "machine-a");
        b = Workspace.on(site, owner, "machine-b");
    }

    @AfterEach
    void stop() {
        site.close();
    }

    /// The account has x from a; b has another x and never synced.
    private String apart() {
        a.apply("local_preferred", config("x", "{\"v\":\"cloud\"}"));
        return config("x", "{\"v\":\"local\"}");
    }

    // Conflict rules

    @Test
    void rule_local_preferred_local_replaces_cloud_and_clouds_version_is_archived() {
        Reply report = b.apply("local_preferred", apart());

        assertThat(status(report, "x")).isEqualTo("updated");
        assertThat(a.cloud()).isEqualTo(Map.of("x", "{\"v\":\"local\"}"));
        a.archived(report, "x")
                .has("\"v\":\"cloud\"", "\"side\":\"cloud\"", "machine-a")
                .has(Workspace.hash("{\"v\":\"cloud\"}"));
    }

    @Test
    void rule_cloud_preferred_cloud_is_kept_and_the_local_copy_archived_with_a_suffix() {
        Reply report = b.apply("cloud_preferred", apart(), config("y", ONE));

        assertThat(status(report, "x")).isEqualTo("skipped");
        assertThat(status(report, "y")).isEqualTo("created");
        assertThat(a.cloud()).isEqualTo(Map.of("x", "{\"v\":\"cloud\"}", "y", ONE));
        assertThat(
                        b.archived(report, "x")
                                .has("\"side\":\"local\"", "machine-b")
                                .member("archived_as"))
                .startsWith("x~");
    }

    @Test
    void rule_manual_per_item_a_decision_is_required_before_an_item_is_applied() {
        a.apply("local_preferred", config("p", ONE), config("q", ONE), config("r", ONE));
        String[] items = {config("p", TWO), config("q", TWO), config("r", TWO), config("s", TWO)};

        Reply report =
                b.decide(
                        "{\"config_snapshot/p\":\"local\",\"config_snapshot/q\":\"cloud\"}", items);
        report.has(
                "\"summary\":{\"created\":1,\"updated\":1,\"skipped\":1,\"conflicted\":1,\"failed\":0}");
        assertThat(status(report, "r")).isEqualTo("conflicted");
        assertThat(a.cloud()).isEqualTo(Map.of("p", TWO, "q", ONE, "r", ONE, "s", TWO));
        a.archived(report, "p").has("\"content\":" + ONE);
        a.archived(report, "q").has("\"content\":" + TWO);
        assertThat(outcome(report, "r").members()).doesNotContainKey("archived_as");
    }

    @Test
    void a_decision_goes_before_the_policy() {
        String local = apart();
        String body =
                Workspace.applying(
                        b.envelope(local),
                        "local_preferred",
                        ",\"decisions\":{\"config_snapshot/x\":\"cloud\"}");

        b.post("/v1/envelopes/apply", body).expect(200).has("\"skipped\":1", "archived_as");
        assertThat(a.cloud()).isEqualTo(Map.of("x", "{\"v\":\"cloud\"}"));
    }

    @Test
    void rule_no_silent_overwrite_the_kept_cloud_stays_a_conflict_until_the_device_knows_it() {
        String local = apart();
        b.apply("cloud_preferred", local);

        assertThat(ids(b.preview(local), "conflicts")).containsExactly("x");
        b.cloud();
        assertThat(ids(b.preview(local), "changed")).containsExactly("x");
    }

    @Test
    void a_loser_is_archived_once_under_one_name_and_can_be_applied_again() {
        String local = apart();
        Reply first = b.apply("cloud_preferred", local);
        Reply second = b.apply("cloud_preferred", local);

        assertThat(outcome(first, "x").members().get("archived_as"))
                .isEqualTo(outcome(second, "x").members().get("archived_as"));
        String archived = b.archived(first, "x").text();
        b.post(
                        "/v1/envelopes/apply",
                        Workspace.applying(b.envelope(archived), "local_preferred", ""))
                .expect(200)
                .has("\"updated\":1");
        assertThat(a.cloud()).isEqualTo(Map.of("x", "{\"v\":\"local\"}"));
    }

    @Test
    void what_was_deleted_in_the_account_comes_back_only_by_a_decision() {
        String local = apart();
        String x = "\"entity\":\"config_snapshot\",\"entityId\":\"x\"";
        String since = a.get("/v1/sync/changes").expect(200).member("newSince");
        a.post(
                        "/v1/sync/batch",
                        """
                        {"deviceId":"machine-a","since":"%s","commands":[{"id":"%s",%s,"op":"delete","fields":{},
                        "vv":{"envelope:machine-a":1,"machine-a":1},"ts":"2026-11-20T11:00:00.000Z"}]}\
                        """
                                .formatted(since, account, x))
                .expect(200)
                .has("applied");

        b.preview(local).has("\"conflicts\":1", "\"deleted\":true", "deleted in the account");
        b.apply("manual_per_item", local).has("\"conflicted\":1");
        assertThat(b.cloud()).isEmpty();
        // The export told b of the deletion, so the item is knowingly made anew.
        assertThat(ids(b.preview(local), "new")).containsExactly("x");

        // a has not changed it since it last synced, so for a it stays deleted.
        a.apply("local_preferred", config("x", "{\"v\":\"cloud\"}")).has("\"skipped\":1");
        Workspace c = Workspace.on(site, owner, "machine-c");
        Reply back = c.apply("local_preferred", local).has("\"updated\":1");
        c.archived(back, "x").has("\"deleted\":true", "\"v\":\"cloud\"");
        assertThat(c.cloud()).isEqualTo(Map.of("x", "{\"v\":\"local\"}"));
    }

    // Error handling

    @Test
    void error_an_unknown_schema_version_is_refused_with_what_is_understood_and_a_way() {
        String envelope = a.envelope(config("x", ONE)).replace("1.0.0", "2.0.0");
        for (String path : List.of("", "/preview")) {
            a.post("/v1/envelopes" + path, envelope)
                    .expect(422)
                    .refuses("UNSUPPORTED_SCHEMA_VERSION")
                    .has("0.9.0, 1.0.0", "To migrate");
        }
        a.post("/v1/envelopes/apply", Workspace.applying(envelope, "local_preferred", ""))
                .expect(422)
                .refuses("UNSUPPORTED_SCHEMA_VERSION");
        assertThat(a.cloud()).isEmpty();
    }

    @Test
    void error_partial_failure_is_a_list_with_a_status_for_each_item() {
        String wrong = item("config_snapshot", "wrong", ONE, Workspace.hash(TWO));
        Reply report =
                a.apply(
                        "local_preferred",
                        wrong,
                        config("good", ONE),
                        item("config_snapshot", "spelled", ONE, "md5:1234"),
                        item("config_snapshot", "list", "[1]"),
                        item("config_snapshot", "broken", "{\"t\":\"\\ud800\"}", "sha256:00"),
                        config("good", TWO),
                        "5",
                        "{\"item_type\":\"config_snapshot\"}");

        report.has("\"created\":1", "\"failed\":7");
        assertThat(objects(report, "items")).hasSize(8);
        for (var each : objects(report, "items")) {
            assertThat(Workspace.text(each, "detail")).isNotBlank();
        }
        assertThat(status(report, "wrong")).isEqualTo("failed");
        report.has("/envelope/items/0/content_hash is not the hash of the content");
        assertThat(a.cloud()).isEqualTo(Map.of("good", ONE));
    }

    @Test
    void error_items_with_problems_are_in_no_other_list() {
        String wrong = item("config_snapshot", "wrong", ONE, Workspace.hash(TWO));
        Reply found = a.preview(wrong, config("twice", ONE), config("twice", ONE));

        assertThat(ids(found, "new")).containsExactly("twice");
        assertThat(ids(found, "problems")).containsExactly("wrong", "twice");
        a.post("/v1/envelopes", a.envelope(wrong, config("x", ONE)))
                .expect(200)
                .has("\"items\":2", "\"item_id\":\"wrong\"");
    }

    @Test
    void error_the_summary_always_counts_all_five() {
        a.apply("local_preferred", config("x", ONE))
                .has(
                        "\"summary\":{\"created\":1,\"updated\":0,\"skipped\":0,\"conflicted\":0,\"failed\":0}");
    }

    @Test
    void a_frame_that_is_wrong_is_refused_whole_and_says_where() {
        for (String body :
                List.of(
                        "[]",
                        "{\"items\":[]}",
                        a.envelope().replace("[]", "5"),
                        a.envelope().replace("[]", "{}"),
                        a.envelope().replace("\"source\"", "\"sauce\""),
                        a.envelope().replace("2026-11-20T08:00:00Z", "yesterday"))) {
            a.post("/v1/envelopes/preview", body).expect(422).refuses("INVALID").has("pointer");
            a.post("/v1/envelopes", body).expect(422);
            a.post("/v1/envelopes/apply", Workspace.applying(body, "local_preferred", ""))
                    .expect(422);
        }
    }

    @Test
    void a_policy_that_there_is_not_and_a_side_that_there_is_not_are_refused() {
        for (String policy : List.of("newest", "")) {
            a.post("/v1/envelopes/apply", Workspace.applying(a.envelope(), policy, ""))
                    .expect(422)
                    .has("/policy", "local_preferred, cloud_preferred, manual_per_item");
        }
        a.post(
                        "/v1/envelopes/apply",
                        Workspace.applying(
                                a.envelope(),
                                "manual_per_item",
                                ",\"decisions\":{\"a/b\":\"mine\"}"))
                .expect(422)
                .has("/decisions/a~1b");
        a.post("/v1/envelopes/apply", "{\"policy\":\"local_preferred\",\"confirm\":true}")
                .expect(422)
                .has("envelopeId");
    }

    // Security and privacy

    @Test
    void security_every_import_needs_to_be_confirmed() {
        String body = Workspace.applying(a.envelope(config("x", ONE)), "local_preferred", "");
        for (String confirm : List.of("false", "null", "\"yes\"", "1")) {
            a.post(
                            "/v1/envelopes/apply",
                            body.replace("\"confirm\":true", "\"confirm\":" + confirm))
                    .expect(422)
                    .refuses("CONFIRMATION_REQUIRED");
        }
        a.post("/v1/envelopes/apply", body.replace(",\"confirm\":true", ""))
                .expect(422)
                .refuses("CONFIRMATION_REQUIRED");
        assertThat(a.cloud()).isEmpty();
    }

    @Test
    void security_another_account_sees_nothing_of_it() {
        Reply report = b.apply("cloud_preferred", apart());
        String upload = a.post("/v1/envelopes", a.envelope()).expect(200).member("envelopeId");
        Workspace stranger = Workspace.on(site, site.owner(site.account("workspace")), "machine-b");

        assertThat(stranger.cloud()).isEmpty();
        stranger.get("/v1/reports").expect(200).has("\"reports\":[]");
        stranger.get("/v1/reports/" + report.member("report_id")).expect(404);
        stranger.get(
                        "/v1/archive/config_snapshot/"
                                + Workspace.text(outcome(report, "x"), "archived_as"))
                .expect(404);
        stranger.post("/v1/envelopes/preview", "{\"envelopeId\":\"" + upload + "\"}").expect(404);
        // The same device id in another account has synced nothing there.
        assertThat(ids(stranger.preview(config("x", TWO)), "new")).containsExactly("x");
    }

    @Test
    void security_scopes_narrow_what_is_compared_applied_exported_and_told() {
        a.apply("local_preferred", config("x", ONE), item("user_preset", "p", ONE));
        Reply lost = b.apply("cloud_preferred", config("x", TWO), item("user_preset", "p", TWO));
        Workspace narrow = b.by(site.key(account, "editor", "user_preset:edit").member("key"));

        assertThat(narrow.cloud()).isEqualTo(Map.of("p", ONE));
        narrow.get("/v1/envelopes/export?types=config_snapshot").expect(404);
        assertThat(ids(narrow.preview(config("x", TWO)), "problems")).containsExactly("x");
        narrow.get("/v1/reports/" + lost.member("report_id"))
                .expect(200)
                .has("user_preset", "\"skipped\":1")
                .lacks("config_snapshot");
        String archived = Workspace.text(outcome(lost, "x"), "archived_as");
        narrow.get("/v1/archive/config_snapshot/" + archived).expect(404);
        narrow.apply("local_preferred", config("x", TWO), item("user_preset", "p", TWO))
                .has("\"updated\":1", "\"failed\":1");
    }

    @Test
    void security_a_viewer_compares_and_writes_nothing() {
        String local = apart();
        Workspace viewer = b.by(site.key(account, "viewer").member("key"));

        assertThat(ids(viewer.preview(local), "conflicts")).containsExactly("x");
        viewer.preview(config("new", ONE)).has("\"problems\":1", "FORBIDDEN");
        viewer.post("/v1/envelopes", b.envelope()).expect(403);
        viewer.post(
                        "/v1/envelopes/apply",
                        Workspace.applying(b.envelope(local), "local_preferred", ""))
                .expect(403);
        site.call().get("/v1/envelopes/export").expect(401);
    }

    @Test
    void the_audit_tells_who_applied_what_in_numbers_and_nothing_of_the_content() {
        a.post("/v1/envelopes", a.envelope(config("x", "{\"canary\":1}"))).expect(200);
        a.apply("local_preferred", config("x", "{\"canary\":1}"));

        site.call()
                .get("/v1/audit")
                .bearer(owner)
                .expect(200)
                .has(
                        "envelope.upload",
                        "envelope.apply",
                        "1 created, 0 updated, 0 skipped, 0 conflicted, 0 failed")
                .lacks("canary");
    }
}
