package dev.tidemark.server;

import static dev.tidemark.server.Workspace.config;
import static dev.tidemark.server.Workspace.ids;
import static dev.tidemark.server.Workspace.item;
import static dev.tidemark.server.Workspace.objects;
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

/// Contract 5, as callers see it: principles, data classes and the first sync flow, line by line.
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
}
