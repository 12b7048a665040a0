package dev.tidemark.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.client.Options;
import dev.tidemark.client.fault.SyncException;
import dev.tidemark.client.project.Clash;
import dev.tidemark.client.project.ProjectCopy;
import dev.tidemark.client.project.ProjectStatus.Kind;
import dev.tidemark.client.transport.Credential;
import dev.tidemark.client.transport.Request.Method;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.json.JsonLimits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Two devices with copies of one project and a server, for real. What the plan of such apps
/// demands of a client has a test here: its steps, its guardrails, its words for where one stands.
@Timeout(240)
class ProjectCopiesTest {
    @TempDir private Path folder;
    private RealServer server;
    private RawApi admin;
    private String key;
    private ShakyTransport network;
    private ProjectCopy tablet;
    private ProjectCopy phone;

    @BeforeEach
    void start() throws IOException {
        server = new RealServer(Files.createDirectory(folder.resolve("data")));
        admin = new RawApi(server.address(), server.key());
        key = keyOfNewAccount();
        network = new ShakyTransport();
        tablet = open("tablet", key, network);
        phone = open("phone", key, new ShakyTransport());
        tablet.sync();
        tablet.edit(
                json(
                        "{'meta':{'fileName':'pilot','rawScript':'A\\nB\\nC\\nD\\nE\\n'},"
                                + "'scenes':{'upsert':[{'episodeId':'e','sceneId':'1','text':'one','place':'inside'},"
                                + "{'episodeId':'e','sceneId':'2','text':'two'}]}}"));
        tablet.sync();
        phone.sync();
    }

    @AfterEach
    void stop() {
        tablet.close();
        phone.close();
        admin.close();
        server.close();
    }

    private String keyOfNewAccount() {
        String account =
                admin.member(
                        admin.send(
                                "POST", "/v1/accounts", "{\"name\":\"a\",\"app\":\"screenplay\"}"),
                        "accountId");
        return admin.member(
                admin.send(
                        "POST",
                        "/v1/auth/api-keys",
                        "{\"name\":\"k\",\"account\":\"%s\",\"role\":\"owner\"}"
                                .formatted(account)),
                "key");
    }

    private ProjectCopy open(String name, String credential, ShakyTransport transport) {
        return ProjectCopy.open(
                folder.resolve(name + ".db"),
                server.address(),
                Credential.bearer(credential),
                name,
                Options.DEFAULTS.withTransport(_ -> transport));
    }

    private static Value.Obj json(String text) {
        return (Value.Obj)
                Json.read(
                        text.replace('\'', '"').getBytes(StandardCharsets.UTF_8),
                        JsonLimits.DEFAULT);
    }

    private static Value.Obj scene(String id, String field, String value) {
        return json(
                "{'scenes':{'upsert':[{'episodeId':'e','sceneId':'%s','%s':'%s'}]}}"
                        .formatted(id, field, value));
    }

    private static Value.Obj meta(String field, String value) {
        return Value.Obj.EMPTY.with("meta", Value.Obj.EMPTY.with(field, Value.of(value)));
    }

    private static String shown(ProjectCopy copy) {
        return copy.data().toString();
    }

    private void bothSync() {
        tablet.sync();
        phone.sync();
        tablet.sync();
        assertThat(tablet.data()).isEqualTo(phone.data());
    }

    @Test
    void guardrail_nothing_is_written_before_the_first_pull_is_complete() {
        ShakyTransport cut = new ShakyTransport();
        try (ProjectCopy fresh = open("fresh", key, cut)) {
            assertThatThrownBy(() -> fresh.edit(scene("1", "text", "blind")))
                    .isInstanceOf(SyncException.class);
            for (int request = 1; request <= 3; request++) {
                cut.failAt(request, true);
                assertThatThrownBy(fresh::sync).isInstanceOf(SyncException.class);
                assertThatThrownBy(() -> fresh.edit(scene("1", "text", "blind")))
                        .isInstanceOf(SyncException.class);
                assertThat(fresh.status().kind()).isEqualTo(Kind.OFFLINE);
            }
            cut.failAt(0, true);
            fresh.sync();
            assertThat(shown(fresh)).contains("one", "two");
        }
    }

    @Test
    void guardrail_a_copy_that_is_lost_takes_nothing_with_it() throws IOException {
        phone.close();
        Files.delete(folder.resolve("phone.db"));
        phone = open("phone", key, new ShakyTransport());
        phone.sync();
        phone.edit(meta("guides", "new"));
        phone.sync();
        tablet.sync();
        assertThat(shown(tablet)).contains("one", "two", "new");
    }

