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
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Contract 5, as callers see it: principles, first sync flow, conflict rules, error handling and
/// security, line by line.
class EnvelopesTest {

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

    // Principles

    @Test
    void principle_2_sync_is_opt_in_an_upload_and_a_preview_change_nothing() {
        String upload =
                a.post("/v1/envelopes", a.envelope(config("x", ONE)))
                        .expect(200)
                        .member("envelopeId");
        a.preview(config("x", ONE));
        a.post("/v1/envelopes/preview", "{\"envelopeId\":\"" + upload + "\"}").expect(200);

        assertThat(a.cloud()).isEmpty();
        a.get("/v1/reports").expect(200).has("\"reports\":[]");
        a.get("/v1/history/config_snapshot/x").expect(404);
    }

    @Test
    void principle_3_a_first_sync_deletes_nothing_be_the_envelope_empty() {
        a.apply("local_preferred", config("x", ONE));
        for (String policy : List.of("local_preferred", "cloud_preferred", "manual_per_item")) {
            b.apply(policy).has("\"items\":[]", "\"updated\":0");
        }
        b.apply("local_preferred", config("y", TWO));

        assertThat(a.cloud()).isEqualTo(Map.of("x", ONE, "y", TWO));
    }

    @Test
    void principle_4_conflicts_are_visible_and_decided_alike_however_often_they_are_asked_for() {
        String local = apart();

        Reply first = b.preview(local);
        assertThat(ids(first, "conflicts")).containsExactly("x");
        first.has("\"v\":\"local\"", "\"v\":\"cloud\"", "machine-a", "machine-b");
        assertThat(b.preview(local).text()).isEqualTo(first.text());
    }

    @Test
    void principle_5_an_older_version_is_migrated_forward() {
        String old =
                """
                {"schema_version":"0.9.0","device_id":"machine-a","app_version":"v0.0.9",
                "exported_utc":"2026-11-20T08:00:00Z","items":[{"item_type":"user_preset","item_id":"p",
                "updated_utc":"2026-11-20T07:00:00Z","content":{"tags":["x"]}}]}\
                """;

        assertThat(ids(a.post("/v1/envelopes/preview", old).expect(200), "new"))
                .containsExactly("p");
        a.post("/v1/envelopes/apply", Workspace.applying(old, "local_preferred", ""))
                .expect(200)
                .has("\"created\":1");
        b.get("/v1/envelopes/export")
                .expect(200)
                .has("\"schema_version\":\"1.0.0\"", Workspace.hash("{\"tags\":[\"x\"]}"));
    }

    // Data classes

    @Test
    void the_item_types_are_the_collections_of_the_callers_app() {
        a.apply(
                        "local_preferred",
                        item("config_snapshot", "c", ONE),
                        item("board_inventory", "b", ONE),
                        item("user_preset", "p", ONE))
                .has("\"created\":3");
        assertThat(objects(a.preview(item("notes", "n", ONE)), "problems"))
                .singleElement()
                .asString()
                .contains("board_inventory, config_snapshot, user_preset");

        Workspace other = Workspace.on(site, site.owner(site.account("requests")), "machine-a");
        String id = "11111111-1111-4111-8111-111111111111";
        String project = item("projects", id, "{\"name\":\"Shop\"}");
        other.apply("local_preferred", project, item("user_preset", "p", ONE))
                .has("\"created\":1", "\"failed\":1");
        other.apply("local_preferred", item("projects", "no-uuid", "{\"name\":\"Bar\"}"))
                .has("\"failed\":1", "UUID");
    }

    // First sync flow

    @Test
    void step_3_items_are_compared_by_type_id_and_hash() {
        a.apply("local_preferred", config("same", ONE), config("edited", ONE), config("twin", ONE));

        Reply found =
                a.preview(
                        config("same", "{ \"v\" : 1.0 }"),
                        config("edited", TWO),
                        item("user_preset", "twin", ONE),
                        config("fresh", ONE));
        assertThat(ids(found, "unchanged")).containsExactly("same");
        assertThat(ids(found, "changed")).containsExactly("edited");
        assertThat(ids(found, "new")).containsExactly("twin", "fresh");
        assertThat(ids(found, "conflicts")).isEmpty();
        found.has(
                "\"summary\":{\"new\":2,\"changed\":1,\"unchanged\":1,\"conflicts\":0,\"problems\":0}");
    }

    @Test
    void step_4_on_a_first_sync_every_difference_is_a_conflict() {
        String local = apart();

        assertThat(ids(b.preview(local), "conflicts")).containsExactly("x");
        assertThat(ids(b.preview(config("x", "{\"v\":\"cloud\"}")), "unchanged"))
                .containsExactly("x");
    }

