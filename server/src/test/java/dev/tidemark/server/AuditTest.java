package dev.tidemark.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.server.fake.Call;
import dev.tidemark.wire.audit.AuditPage;
import dev.tidemark.wire.audit.AuditPage.Event;
import dev.tidemark.wire.audit.AuditReport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who did what is written down, and nothing of what they wrote.
class AuditTest {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final int REFUSED_MAX = 5;

    @TempDir private Path folder;
    private Site site;
    private String account;
    private String owner;

    @BeforeEach
    void start() {
        site = Site.on(folder, Map.of("auditRefusedPerMinuteMax", Integer.toString(REFUSED_MAX)));
        account = site.account("open");
        owner = site.owner(account);
    }

    @AfterEach
    void stop() {
        assertThat(report(owner, "").whole()).isTrue();
        assertThat(report(site.adminKey(), "?of=server").whole()).isTrue();
        site.close();
    }

    private AuditReport report(String key, String query) {
        return AuditReport.read(
                site.call().get("/v1/audit/verify" + query).bearer(key).expect(200).bytes());
    }

    private AuditPage page(String key, String query) {
        return AuditPage.read(site.call().get("/v1/audit" + query).bearer(key).expect(200).bytes());
    }

    private List<Event> events() {
        return page(owner, "").events();
    }

    private Event last() {
        return events().getLast();
    }

    private List<String> actions(List<Event> events) {
        return events.stream().map(Event::action).toList();
    }

    private String tablet() {
        return site.enrol(owner, "tablet").is(201).member("token");
    }

    private Call push(String token, String batch) {
        return site.call()
                .post("/v1/sync/batch", batch)
                .device(token)
                .header("traceparent", "00-" + TRACE + "-b7ad6b7169203331-01");
    }

    @Test
    void a_batch_is_one_event_with_device_trace_and_counts_and_without_its_payload() {
        String token = tablet();
        push(token, Site.batch("tablet", "canary")).expect(200).has("applied");

        Event event = last();
        assertThat(event.action()).isEqualTo("sync.push");
        assertThat(event.status()).isEqualTo("done");
        assertThat(event.deviceId()).isEqualTo("tablet");
        assertThat(event.traceId()).isEqualTo(TRACE);
        assertThat(event.detail()).isEqualTo("1 applied");
        assertThat(event.at()).isEqualTo(Site.NOON);
        site.call().get("/v1/audit").bearer(owner).expect(200).lacks("canary", token, owner);
    }

    @Test
    void a_batch_that_comes_again_is_no_second_event_and_a_preview_none_at_all() {
        String token = tablet();
        String batch = Site.batch("tablet", "x");
        push(token, batch).expect(200).has("applied");
        long events = page(owner, "").newest();

        push(token, batch).expect(200).has("duplicate");
        site.call().post("/v1/sync/preview", batch).device(token).expect(200);

        assertThat(page(owner, "").newest()).isEqualTo(events);
    }

    @Test
    void a_batch_that_was_refused_is_told_of_with_the_codes() {
        push(tablet(), Site.batch("tablet", "x").replace("\"create\"", "\"update\"")).expect(200);

        Event event = last();
        assertThat(event.action()).isEqualTo("sync.push");
        assertThat(event.status()).isEqualTo("refused");
        assertThat(event.detail()).isEqualTo("1 refused as NOT_FOUND");
    }

    @Test
    void keys_devices_and_accounts_are_told_of_in_their_accounts_chain_and_the_servers() {
        String key = site.key(account, "editor").member("id");
        site.admin().post("/v1/auth/api-keys/" + key + "/rotate", "{}").expect(200);
        String token = tablet();
        site.call().post("/v1/devices/tablet/rotate", "{}").device(token).expect(200);
        site.call().delete("/v1/devices/tablet").bearer(owner).expect(204);
        site.admin().delete("/v1/auth/api-keys/" + key).expect(204);

        assertThat(actions(events()))
                .containsExactly(
                        "account.create",
                        "key.create",
                        "key.create",
                        "key.rotate",
                        "device.enrol",
                        "device.rotate",
                        "device.revoke",
                        "key.revoke");
        assertThat(events().get(5).deviceId()).isEqualTo("tablet");
    }