    @Test
    void guardrail_what_does_not_fit_is_refused_before_it_is_saved() {
        for (String bad :
                List.of(
                        "{'scences':{}}",
                        "{'scenes':{'upsert':[{'text':'no key'}]}}",
                        "{'meta':{'x':'\\u0000'}}")) {
            assertThatThrownBy(() -> tablet.edit(json(bad))).isInstanceOf(SyncException.class);
        }
        assertThat(tablet.pending()).isEmpty();
    }

    @Test
    void offline_edits_count_here_at_once_and_wait_in_the_file_over_restarts() {
        network.offline(true);
        tablet.edit(scene("1", "text", "first"));
        tablet.edit(scene("1", "text", "second"));
        assertThatThrownBy(tablet::sync).isInstanceOf(SyncException.class);
        assertThat(tablet.status().kind()).isEqualTo(Kind.OFFLINE);
        assertThat(tablet.status().pending()).isEqualTo(2);
        List<String> waiting = tablet.pending();
        tablet.close();
        network = new ShakyTransport();
        tablet = open("tablet", key, network);
        assertThat(shown(tablet)).contains("second");
        assertThat(tablet.pending()).isEqualTo(waiting);
        tablet.sync();
        phone.sync();
        assertThat(shown(phone)).contains("second").doesNotContain("first");
    }

    @Test
    void idempotent_each_request_and_each_answer_may_be_lost_and_nothing_is_done_twice() {
        for (boolean reached : List.of(true, false)) {
            for (int request = 1; request <= 4; request++) {
                String text = "take %d %s".formatted(request, reached);
                tablet.edit(scene("1", "text", text));
                String version = phone.status().version();
                network.failAt(request, reached);
                try {
                    tablet.sync();
                } catch (SyncException lost) {
                    assertThat(tablet.status().trouble()).isNotNull();
                }
                phone.sync();
                phone.edit(scene("2", "text", "between " + text));
                phone.sync();
                network.failAt(0, true);
                bothSync();
                assertThat(tablet.clashes()).isEmpty();
                assertThat(tablet.pending()).isEmpty();
                assertThat(shown(phone)).contains("\"text\":\"" + text + "\"", "between " + text);
                assertThat(phone.status().version()).isGreaterThan(version);
            }
        }
    }

    @Test
    void a_write_that_arrived_and_was_written_over_since_does_not_come_back() {
        tablet.edit(scene("1", "text", "mine"));
        network.counting(request -> request.method() == Method.PUT).failAt(1, true);
        assertThatThrownBy(tablet::sync).isInstanceOf(SyncException.class);
        phone.sync();
        assertThat(shown(phone)).contains("mine");
        phone.edit(scene("1", "text", "later, knowing of it"));
        phone.sync();
        network.failAt(0, true);
        bothSync();
        assertThat(shown(tablet)).contains("later, knowing of it");
        assertThat(tablet.clashes()).isEmpty();
    }

    @Test
    void merge_by_id_what_two_devices_do_to_different_fields_and_entities_is_all_there() {
        tablet.edit(scene("1", "place", "outside"));
        phone.edit(scene("1", "text", "rewritten"));
        phone.edit(json("{'characters':{'upsert':[{'id':'ada','name':'Ada'}]}}"));
        bothSync();
        assertThat(shown(tablet)).contains("outside", "rewritten", "Ada");
        assertThat(tablet.status().kind()).isEqualTo(Kind.SYNCED);
    }

    @Test
    void merge_of_a_plain_value_the_one_counts_that_the_server_took_last() {
        tablet.edit(scene("1", "place", "by the tablet"));
        phone.edit(scene("1", "place", "by the phone"));
        tablet.sync();
        phone.sync();
        bothSync();
        assertThat(shown(tablet)).contains("by the phone");
    }

    @Test
    void merge_of_long_texts_is_by_lines_where_it_is_safe() {
        tablet.edit(meta("rawScript", "A changed\nB\nC\nD\nE\n"));
        phone.edit(meta("rawScript", "A\nB\nC\nD\nE changed\n"));
        tablet.sync();
        bothSync();
        assertThat(shown(tablet)).contains("A changed\\nB\\nC\\nD\\nE changed\\n");
        assertThat(phone.clashes()).isEmpty();
    }

