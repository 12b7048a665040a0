package dev.tidemark.server;

import static dev.tidemark.server.Workspace.config;
import static dev.tidemark.server.Workspace.ids;
import static dev.tidemark.server.Workspace.item;
import static dev.tidemark.server.Workspace.objects;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.server.fake.Reply;
import dev.tidemark.server.fake.Wire;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Contract 5: what is sent again, what is large, what an app's rules say.
class EnvelopeLimitsTest {

    private static final String ONE = "{\"v\":1}";
    private static final String TWO = "{\"v\":2}";

    @TempDir private Path folder;
    private Site site;
    private String owner;
    private Workspace a;
    private Workspace b;

    @BeforeEach
    void start() {
        site = Site.on(folder, Map.of("recordBytesMax", "2000", "batchMutationsMax", "300"));
        owner = site.owner(site.account("workspace"));
        a = Workspace.on(site, owner, "machine-a");
        b = Workspace.on(site, owner, "machine-b");
    }

    @AfterEach
    void stop() {
        site.close();
    }

    private Reply keyed(Workspace workspace, String key, String body, int status) {
        return workspace
                .post("/v1/envelopes/apply", body)
                .header("Idempotency-Key", key)
                .expect(status);
    }

    @Test
    void an_apply_that_is_sent_again_under_its_key_has_the_same_answer_and_no_effect() {
        a.apply("local_preferred", config("x", ONE));
        String body = Workspace.applying(b.envelope(config("x", TWO)), "local_preferred", "");
        Reply first = keyed(b, "k1", body, 200).has("\"updated\":1");
        a.cloud();
        a.apply("local_preferred", config("x", "{\"v\":3}"));
        site.restart();

        assertThat(keyed(b, "k1", body, 200).text()).isEqualTo(first.text());
        assertThat(a.cloud()).isEqualTo(Map.of("x", "{\"v\":3}"));
        assertThat(objects(a.get("/v1/reports").expect(200), "reports")).hasSize(3);
        keyed(b, "k1", body.replace("local_preferred", "cloud_preferred"), 422)
                .refuses("IDEMPOTENCY_KEY_REUSED");
        // The name is the device's own.
        keyed(a, "k1", Workspace.applying(a.envelope(), "local_preferred", ""), 200);
        keyed(b, "k".repeat(201), body, 400);
    }

    @Test
    void an_apply_that_is_sent_again_without_a_key_takes_nothing_back() {
        String body = Workspace.applying(a.envelope(config("x", ONE)), "local_preferred", "");
        a.post("/v1/envelopes/apply", body).expect(200).has("\"created\":1");
        b.cloud();
        b.apply("local_preferred", config("x", TWO)).has("\"updated\":1");

        a.post("/v1/envelopes/apply", body).expect(200).has("\"skipped\":1");
        assertThat(a.cloud()).isEqualTo(Map.of("x", TWO));
    }

    @Test
    void an_upload_that_is_sent_again_is_one_upload_and_the_oldest_go() {
        String first = upload(config("x", ONE));
        assertThat(upload(config("x", ONE))).isEqualTo(first);
        for (int i = 0; i < 19; i++) {
            site.later(Duration.ofSeconds(1));
            upload(config("y" + i, ONE));
        }
        String named = "{\"envelopeId\":\"" + first + "\"}";
        a.post("/v1/envelopes/preview", named).expect(200).has("\"new\":1");
        String apply =
                "{\"envelopeId\":\"%s\",\"policy\":\"local_preferred\",\"confirm\":true}"
                        .formatted(first);
        a.post("/v1/envelopes/apply", apply).expect(200).has("\"created\":1");

        site.later(Duration.ofSeconds(1));
        upload(config("z", ONE));
        a.post("/v1/envelopes/preview", named).expect(404).has("upload it again");
    }

    private String upload(String item) {
        return a.post("/v1/envelopes", a.envelope(item)).expect(200).member("envelopeId");
    }

    @Test
    void more_items_than_a_batch_has_are_refused_whole() {
        String[] items =
                IntStream.range(0, 301).mapToObj(i -> config("x" + i, ONE)).toArray(String[]::new);
        for (String path : List.of("", "/preview")) {
            a.post("/v1/envelopes" + path, a.envelope(items))
                    .expect(413)
                    .refuses("BATCH_TOO_LARGE")
                    .has("300");
        }
        a.post("/v1/envelopes/apply", Workspace.applying(a.envelope(items), "local_preferred", ""))
                .expect(413);
        assertThat(a.cloud()).isEmpty();
    }

    @Test
    void an_item_that_is_too_long_fails_alone() {
        String content = "{\"t\":\"" + "x".repeat(2000) + "\"}";
        a.apply("local_preferred", config("long", content), config("x", ONE))
                .has("\"created\":1", "\"failed\":1", "2008 bytes", "at most 2000");
    }

    @Test
    void an_export_is_whole_with_true_hashes_and_applying_it_changes_nothing() {
        String[] items =
                IntStream.range(0, 300)
                        .mapToObj(i ->
                                config(
                                        "x" + i,
                                        "{\"n\":%d.5,\"t\":\"\u00e9 \\ud83d\\ude00\"}"
                                                .formatted(i)))
                        .toArray(String[]::new);
        a.apply("local_preferred", items).has("\"created\":300");

        Reply export = b.get("/v1/envelopes/export").expect(200);
        assertThat(ids(export, "items")).hasSize(300).doesNotHaveDuplicates();
        for (var each : objects(export, "items")) {
            assertThat(Workspace.text(each, "content_hash"))
                    .isEqualTo(Workspace.hash(Workspace.text(each, "content")));
        }
        export.has("\"kind\":\"tidemark_cloud\"", "\"device_id\":\"machine-b\"");
        site.call()
                .post(
                        "/v1/envelopes/apply",
                        Workspace.applying(export.text(), "local_preferred", ""))
                .bearer(owner)
                .expect(200)
                .has("\"skipped\":300");
    }

