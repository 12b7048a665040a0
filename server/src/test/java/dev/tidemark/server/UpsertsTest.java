package dev.tidemark.server;

import static dev.tidemark.server.Fields.at;
import static dev.tidemark.server.Fields.json;
import static dev.tidemark.server.Fields.observation;
import static dev.tidemark.server.Fields.patch;
import static dev.tidemark.server.Fields.recommendation;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.core.value.Value;
import dev.tidemark.server.Fields.Answered;
import dev.tidemark.server.Fields.Sending;
import dev.tidemark.server.fake.Reply;
import dev.tidemark.wire.problem.ProblemCode;
import dev.tidemark.wire.upsert.UpsertConflict;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Contract 2 as its devices see it: the choreography, the two tables, idempotency.
class UpsertsTest {

    @TempDir private Path folder;
    private Site site;
    private String account;
    private String owner;
    private Fields one;
    private Fields two;

    @BeforeEach
    void start() {
        site = Site.on(folder);
        account = site.account("agronomy");
        owner = site.owner(account);
        one = Fields.enrolled(site, owner, "one");
        two = Fields.enrolled(site, owner, "two");
    }

    @AfterEach
    void stop() {
        site.close();
    }

    // Choreography

    @Test
    void stage_1_a_sync_is_an_idempotent_operation_by_its_syncId() {
        Sending sending = one.sending().with("observations", observation("o", 0, "draft", "n"));
        Reply first = sending.reply().is(200);
        two.sync();
        two.sync("observations", observation("o", 900, "draft", "later"));
        Reply again = sending.reply().is(200);

        assertThat(again.bytes()).isEqualTo(first.bytes());
        site.restart();
        assertThat(sending.reply().is(200).bytes()).isEqualTo(first.bytes());
        assertThat(two.stored("observations", "o").members().get("note"))
                .isEqualTo(Value.of("later"));
    }

    @Test
    void stage_2_the_credential_the_schema_and_the_key_are_validated() {
        Sending sending = one.sending().with("observations", observation("o", 0, "draft", "n"));
        site.call()
                .post("/v1/sync/batch", sending.body())
                .header("Idempotency-Key", sending.syncId)
                .expect(401)
                .refuses("UNAUTHENTICATED");
        one.call().post("/v1/sync/batch", sending.body()).expect(400).refuses("MALFORMED_REQUEST");
        sending.key = "another";
        sending.refused(ProblemCode.INVALID);
        sending.key = null;
        sending.device = two.device("field", 0);
        sending.refused(ProblemCode.FORBIDDEN);
        assertThat(one.stored("observations", "o")).isNull();
        sending.device = one.device("field", 0);
        assertThat(sending.sync().count("observations")).isEqualTo(1);
    }

    @Test
    void stage_3_the_sync_is_kept_with_its_cursor() {
        Answered answered = one.sync("observations", observation("o", 0, "draft", "n"));
        assertThat(answered.count("observations")).isEqualTo(1);
        assertThat(answered.answer().conflicts()).isEmpty();
        one.sync();
        site.call()
                .get("/v1/devices")
                .bearer(owner)
                .expect(200)
                .has("\"cursorLag\":0,\"deviceId\":\"one\"");
        site.call().get("/v1/audit").bearer(owner).expect(200).has("sync.push", "1 applied");
    }

    @Test
    void stage_4_what_was_accepted_need_not_be_sent_again() {
        one.sync("observations", observation("o", 0, "draft", "n"));
        Answered pull = one.sync();
        assertThat(pull.count("observations")).isZero();
        assertThat(pull.down("observations")).isEmpty();
        assertThat(one.history("observations", "o").json().toString()).contains("\"n\"");
    }

    @Test
    void stage_5_a_conflict_says_what_to_do() {
        one.sync("observations", observation("o", 0, "confirmed", "kept"));
        Answered late = two.sync("observations", observation("o", 9000, "draft", "changed"));

        UpsertConflict conflict = late.answer().conflicts().get(0);
        assertThat(conflict.entityType()).isEqualTo("observations");
        assertThat(conflict.entityId()).isEqualTo("o");
        assertThat(conflict.rule()).isEqualTo("observation_confirmed");
        assertThat(conflict.reason()).contains("correct it, and say why");
        assertThat(conflict.suggestedAction()).isEqualTo("correct");
        assertThat(conflict.clientState()).isEqualTo(observation("o", 9000, "draft", "changed"));
        assertThat(conflict.serverState()).isEqualTo(observation("o", 0, "confirmed", "kept"));
        site.call().get("/v1/conflicts").bearer(owner).expect(200).has("\"changed\"", "\"rule\"");
    }