    @Test
    void where_a_merge_is_not_safe_both_are_kept_and_a_person_is_asked() {
        tablet.edit(meta("rawScript", "A\nB by the tablet\nC\nD\nE\n"));
        phone.edit(meta("rawScript", "A\nB by the phone\nC\nD\nE\n"));
        tablet.sync();
        phone.sync();

        assertThat(phone.status().kind()).isEqualTo(Kind.CONFLICT);
        Clash clash = phone.clashes().getFirst();
        assertThat(clash.field()).isEqualTo("rawScript");
        assertThat(String.valueOf(clash.mine())).contains("B by the phone");
        assertThat(String.valueOf(clash.theirs())).contains("B by the tablet");
        assertThat(shown(phone)).contains("B by the tablet");

        phone.settle(clash, clash.mine());
        bothSync();
        assertThat(shown(tablet)).contains("B by the phone");
        assertThat(phone.status().kind()).isEqualTo(Kind.SYNCED);
        assertThatThrownBy(() -> phone.settle(clash, clash.mine()))
                .isInstanceOf(SyncException.class);
    }

    @Test
    void who_deletes_what_the_other_has_changed_is_asked_and_nothing_is_gone() {
        Value.Obj delete = json("{'scenes':{'delete':[{'episodeId':'e','sceneId':'1'}]}}");
        tablet.edit(scene("1", "text", "changed"));
        phone.edit(delete);
        tablet.sync();
        phone.sync();
        assertThat(shown(phone)).contains("changed");
        Clash clash = phone.clashes().getFirst();
        assertThat(clash.mine()).isNull();
        phone.settle(clash, null);
        bothSync();
        assertThat(shown(tablet)).doesNotContain("changed");

        tablet.edit(json("{'scenes':{'delete':[{'episodeId':'e','sceneId':'2'}]}}"));
        phone.edit(scene("2", "text", "edited"));
        tablet.sync();
        phone.sync();
        phone.settle(phone.clashes().getFirst(), phone.clashes().getFirst().mine());
        bothSync();
        assertThat(shown(tablet)).contains("edited");
    }

    @Test
    void words_for_where_a_copy_stands() {
        assertThat(tablet.status().kind()).isEqualTo(Kind.SYNCED);
        assertThat(tablet.status().lastSync()).isNotNull();
        tablet.edit(scene("1", "text", "x"));
        assertThat(tablet.status().kind()).isEqualTo(Kind.SYNCING);
        network.offline(true);
        assertThatThrownBy(tablet::sync).isInstanceOf(SyncException.class);
        assertThat(tablet.status().kind()).isEqualTo(Kind.OFFLINE);
        assertThat(tablet.status().trouble()).contains("lost on the way");
        network.offline(false);
        assertThat(tablet.sync().kind()).isEqualTo(Kind.SYNCED);
    }

    @Test
    void a_version_is_brought_back_from_the_servers_snapshots_and_this_devices_backups_stay() {
        String before = tablet.status().version();
        tablet.edit(scene("1", "text", "a mistake"));
        tablet.sync();
        Value.Array all = (Value.Array) tablet.snapshots().members().get("snapshots");
        Map<String, Value> wanted =
                all.items().stream()
                        .map(each -> ((Value.Obj) each).members())
                        .filter(each -> Value.of(before).equals(each.get("version")))
                        .findFirst()
                        .orElseThrow();
        String id = ((Value.Text) wanted.get("snapshotId")).value();
        assertThat(tablet.snapshot(id).toString()).contains("a mistake");
        tablet.restore(id);
        assertThat(shown(tablet)).contains("\"text\":\"one\"").doesNotContain("a mistake");
        assertThat(tablet.backup(tablet.backups().getFirst()).toString()).contains("a mistake");
    }

    @Test
    void a_copy_belongs_to_one_account() {
        tablet.close();
        try (ProjectCopy other = open("tablet", keyOfNewAccount(), new ShakyTransport())) {
            other.edit(scene("1", "text", "for whom?"));
            assertThatThrownBy(other::sync)
                    .isInstanceOfSatisfying(
                            SyncException.class,
                            e -> assertThat(e.kind()).isEqualTo(SyncException.Kind.OTHER_ACCOUNT));
            assertThat(other.pending()).hasSize(1);
        }
        tablet = open("tablet", key, new ShakyTransport());
        tablet.sync();
        assertThat(shown(tablet)).contains("for whom?");
    }

    @Test
    void a_server_that_went_back_is_merged_with_and_nothing_here_is_dropped() throws IOException {
        server.stop();
        Path old = folder.resolve("old.db");
        Files.copy(folder.resolve("data/tidemark.db"), old);
        server.again();
        tablet.edit(scene("1", "text", "lost at the server"));
        tablet.sync();
        server.stop();
        Files.copy(
                old,
                folder.resolve("data/tidemark.db"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        server.again();
        tablet.edit(scene("2", "text", "new"));
        tablet.sync();
        assertThat(shown(tablet)).contains("\"text\":\"new\"");
        assertThat(tablet.backups().stream().map(v -> tablet.backup(v).toString()))
                .anyMatch(data -> data.contains("lost at the server"));
    }
}
