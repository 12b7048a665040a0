package dev.tidemark.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.core.causality.Dot;
import dev.tidemark.core.record.Op;
import dev.tidemark.core.value.Value;
import dev.tidemark.server.fake.Reply;
import dev.tidemark.wire.command.HistoryPage;
import dev.tidemark.wire.command.HistoryPage.Old;
import dev.tidemark.wire.command.HistoryPage.Version;
import dev.tidemark.wire.command.ListedConflict.Status;
import dev.tidemark.wire.command.RecordAt;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a record's history tells.
class HistoryTest {

    private static final String SCHEMA =
            """
            {"version":1,"collections":{"people":{"id":"string","naturalKey":{"fields":["name"]},
            "fields":{"tags":{"kind":"set"},"hits":{"kind":"counter"}}}}}\
            """
                    .replace("\n", "");

    @TempDir private static Path folder;
    private static Site site;
    private static String account;
    private static String owner;

    @BeforeAll
    static void start() {
        site = Site.on(folder);
        site.admin().put("/v1/apps/people-app/schema", SCHEMA).expect(200);
        account = site.account("people-app");
        owner = site.owner(account);
        write("ada", 1, "create", "{'name':'Ada','tags':{'add':['a','b']},'hits':{'increment':2}}");
        site.later(Duration.ofMinutes(1));
        write("ada", 2, "update", "{'name':'Ada L.','tags':{'add':['c'],'remove':['a']}}");
        write("ada", 3, "update", "{'born':1815}");
        write("grace", 1, "create", "{'name':'Grace'}");
        write("grace", 2, "update", "{'name':'Ada L.'}").has("CONFLICT");
    }

    @AfterAll
    static void stop() {
        site.close();
    }

    private static Reply write(String id, int counter, String op, String fields) {
        String cursor =
                site.call().get("/v1/sync/changes").bearer(owner).expect(200).member("newSince");
        return site.call()
                .post(
                        "/v1/sync/batch",
                        """
                        {'deviceId':'tablet','since':'%s','commands':[{'id':'%s-%d','entity':'people',
                        'entityId':'%2$s','op':'%s','fields':%s,'vv':{'tablet':%3$d},
                        'ts':'2026-11-20T11:00:00.000Z'}]}\
                        """
                                .formatted(cursor, id, counter, op, fields)
                                .replace('\'', '"'))
                .bearer(owner)
                .expect(200);
    }