    @Test
    void an_erased_account_is_told_of_where_it_does_not_go_with_it() {
        String gone = site.account("open");
        site.admin().delete("/v1/accounts/" + gone, "{\"confirm\":true}").expect(204);
        site.admin()
                .put("/v1/apps/mine/schema", "{\"version\":1,\"collections\":{\"notes\":{}}}")
                .expect(200);

        List<Event> events = page(site.adminKey(), "?of=server").events();
        assertThat(actions(events))
                .containsExactly(
                        "account.create",
                        "account.create",
                        "account.create",
                        "account.erase",
                        "schema.publish");
        assertThat(events.get(3).detail()).contains(gone);
        assertThat(events.get(0).principal()).isEqualTo("server");
    }

    @Test
    void a_refused_request_is_told_of_before_its_caller_is() {
        String token = tablet();
        push(token, Site.batch("phone", "x")).expect(403);

        Event event = last();
        assertThat(event.action()).isEqualTo("request.refused");
        assertThat(event.status()).isEqualTo("refused");
        assertThat(event.traceId()).isEqualTo(TRACE);
        assertThat(event.detail()).isEqualTo("POST /v1/sync/batch was answered with 403 FORBIDDEN");
    }

    @Test
    void a_flood_of_bad_requests_is_a_few_events_and_a_number() {
        String token = tablet();
        long before = page(owner, "").newest();
        for (int i = 0; i < 40; i++) {
            push(token, "{").expect(400);
        }
        List<Event> told = page(owner, "?since=" + before).events();
        assertThat(told).hasSize(REFUSED_MAX + 1);
        assertThat(told.getLast().detail()).startsWith("35 more refused requests");
        assertThat(page(owner, "?since=" + before).events()).hasSize(REFUSED_MAX + 1);

        site.later(Duration.ofMinutes(1));
        push(token, "{").expect(400);
        assertThat(last().detail()).contains("400 MALFORMED_JSON");
    }

    @Test
    void what_was_left_out_is_told_of_in_the_next_minute_and_at_the_stop() {
        String token = tablet();
        for (int i = 0; i < REFUSED_MAX + 2; i++) {
            push(token, Site.batch("tablet", "x").replace("\"create\"", "\"update\"")).expect(200);
        }
        site.later(Duration.ofMinutes(1));
        push(token, "{").expect(400);
        List<Event> events = events();
        assertThat(events.get(events.size() - 2).detail()).startsWith("2 more refused requests");
        for (int i = 0; i < REFUSED_MAX + 2; i++) {
            push(token, "{").expect(400);
        }
        site.restart();
        assertThat(last().detail()).startsWith("3 more refused requests");
    }

    @Test
    void pages_begin_behind_an_event() {
        tablet();
        AuditPage first = page(owner, "?limit=2");
        assertThat(first.events()).extracting(Event::eventId).containsExactly(1L, 2L);
        assertThat(first.hasMore()).isTrue();
        AuditPage rest = page(owner, "?since=2");
        assertThat(rest.events()).extracting(Event::eventId).containsExactly(3L);
        assertThat(rest.hasMore()).isFalse();
        assertThat(rest.newest()).isEqualTo(3);
        site.call().get("/v1/audit?since=x").bearer(owner).expect(422);
        site.call().get("/v1/audit?of=all").bearer(owner).expect(422);
    }

    @Test
    void owners_read_their_own_and_only_admins_the_servers() {
        String editor = site.key(account, "editor").member("key");
        String narrow = site.key(account, "owner", "notes:edit").member("key");
        for (String path : List.of("/v1/audit", "/v1/audit/verify")) {
            site.call().get(path).bearer(editor).expect(403);
            site.call().get(path).bearer(narrow).expect(403);
            site.call().get(path).device(tablet(editor)).expect(403);
            site.call().get(path + "?of=server").bearer(owner).expect(403);
        }
        site.admin().get("/v1/audit").expect(200).lacks(account);
    }

    private String tablet(String key) {
        return site.enrol(key, null).is(201).member("token");
    }
}