    private String exportAndClose(String end) {
        try (Wire wire = Wire.to(site.uri())) {
            return wire.send(
                            """
                            GET /v1/envelopes/export HTTP/1.1
                            Host: localhost
                            Authorization: Bearer %s
                            Connection: close

                            """
                                    .formatted(owner))
                    .until(end);
        }
    }

    @Test
    void an_export_comes_to_its_end_also_on_a_connection_that_is_to_be_closed() {
        a.apply("local_preferred", config("x", ONE));
        assertThat(exportAndClose("\"tidemark_cloud\"}}"))
                .contains("200 OK", "\"item_id\":\"x\"")
                .endsWith("\"tidemark_cloud\"}}");

        String[] items =
                IntStream.range(0, 300).mapToObj(i -> config("y" + i, ONE)).toArray(String[]::new);
        a.apply("local_preferred", items).has("\"created\":300");
        assertThat(exportAndClose("\r\n0\r\n\r\n"))
                .contains("\"item_id\":\"y299\"")
                .endsWith("\r\n0\r\n\r\n");
    }

    @Test
    void an_export_for_nobody_in_particular_is_nobodys_basis() {
        a.apply("local_preferred", config("x", ONE));
        Reply export = site.call().get("/v1/envelopes/export").bearer(owner).expect(200);
        String edited =
                export.text().replace(Workspace.hash(ONE), Workspace.hash(TWO)).replace(ONE, TWO);

        Reply found = site.call().post("/v1/envelopes/preview", edited).bearer(owner).expect(200);
        assertThat(ids(found, "conflicts")).containsExactly("x");
        Reply named =
                site.call().get("/v1/envelopes/export?deviceId=laptop").bearer(owner).expect(200);
        edited = named.text().replace(Workspace.hash(ONE), Workspace.hash(TWO)).replace(ONE, TWO);
        found = site.call().post("/v1/envelopes/preview", edited).bearer(owner).expect(200);
        assertThat(ids(found, "changed")).containsExactly("x");
        a.get("/v1/envelopes/export?deviceId=machine-b").expect(403);
    }

    @Test
    void a_machines_fingerprint_may_have_colons() {
        Workspace guest = Workspace.on(site, owner, "aa").by(owner);
        String envelope = guest.envelope(config("x", ONE)).replace("\"aa\"", "\"00:1b:44\"");

        guest.post("/v1/envelopes/apply", Workspace.applying(envelope, "local_preferred", ""))
                .expect(200)
                .has("\"created\":1", "\"device_id\":\"00.1b.44\"");
        String changed =
                envelope.replace(Workspace.hash(ONE), Workspace.hash(TWO)).replace(ONE, TWO);
        assertThat(ids(guest.post("/v1/envelopes/preview", changed).expect(200), "changed"))
                .containsExactly("x");
    }

    @Test
    void what_a_rule_refuses_is_no_change_in_a_preview_and_fails_alone_when_applied() {
        site.admin()
                .put(
                        "/v1/apps/boards/schema",
                        """
                        {"version":1,"collections":{"boards":{"id":"string",
                        "lifecycle":{"field":"stage","frozenAt":["done"]},
                        "fields":{"pins":{"kind":"set"},"runs":{"kind":"counter"}},
                        "schema":{"type":"object","required":["stage"]}}}}\
                        """)
                .expect(200);
        Workspace c = Workspace.on(site, site.owner(site.account("boards")), "machine-c");
        String done = "{\"pins\":[\"b\",\"a\",\"b\"],\"runs\":5,\"stage\":\"done\"}";
        c.apply("local_preferred", item("boards", "x", done)).has("\"created\":1");

        // A set has no order, so this is what the account has.
        c.preview(item("boards", "x", done)).has("\"unchanged\":1");
        assertThat(c.cloud().get("x"))
                .isEqualTo("{\"pins\":[\"a\",\"b\"],\"runs\":5,\"stage\":\"done\"}");
        String edited = item("boards", "x", "{\"runs\":6,\"stage\":\"done\"}");
        c.preview(edited).has("\"changed\":0", "\"problems\":1", "frozen");
        c.apply("local_preferred", edited, item("boards", "y", "{\"stage\":\"new\",\"runs\":1}"))
                .has("\"failed\":1", "\"created\":1", "CONFLICT");
        c.preview(item("boards", "z", "{}")).has("\"problems\":1", "stage");
    }

    @Test
    void a_device_that_syncs_by_commands_sees_what_was_applied_as_an_ordinary_change() {
        a.apply("local_preferred", config("x", ONE));

        a.get("/v1/sync/changes")
                .expect(200)
                .has("\"updatedBy\":\"machine-a\"", "\"envelope:machine-a\":1", ONE);
        b.cloud();
        b.apply("local_preferred", config("x", TWO));
        a.get("/v1/history/config_snapshot/x").expect(200).has(ONE, TWO);
        a.get("/v1/conflicts").expect(200).has("\"conflicts\":[]");
    }
}