    private static HistoryPage history(String id, String key) {
        return HistoryPage.read(
                site.call()
                        .get("/v1/history/people/" + id)
                        .bearer(key)
                        .expect(200)
                        .text()
                        .getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void a_version_says_who_wrote_it_and_when_it_was_accepted() {
        Version second = history("ada", owner).versions().get(1);

        assertThat(second.op()).isEqualTo(Op.UPDATE);
        assertThat(second.deviceId()).isEqualTo("tablet");
        assertThat(second.dot()).isEqualTo(new Dot("tablet", 2));
        assertThat(second.commandId()).isEqualTo("ada-2");
        assertThat(second.clock()).isEqualTo("2026-11-20T11:00:00Z");
        assertThat(second.acceptedAt()).isEqualTo(Site.NOON.plusSeconds(60));
        assertThat(second.by()).isNotEmpty();
        assertThat(second.traceId()).hasSize(32);
    }

    @Test
    void a_version_says_which_values_it_wrote_over_and_whose_they_were() {
        List<Version> versions = history("ada", owner).versions();
        Dot first = new Dot("tablet", 1);

        assertThat(versions.get(1).replaced())
                .isEqualTo(
                        Map.of(
                                "name", List.of(new Old(Value.of("Ada"), first)),
                                "tags", List.of(new Old(Value.of("a"), first))));
        assertThat(versions.get(0).replaced()).isEmpty();
        assertThat(versions.get(2).replaced()).isEmpty();
        assertThat(versions.stream().map(Version::superseded)).containsExactly(false, false, false);
    }

    @Test
    void pages_tell_the_same_as_the_whole() {
        List<Version> whole = history("ada", owner).versions();
        HistoryPage first =
                HistoryPage.read(page("?limit=2").text().getBytes(StandardCharsets.UTF_8));
        HistoryPage second =
                HistoryPage.read(
                        page("?before=" + first.versions().getLast().version())
                                .text()
                                .getBytes(StandardCharsets.UTF_8));

        assertThat(first.versions()).isEqualTo(whole.subList(0, 2));
        assertThat(first.hasMore()).isTrue();
        assertThat(second.versions()).isEqualTo(whole.subList(2, 3));
        assertThat(second.hasMore()).isFalse();
    }

    private static Reply page(String query) {
        return site.call().get("/v1/history/people/ada" + query).bearer(owner).expect(200);
    }

    @Test
    void what_a_rule_refused_is_told_with_its_body_to_who_may_write() {
        HistoryPage page = history("grace", site.key(account, "editor").member("key"));

        assertThat(page.versions()).hasSize(1);
        assertThat(page.refused()).hasSize(1);
        assertThat(page.refused().getFirst().status()).isEqualTo(Status.OPEN);
        assertThat(String.valueOf(page.refused().getFirst().command()))
                .contains("Ada L.", "grace-2");
        assertThat(history("grace", site.key(account, "viewer").member("key")).refused()).isEmpty();
        assertThat(history("ada", owner).refused()).isEmpty();
    }

    @Test
    void a_record_that_never_was_or_may_not_be_seen_is_not_there() {
        String narrow = site.key(account, "editor", "others:edit").member("key");
        site.call().get("/v1/history/people/nobody").bearer(owner).expect(404);
        site.call().get("/v1/history/people/ada").bearer(narrow).expect(404);
    }

    @Test
    void a_record_can_be_seen_as_it_was_with_whose_write_each_field_was() {
        List<Version> versions = history("ada", owner).versions();
        RecordAt first = at("ada", versions.get(2).version());
        RecordAt now = RecordAt.read(get("/v1/history/people/ada/now"));

        assertThat(first.fields().get("name").value()).isEqualTo(Value.of("Ada"));
        assertThat(first.fields().get("tags").value().toString()).isEqualTo("[\"a\",\"b\"]");
        assertThat(first.fields().keySet()).containsExactly("hits", "name", "tags");
        assertThat(now.version()).isEqualTo(versions.get(0).version());
        assertThat(now.deleted()).isFalse();
        assertThat(now.fields().get("born").dot()).isEqualTo(new Dot("tablet", 3));
        assertThat(now.fields().get("name").dot()).isEqualTo(new Dot("tablet", 2));
        assertThat(now.fields().get("tags").version()).isEqualTo(versions.get(1).version());
        assertThat(now.fields().get("hits").version()).isEqualTo(versions.get(2).version());
        site.call().get("/v1/history/people/ada/0").bearer(owner).expect(404);
        site.call().get("/v1/history/people/ada/x").bearer(owner).expect(404);
    }

    private static RecordAt at(String id, long version) {
        return RecordAt.read(get("/v1/history/people/" + id + "/" + version));
    }

    private static byte[] get(String path) {
        return site.call()
                .get(path)
                .bearer(owner)
                .expect(200)
                .text()
                .getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void a_preview_says_that_a_record_cannot_have_its_name_back() {
        write("eve", 1, "create", "{'name':'Eve'}");
        String cursor =
                site.call().get("/v1/sync/changes").bearer(owner).expect(200).member("newSince");
        write("eve", 2, "update", "{'name':'Evelyn'}");
        write("other-eve", 1, "create", "{'name':'Eve'}");

        String alone = "/v1/restore?cursor=" + cursor + "&collection=people&id=eve";
        assertThat(new String(get(alone), StandardCharsets.UTF_8))
                .contains("\"obstacle\":\"its natural key belongs to other-eve now\"");
        assertThat(new String(get("/v1/restore?cursor=" + cursor), StandardCharsets.UTF_8))
                .doesNotContain("obstacle");
    }
}