    @Test
    void step_4_what_another_device_changed_since_is_a_conflict_for_the_first_one() {
        b.apply("local_preferred", apart());

        assertThat(ids(a.preview(config("x", TWO)), "conflicts")).containsExactly("x");
        assertThat(ids(b.preview(config("x", TWO)), "changed")).containsExactly("x");
    }

    @Test
    void what_a_device_has_not_changed_never_takes_back_what_another_one_did() {
        String local = apart();
        b.apply("local_preferred", local);

        Reply found = a.preview(config("x", "{\"v\":\"cloud\"}"));
        assertThat(ids(found, "unchanged")).containsExactly("x");
        found.has("the account has gone on");
        a.apply("local_preferred", config("x", "{\"v\":\"cloud\"}")).has("\"skipped\":1");
        assertThat(a.cloud()).isEqualTo(Map.of("x", "{\"v\":\"local\"}"));
    }

    @Test
    void an_export_to_a_device_counts_as_synced_for_it() {
        apart();
        assertThat(b.cloud()).hasSize(1);

        assertThat(ids(b.preview(config("x", TWO)), "changed")).containsExactly("x");
        a.apply("local_preferred", config("x", "{\"v\":\"newer\"}"));
        assertThat(ids(b.preview(config("x", TWO)), "conflicts")).containsExactly("x");
    }

    @Test
    void an_export_of_one_type_counts_for_that_type_only() {
        a.apply("local_preferred", config("x", ONE), item("user_preset", "x", ONE));
        Reply part = b.get("/v1/envelopes/export?types=user_preset").expect(200);
        assertThat(ids(part, "items")).containsExactly("x");
        part.lacks("config_snapshot");

        Reply found = b.preview(config("x", TWO), item("user_preset", "x", TWO));
        assertThat(ids(found, "conflicts")).hasSize(1);
        assertThat(ids(found, "changed")).hasSize(1);
        b.get("/v1/envelopes/export?types=notes").expect(404).refuses("NOT_FOUND");
    }

    @Test
    void an_older_envelope_of_the_same_device_takes_nothing_back_unasked() {
        a.apply("local_preferred", config("x", ONE));
        a.exported = "2026-11-20T09:00:00Z";
        a.apply("local_preferred", config("x", TWO));
        a.exported = "2026-11-20T08:00:00Z";

        assertThat(ids(a.preview(config("x", ONE)), "conflicts")).containsExactly("x");
    }

    @Test
    void what_the_account_was_brought_back_to_is_what_the_device_knows() {
        a.apply("local_preferred", config("x", ONE));
        b.cloud();
        b.apply("local_preferred", config("x", TWO));
        b.apply("local_preferred", config("x", ONE));

        assertThat(ids(a.preview(config("x", "{\"v\":3}")), "changed")).containsExactly("x");
    }

    @Test
    void an_envelope_that_another_device_brings_counts_as_its_sources() {
        String local = apart();
        String ofB = b.envelope(local);
        b.apply("local_preferred", local);

        // What a has synced says nothing of what b had.
        a.exported = b.exported;
        String changed = b.envelope(config("x", TWO));
        assertThat(ids(a.post("/v1/envelopes/preview", changed).expect(200), "changed"))
                .containsExactly("x");
        assertThat(ids(a.post("/v1/envelopes/preview", ofB).expect(200), "unchanged"))
                .containsExactly("x");
        a.post("/v1/envelopes/apply", Workspace.applying(changed, "local_preferred", ""))
                .expect(200);
        assertThat(ids(b.preview(config("x", "{\"v\":3}")), "conflicts")).containsExactly("x");
    }

    @Test
    void step_6_a_report_tells_of_each_item_and_can_be_read_again() {
        Reply report = a.apply("local_preferred", config("x", ONE));
        report.has("\"policy\":\"local_preferred\"", "\"device_id\":\"machine-a\"");
        report.has("\"applied_utc\":\"2026-11-20T12:00:00.000Z\"");

        String id = report.member("report_id");
        assertThat(b.get("/v1/reports/" + id).expect(200).text()).isEqualTo(report.text());
        b.get("/v1/reports").expect(200).has(id, "\"created\":1").lacks("\"items\"");
        b.get("/v1/reports/" + account).expect(404);
    }

    @Test
    void reports_are_paged_newest_first() {
        String first = a.apply("local_preferred", config("x", ONE)).member("report_id");
        site.later(Duration.ofSeconds(1));
        String second = a.apply("local_preferred", config("x", TWO)).member("report_id");

        a.get("/v1/reports?limit=1").expect(200).has(second, "\"hasMore\":true").lacks(first);
        a.get("/v1/reports?limit=1&cursor=" + second).expect(200).has(first, "\"hasMore\":false");
        a.get("/v1/reports?cursor=nothing").expect(422);
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