    // Request

    @Test
    void every_row_of_the_request_is_read() {
        String body = one.sending().with("observations", observation("o", 0, "draft", "n")).body();
        for (String member : List.of("syncId", "requestedAt", "device", "upserts")) {
            String without = body.replace("\"" + member + "\"", "\"x\"");
            one.call()
                    .post("/v1/sync/batch", without)
                    .header("Idempotency-Key", "k")
                    .expect(422)
                    .refuses("INVALID");
        }
        one.call()
                .post("/v1/sync/batch", body.replace(":null", ":\"nonsense\""))
                .header(
                        "Idempotency-Key",
                        json(body).members().get("syncId").toString().replace("\"", ""))
                .expect(400)
                .refuses("CURSOR_INVALID");
        assertThat(one.stored("observations", "o")).isNull();
    }

    @Test
    void upserts_may_hold_any_collection_of_the_schema_and_no_other() {
        Answered answered =
                one.sending()
                        .with("playbooks", json("{'playbookId':'p','title':'T'}"))
                        .with("harvests", json("{'id':'h'}"))
                        .sync();

        assertThat(answered.count("playbooks")).isEqualTo(1);
        assertThat(answered.rules()).containsExactly("validation");
        assertThat(answered.answer().conflicts().get(0).reason())
                .contains("no collection of that name; it has observations");
    }

    @Test
    void an_app_without_a_word_about_upserts_takes_them_too() {
        String open = site.account("open");
        Fields field = Fields.enrolled(site, site.owner(open), "one");
        String id = "11111111-1111-4111-8111-111111111111";
        assertThat(field.sync("notes", json("{'id':'" + id + "','n':1}")).count("notes"))
                .isEqualTo(1);
        assertThat(field.sync("notes", json("{'id':'other'}")).rules())
                .containsExactly("validation");
        assertThat(field.stored("notes", id)).isEqualTo(json("{'id':'" + id + "','n':1}"));
    }

    // Response

    @Test
    void the_response_has_the_members_of_the_seed_and_no_others() {
        Sending sending = one.sending().with("observations", observation("o", 0, "draft", "n"));
        Map<String, Value> answer = sending.reply().is(200).json().members();

        assertThat(answer.keySet())
                .containsExactlyInAnyOrder(
                        "syncId",
                        "acceptedAt",
                        "serverCursor",
                        "acceptedCounts",
                        "conflicts",
                        "downstream");
        assertThat(answer.get("syncId")).isEqualTo(Value.of(sending.syncId));
        assertThat(answer.get("acceptedAt")).isEqualTo(Value.of("2026-11-20T12:00:00.000Z"));
        assertThat(answer.get("acceptedCounts"))
                .isEqualTo(json("{'observations':1,'recommendations':0,'playbookPatches':0}"));
        assertThat(answer.get("conflicts")).isEqualTo(Value.of(List.of()));
        assertThat(answer.get("downstream"))
                .isEqualTo(json("{'observations':[],'recommendations':[],'playbook':null}"));
    }

    @Test
    void downstream_observations_and_recommendations_are_what_others_did_since_the_cursor() {
        two.sync();
        one.sending()
                .with("observations", observation("o", 0, "draft", "rust"))
                .with("recommendations", recommendation("r", "confirmed", "spray"))
                .sync();

        Answered down = two.sync();
        assertThat(down.down("observations")).containsExactly(observation("o", 0, "draft", "rust"));
        assertThat(down.down("recommendations"))
                .containsExactly(recommendation("r", "confirmed", "spray"));
        assertThat(two.sync().down("observations")).isEmpty();
        Fields three = Fields.enrolled(site, owner, "three");
        assertThat(three.sync().down("observations")).hasSize(1);
    }

    @Test
    void what_was_merged_with_what_others_did_comes_back_merged() {
        one.sync("observations", observation("o", 0, "draft", "n"));
        two.sync();
        one.sync("observations", observation("o", 10, "draft", "n").with("crop", Value.of("rye")));
        Answered merged =
                two.sync(
                        "observations",
                        observation("o", 900, "draft", "n").with("leaf", Value.of("rust")));

        assertThat(merged.down("observations"))
                .containsExactly(
                        observation("o", 900, "draft", "n")
                                .with("crop", Value.of("rye"))
                                .with("leaf", Value.of("rust")));
    }

    @Test
    void a_deletion_comes_down_as_one() {
        one.sync("observations", observation("o", 0, "draft", "n"));
        two.sync();
        site.call()
                .post(
                        "/v1/sync/batch",
                        """
                        {"deviceId":"web","since":"%s","commands":[{"id":"11111111-1111-4111-8111-111111111111",
                        "entity":"observations","entityId":"o","op":"delete",
                        "vv":{"upserts:one":1,"web":1},"ts":"2026-11-20T11:00:00.000Z"}]}\
                        """
                                .formatted(two.cursor))
                .bearer(owner)
                .expect(200)
                .has("applied");

        assertThat(two.sync().down("observations"))
                .containsExactly(json("{'observationId':'o','deleted':true}"));
        assertThat(
                        two.sync("observations", observation("o", 60, "draft", "n"))
                                .count("observations"))
                .isEqualTo(1);
        assertThat(one.stored("observations", "o").members().get("updatedAt"))
                .isEqualTo(Value.of(at(60)));
    }

    @Test
    void what_does_not_fit_on_a_page_comes_with_the_next_sync() {
        site.close();
        site = Site.on(folder, Map.of("pageMax", "2"));
        one = Fields.enrolled(site, owner, "one-again");
        two = Fields.enrolled(site, owner, "two-again");
        two.sync();
        for (int i = 0; i < 3; i++) {
            one.sync("observations", observation("o" + i, i, "draft", "n"));
        }
        Answered first = two.sync();
        assertThat(first.answer().hasMore()).isTrue();
        assertThat(first.down("observations")).hasSize(2);
        Answered second = two.sync();
        assertThat(second.down("observations")).hasSize(1);
        assertThat(second.answer().hasMore()).isFalse();
    }

    // Idempotency

    @Test
    void the_same_key_with_another_body_is_refused_and_has_no_effect() {
        Sending sending = one.sending().with("observations", observation("o", 0, "draft", "n"));
        sending.reply().is(200);
        sending.with("observations", observation("p", 0, "draft", "n"));
        sending.refused(ProblemCode.IDEMPOTENCY_KEY_REUSED);
        assertThat(one.stored("observations", "p")).isNull();
    }

    @Test
    void the_same_body_laid_out_otherwise_is_the_same() {
        Sending sending = one.sending().with("observations", observation("o", 0, "draft", "n"));
        Reply first = sending.reply().is(200);
        String spaced = sending.body().replace(",\"", " , \"").replace("\":", "\" : ");
        Reply again =
                one.call()
                        .post("/v1/sync/batch", spaced)
                        .header("Idempotency-Key", sending.syncId)
                        .expect(200);
        assertThat(again.bytes()).isEqualTo(first.bytes());
    }

    @Test
    void one_account_does_not_see_the_keys_of_another() {
        Fields other = Fields.enrolled(site, site.owner(site.account("agronomy")), "one");
        Sending mine = one.sending().with("observations", observation("o", 0, "draft", "mine"));
        Sending theirs =
                other.sending().with("observations", observation("o", 0, "draft", "theirs"));
        theirs.syncId = mine.syncId;
        mine.reply().is(200);
        theirs.sync();
        assertThat(other.stored("observations", "o").members().get("note"))
                .isEqualTo(Value.of("theirs"));
    }

    @Test
    void a_key_whose_request_was_refused_whole_is_not_remembered() {
        Sending sending = one.sending().with("observations", observation("o", 0, "draft", "n"));
        one.cursor = "nonsense";
        sending.refused(ProblemCode.CURSOR_INVALID);
        one.cursor = null;
        assertThat(sending.sync().count("observations")).isEqualTo(1);
    }

    @Test
    void the_same_request_many_times_at_once_has_one_effect_and_one_answer() throws Exception {
        Sending sending = one.sending().with("observations", observation("o", 0, "draft", "n"));
        Callable<Reply> send = sending::reply;
        List<Reply> replies;
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<Reply>> futures =
                    threads.invokeAll(Stream.generate(() -> send).limit(16).toList());
            replies = futures.stream().map(UpsertsTest::get).toList();
        }

        for (Reply reply : replies) {
            if (reply.status() == 409) {
                reply.refuses("IDEMPOTENCY_KEY_IN_USE").has("\"retryable\":true");
            }
        }
        Set<String> answers =
                replies.stream()
                        .filter(reply -> reply.status() != 409)
                        .map(reply -> reply.is(200).text())
                        .collect(Collectors.toSet());
        assertThat(answers).containsExactly(sending.reply().is(200).text());
        assertThat(
                        ((Value.Array)
                                        one.history("observations", "o")
                                                .json()
                                                .members()
                                                .get("versions"))
                                .items())
                .hasSize(1);
    }

    private static Reply get(Future<Reply> future) {
        try {
            return future.get();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void a_preview_answers_the_same_and_changes_nothing() {
        Sending sending = one.sending().with("observations", observation("o", 0, "draft", "n"));
        sending.to("/v1/sync/preview").expect(200).has("\"observations\":1");
        assertThat(one.stored("observations", "o")).isNull();
        assertThat(sending.sync().count("observations")).isEqualTo(1);
    }

    // Limits and rights

    @Test
    void a_batch_that_is_too_large_comes_to_nothing() {
        site.close();
        site = Site.on(folder, Map.of("batchMutationsMax", "2"));
        one = Fields.enrolled(site, owner, "one-again");
        Sending sending = one.sending();
        for (int i = 0; i < 3; i++) {
            sending.with("observations", observation("o" + i, 0, "draft", "n"));
        }
        sending.refused(ProblemCode.BATCH_TOO_LARGE);
    }

    @Test
    void auth_a_bearer_token_does_as_well_as_the_device_token() {
        Sending sending = one.sending().with("observations", observation("o", 0, "draft", "n"));
        site.call()
                .post("/v1/sync/batch", sending.body())
                .header("Idempotency-Key", sending.syncId)
                .bearer(owner)
                .expect(200);
    }

    @Test
    void auth_playbook_edit_permission_is_a_scope_and_holds_up_nothing_else() {
        one.sync("playbookPatches", patch("a", "p", 0, "[]"));
        String readers =
                site.key(account, "editor", "observations:edit", "playbooks:read").member("key");
        Fields reader = Fields.enrolled(site, readers, "reader");
        Answered answered =
                reader.sending()
                        .with("playbookPatches", patch("b", "p", 1, "[]"))
                        .with("observations", observation("o", 0, "draft", "n"))
                        .sync();
        assertThat(answered.rules()).containsExactly("forbidden");
        assertThat(answered.answer().conflicts().get(0).suggestedAction())
                .isEqualTo("ask_for_access");
        assertThat(answered.count("playbookPatches")).isZero();
        assertThat(answered.count("observations")).isEqualTo(1);

        String editors = site.key(account, "editor", "playbooks:edit").member("key");
        Fields editor = Fields.enrolled(site, editors, "editor");
        Answered edited = editor.sync("playbookPatches", patch("b", "p", 1, "[]"));
        assertThat(edited.rules()).isEmpty();
        assertThat(edited.answer().downstream().members().get("observations"))
                .isEqualTo(Value.of(List.of()));
    }

    @Test
    void auth_a_viewer_pulls_and_writes_nothing() {
        one.sync("observations", observation("o", 0, "draft", "n"));
        Fields viewer = Fields.enrolled(site, site.key(account, "viewer").member("key"), "viewer");
        Answered answered = viewer.sync("observations", observation("p", 0, "draft", "n"));
        assertThat(answered.rules()).containsExactly("forbidden");
        assertThat(answered.down("observations")).hasSize(1);
        site.call().get("/v1/audit").bearer(owner).expect(200).has("1 refused as FORBIDDEN");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'status':'draft','updatedAt':'2026-11-20T09:00:00Z'}",
                "{'observationId':'x','status':'banana','updatedAt':'2026-11-20T09:00:00Z'}",
                "{'observationId':'x','status':'draft','updatedAt':'yesterday'}",
                "{'observationId':'','status':'draft','updatedAt':'2026-11-20T09:00:00Z'}",
                "{'observationId':{},'status':'draft','updatedAt':'2026-11-20T09:00:00Z'}",
                "{'observationId':'x','status':'draft','updatedAt':'2026-11-20T09:00:00Z','correction':1}",
                "{'observationId':'x','status':'draft','updatedAt':'2026-11-20T09:00:00Z','latitude':91}",
                "{'observationId':'x','status':'draft','updatedAt':'2026-11-20T09:00:00Z','note':'\\u0000'}",
            })
    void what_does_not_fit_the_schema_is_told_and_the_rest_goes_on(String record) {
        Answered answered =
                one.sync("observations", observation("a", 0, "draft", "n"), json(record));
        assertThat(answered.rules()).containsExactly("validation");
        assertThat(answered.count("observations")).isEqualTo(1);
        UpsertConflict conflict = answered.answer().conflicts().get(0);
        assertThat(conflict.errors()).isNotEmpty();
        assertThat(conflict.errors().get(0).pointer()).startsWith("/upserts/observations/1");
        assertThat(conflict.suggestedAction()).isEqualTo("mend");
    }
}
