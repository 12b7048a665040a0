package dev.tidemark.server;

import static dev.tidemark.server.ProjectBench.body;
import static dev.tidemark.server.ProjectBench.op;
import static dev.tidemark.server.ProjectBench.scenes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.core.value.Value;
import dev.tidemark.server.fake.Call;
import dev.tidemark.server.fake.Reply;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Contract 3, as its callers see it. What the plan of the apps that use it demands has a test that
/// says so: "safety" are its non-negotiables, "step" the steps of its protocol, "failure" its
/// failure modes and guardrails.
class ProjectTest {

    @TempDir private Path folder;
    private ProjectBench bench;
    private String first;

    @BeforeEach
    void start() {
        bench = new ProjectBench(folder, Map.of("guardDeleteMin", "5"));
        first =
                bench.write(
                        null,
                        "{\"meta\":{\"fileName\":\"pilot\",\"rawScript\":\"FADE IN\"},"
                                + "\"episodes\":{\"upsert\":[{\"id\":\"e1\",\"title\":\"Pilot\"}]},"
                                + scenes("s1", "one", "s2", "two").substring(1));
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    /// The steps of the protocol.
    @Nested
    class Protocol {

        @Test
        void step_1_the_handshake_tells_versions_and_a_cursor_for_what_comes() {
            Reply told = handshake("{}");

            told.has("\"initialPullRequired\":true");
            assertThat(told.member("version")).isEqualTo(first);
            Value versions = told.json().members().get("versions");
            assertThat(((Value.Obj) versions).members().keySet())
                    .containsExactly(
                            "characters", "episodes", "locations", "meta", "scenes", "shots");
            handshake(versions.toString()).has("\"initialPullRequired\":false");
            bench.write(first, scenes("s1", "again"));
            handshake(versions.toString()).has("\"initialPullRequired\":true");
            bench.get("/v1/sync/changes?since=" + told.member("cursor"))
                    .expect(200)
                    .has("again")
                    .lacks("FADE IN");
        }

        @Test
        void step_1_an_empty_account_asks_for_no_pull() {
            String empty = bench.site.owner(bench.site.account("screenplay"));
            bench.site
                    .call()
                    .post("/api/project/handshake", "{\"deviceId\":\"d\",\"lastKnownVersion\":{}}")
                    .bearer(empty)
                    .expect(200)
                    .has("\"initialPullRequired\":false");
        }

        private Reply handshake(String known) {
            return bench.site
                    .call()
                    .post(
                            "/api/project/handshake",
                            "{\"deviceId\":\"phone\",\"lastKnownVersion\":" + known + "}")
                    .device(bench.phone)
                    .expect(200);
        }

        @Test
        void step_2_a_pull_brings_the_whole_project_under_its_version() {
            Reply whole = bench.project();

            Value.Obj meta = (Value.Obj) bench.data().members().get("meta");
            assertThat(meta.members())
                    .containsEntry("updated_at", Value.of(first))
                    .containsEntry("fileName", Value.of("pilot"));
            assertThat(whole.member("version")).isEqualTo(first);
            assertThat(whole.header("ETag")).isEqualTo("\"" + first + "\"");
            assertThat(whole.header("Cache-Control")).isEqualTo("no-store");
            whole.has("\"updatedAt\":\"2026-11-20T12:00:00.000Z\"", "\"characters\":[]");
        }

        @Test
        void step_2_who_has_the_version_is_not_sent_it_again() {
            bench.get("/api/project").header("If-None-Match", "\"" + first + "\"").expect(304);
            bench.get("/api/project")
                    .header("If-None-Match", "\"x\", W/\"" + first + "\"")
                    .expect(304);
            bench.write(first, scenes("s1", "new"));
            bench.get("/api/project").header("If-None-Match", "\"" + first + "\"").expect(200);
        }

        @Test
        void step_2_what_has_changed_since_a_version_comes_alone_deletions_too() {
            String later =
                    bench.write(
                            first,
                            "{\"scenes\":{\"upsert\":[{\"episodeId\":\"e1\",\"sceneId\":\"s3\",\"text\":\"three\"}],"
                                    + "\"delete\":[{\"episodeId\":\"e1\",\"sceneId\":\"s1\"}]}}");

            Reply delta = bench.get("/api/project?since=" + first).expect(200);

            delta.has("three", "\"delete\":[{\"episodeId\":\"e1\",\"sceneId\":\"s1\"}]")
                    .lacks("two", "FADE IN");
            assertThat(delta.member("version")).isEqualTo(later);
            bench.get("/api/project?since=" + later).expect(200).has("\"delta\":{}");
        }

        @Test
        void step_4_entities_of_all_kinds_are_pushed_as_deltas() {
            String later =
                    bench.write(
                            first,
                            """
                            {"meta":{"guides":"g"},
                            "episodes":{"upsert":[{"episodeId":"e2","title":"Two"}]},
                            "shots":{"upsert":[{"episodeId":"e1","shotId":"s1","lens":"50"}]},
                            "characters":{"upsert":[{"id":"c1","name":"Ada"}]},
                            "locations":{"upsert":[{"locationId":"l1","name":"Attic"}]}}\
                            """);

            bench.get("/api/project?since=" + first)
                    .expect(200)
                    .has("\"episodeId\":\"e2\"", "\"lens\":\"50\"", "\"characterId\":\"c1\"")
                    .has("\"locationId\":\"l1\"", "\"guides\":\"g\"", "\"fileName\":\"pilot\"");
            assertThat(bench.version()).isEqualTo(later).isGreaterThan(first);
        }

        @Test
        void step_4_a_matching_base_is_accepted_and_gives_a_new_version_each_time() {
            List<String> versions = new ArrayList<>(List.of(first));
            for (int i = 0; i < 5; i++) {
                versions.add(bench.write(versions.getLast(), scenes("s1", "take " + i / 2)));
            }
            assertThat(versions).isSorted().doesNotHaveDuplicates();
        }

        @Test
        void step_4_a_base_that_is_not_the_latest_is_409_with_version_state_and_conflicts() {
            String later = bench.write(first, scenes("s1", "by the tablet"));

            Reply refused =
                    bench.put(
                                    body(
                                            op(),
                                            "phone",
                                            first,
                                            "\"delta\":" + scenes("s1", "by the phone")))
                            .expect(409)
                            .refuses("VERSION_CONFLICT");

            assertThat(refused.member("latestVersion")).isEqualTo(later);
            assertThat(refused.member("retryable")).isEqualTo("false");
            refused.has(
                            "\"fields\":[\"text\"]",
                            "\"key\":{\"episodeId\":\"e1\",\"sceneId\":\"s1\"}")
                    .has(
                            "\"clientState\":{\"episodeId\":\"e1\",\"sceneId\":\"s1\",\"text\":\"by the phone\"}");
            Value.Obj state = (Value.Obj) refused.json().members().get("serverState");
            assertThat(state).isEqualTo(bench.data());
            assertThat(bench.text("s1")).isEqualTo("by the tablet");
        }

        @Test
        void step_4_only_what_both_have_changed_is_a_conflict() {
            bench.write(first, scenes("s1", "changed", "s2", "same"));
            Reply refused =
                    bench.delta(first, scenes("s1", "otherwise", "s2", "same", "s9", "new"))
                            .expect(409);
            Value.Array conflicts = (Value.Array) refused.json().members().get("conflicts");
            assertThat(conflicts.items()).hasSize(1);
            bench.delta(first, "{\"meta\":{\"guides\":\"x\"}}").expect(409).has("\"conflicts\":[]");
        }

        @Test
        void step_4_an_entitys_own_base_is_checked_instead_of_the_projects() {
            String later = bench.write(first, scenes("s1", "by the tablet"));
            String own =
                    "{\"scenes\":{\"upsert\":[{\"episodeId\":\"e1\",\"sceneId\":\"%s\",\"text\":\"mine\",\"baseVersion\":\"%s\"}]}}";

            bench.delta(first, own.formatted("s2", first)).expect(200);
            bench.delta(later, own.formatted("s1", first)).expect(409).refuses("VERSION_CONFLICT");
            bench.delta(null, own.formatted("s1", later)).expect(200);
            String mixed =
                    own.formatted("s2", bench.version()).replace("]}}", "]},\"meta\":{\"x\":1}}");
            bench.delta(first, mixed).expect(409);
            assertThat(bench.text("s1")).isEqualTo("mine");
        }

        @Test
        void step_4_an_entitys_version_serves_as_its_base_and_deletions_have_one_too() {
            Value.Array scenes = (Value.Array) bench.data().members().get("scenes");
            String version =
                    ((Value.Text) ((Value.Obj) scenes.items().getFirst()).members().get("version"))
                            .value();
            bench.write(first, "{\"meta\":{\"guides\":\"x\"}}");
            String delete =
                    "{\"scenes\":{\"delete\":[{\"episodeId\":\"e1\",\"sceneId\":\"s1\",\"baseVersion\":\"%s\"}]}}";
            bench.delta(null, delete.formatted("0000000000000000-0000000000000000")).expect(409);
            bench.delta(null, delete.formatted(version)).expect(200);
            assertThat(bench.text("s1")).isNull();
        }

        @Test
        void step_4_if_match_names_the_base_as_well() {
            String update =
                    "{\"opId\":\"%s\",\"deviceId\":\"tablet\",\"delta\":{\"meta\":{\"n\":%d}}}";
            bench.put(update.formatted(op(), 1))
                    .header("If-Match", "\"" + first + "\"")
                    .expect(200);
            bench.put(update.formatted(op(), 2))
                    .header("If-Match", "\"" + first + "\"")
                    .expect(409);
            bench.put(update.formatted(op(), 2)).header("If-Match", "*").expect(400);
            bench.put(body(op(), "tablet", first, "\"delta\":{}"))
                    .header("If-Match", "\"other\"")
                    .expect(422)
                    .has("/baseVersion");
        }
    }

    /// The guarantees that are not negotiable.
    @Nested
    class Safety {

        @Test
        void no_silent_loss_what_a_delta_does_not_name_stays_unknown_fields_too() {
            String second =
                    bench.write(
                            first,
                            "{\"scenes\":{\"upsert\":[{\"episodeId\":\"e1\",\"sceneId\":\"s1\",\"mood\":{\"light\":[1.0,null]}}]}}");
            bench.write(second, scenes("s1", "new"));

            bench.project()
                    .has("\"mood\":{\"light\":[1.0,null]}", "\"text\":\"new\"", "\"text\":\"two\"");
        }

        @Test
        void no_silent_loss_a_whole_project_needs_a_confirmation_to_take_something_away() {
            String whole =
                    "\"projectData\":{\"meta\":{\"fileName\":\"x\"},\"episodes\":[{\"id\":\"e1\",\"title\":\"Pilot\"}],"
                            + "\"scenes\":[{\"episodeId\":\"e1\",\"sceneId\":\"s1\",\"text\":\"one\"}]}";
            bench.put(body(op(), "tablet", first, whole))
                    .expect(422)
                    .refuses("CONFIRMATION_REQUIRED");
            assertThat(bench.text("s2")).isEqualTo("two");

            bench.put(body(op(), "tablet", first, whole + ",\"confirm\":true")).expect(200);
            assertThat(bench.text("s2")).isNull();
            bench.project().has("\"fileName\":\"x\"").lacks("rawScript");
        }

        @Test
        void no_silent_loss_without_a_confirmation_a_whole_project_takes_no_field_away() {
            String data = bench.data().toString().replace("\"rawScript\":\"FADE IN\",", "");
            bench.put(body(op(), "tablet", first, "\"projectData\":" + data)).expect(200);
            bench.project().has("FADE IN");
        }

        @Test
        void no_silent_loss_deleting_much_at_once_needs_a_confirmation() {
            StringBuilder many = new StringBuilder();
            StringBuilder keys = new StringBuilder();
            for (int i = 0; i < 20; i++) {
                many.append(i == 0 ? "" : ",").append("{\"id\":\"c" + i + "\"}");
                keys.append(i == 0 ? "" : ",").append("{\"characterId\":\"c" + i + "\"}");
            }
            String base = bench.write(first, "{\"characters\":{\"upsert\":[" + many + "]}}");
            String gone = "\"delta\":{\"characters\":{\"delete\":[" + keys + "]}}";
            bench.put(body(op(), "tablet", base, gone))
                    .expect(422)
                    .refuses("CONFIRMATION_REQUIRED");
            assertThat(bench.version()).isEqualTo(base);
            bench.put(body(op(), "tablet", base, gone + ",\"confirm\":true")).expect(200);
        }

        @Test
        void idempotent_a_repeated_operation_has_its_first_outcome_whatever_came_between() {
            String body = body(op(), "tablet", first, "\"delta\":" + scenes("s1", "once"));
            String version = bench.put(body).expect(200).member("version");
            String later = bench.write(version, scenes("s1", "later"));
            bench.site.restart();

            assertThat(bench.put(body).expect(200).member("version")).isEqualTo(version);
            assertThat(bench.put(body.replace(first, later)).expect(200).member("version"))
                    .as("on a newer base, as a client that has lost the answer sends it")
                    .isEqualTo(version);
            assertThat(bench.version()).isEqualTo(later);
            bench.put(body.replace("once", "something else"))
                    .expect(422)
                    .refuses("IDEMPOTENCY_KEY_REUSED");
        }

        @Test
        void idempotent_an_operation_that_was_refused_may_come_again_on_another_base() {
            String later = bench.write(first, "{\"meta\":{\"guides\":\"x\"}}");
            String body = body(op(), "tablet", first, "\"delta\":" + scenes("s1", "rebased"));
            bench.put(body).expect(409);
            bench.put(body.replace(first, later)).expect(200);
            assertThat(bench.text("s1")).isEqualTo("rebased");
        }

        @Test
        void idempotent_sixteen_at_once_are_one() {
            String body = body(op(), "tablet", first, "\"delta\":" + scenes("s1", "once"));
            List<Reply> replies = atOnce(16, () -> bench.put(body));
            assertThat(replies).allMatch(reply -> reply.status() == 200);
            assertThat(replies.stream().map(reply -> reply.member("version")).distinct())
                    .hasSize(1);
        }

        @Test
        void deterministic_of_many_writes_on_one_version_exactly_one_is_taken() {
            List<Reply> replies =
                    atOnce(8, () -> bench.delta(first, scenes("s1", "racer " + op())));
            assertThat(replies.stream().filter(reply -> reply.status() == 200)).hasSize(1);
            assertThat(replies.stream().filter(reply -> reply.status() == 409)).hasSize(7);
        }

        private List<Reply> atOnce(int count, java.util.function.Supplier<Call> calls) {
            try (var threads = Executors.newFixedThreadPool(count)) {
                List<CompletableFuture<Reply>> all = new ArrayList<>();
                for (int i = 0; i < count; i++) {
                    Call call = calls.get();
                    all.add(CompletableFuture.supplyAsync(call::reply, threads));
                }
                return all.stream().map(CompletableFuture::join).toList();
            }
        }

        @Test
        void visible_a_conflict_is_in_the_audit_with_its_trace_and_without_its_contents() {
            bench.write(first, scenes("s1", "canary one"));
            Reply refused = bench.delta(first, scenes("s1", "canary two")).expect(409);

            bench.asOwner("GET", "/v1/audit", "")
                    .expect(200)
                    .has(
                            "PUT /api/project was answered with 409 VERSION_CONFLICT",
                            refused.member("traceId"),
                            "\"deviceId\":\"tablet\"")
                    .lacks("canary");
        }

        @Test
        void visible_figures_tell_writes_conflicts_failures_and_how_long_they_took() {
            bench.delta("stale", scenes("s1", "x")).expect(409);
            bench.delta(first, "{\"scenes\":5}").expect(422);
            String figures = bench.site.admin().get("/metrics").expect(200).text();
            assertThat(figures)
                    .contains(
                            "tidemark_requests_total{action=\"PUT /api/project\",status=\"200\"} 1")
                    .contains(
                            "tidemark_requests_total{action=\"PUT /api/project\",status=\"409\"} 1")
                    .contains(
                            "tidemark_requests_total{action=\"PUT /api/project\",status=\"422\"} 1")
                    .contains("tidemark_request_seconds_count{action=\"PUT /api/project\"} 3");
        }
    }

    /// Failure modes and guardrails.
    @Nested
    class Failures {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{}",
                    "{\"meta\":{}}",
                    "{\"meta\":{\"updated_at\":\"x\",\"version\":\"y\"},\"scenes\":[],\"shots\":[]}"
                })
        void failure_an_empty_project_never_replaces_one_that_is_not(String empty) {
            for (String more : List.of("", ",\"confirm\":true")) {
                bench.put(body(op(), "tablet", first, "\"projectData\":" + empty + more))
                        .expect(422)
                        .refuses("EMPTY_OVERWRITE");
                bench.put(body(op(), "tablet", null, "\"projectData\":" + empty + more))
                        .expect(422)
                        .refuses("EMPTY_OVERWRITE");
            }
            assertThat(bench.version()).isEqualTo(first);
        }

        @Test
        void failure_nobody_writes_who_has_not_pulled() {
            bench.delta(null, scenes("s1", "blind")).expect(428).refuses("INITIAL_PULL_REQUIRED");
            bench.put("{\"opId\":\"o\",\"deviceId\":\"tablet\",\"delta\":{}}").expect(428);
            bench.put(body(op(), "tablet", null, "\"projectData\":{\"meta\":{\"a\":1}}"))
                    .expect(428);
            assertThat(bench.text("s1")).isEqualTo("one");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "nonsense",
                    "999999999",
                    "2099-01-01T00:00:00.000Z",
                    "0000000000000002-0123456789abcdef",
                    "0000000000999999-0123456789abcdef"
                })
        void failure_a_version_that_was_never_issued_is_no_base(String version) {
            bench.delta(version, scenes("s1", "x")).expect(409).refuses("VERSION_CONFLICT");
            int status = version.startsWith("00") ? 409 : 400;
            bench.get("/api/project?since=" + version).expect(status);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "\"delta\":5",
                    "\"delta\":{\"scenes\":5}",
                    "\"delta\":{\"scenes\":{\"upsert\":[5]}}",
                    "\"delta\":{\"scenes\":{\"upsert\":[{\"text\":\"no key\"}]}}",
                    "\"delta\":{\"scenes\":{\"upsert\":[{\"episodeId\":\"e1\",\"sceneId\":\"\"}]}}",
                    "\"delta\":{\"scenes\":{\"delete\":[{\"sceneId\":\"s1\"}]}}",
                    "\"delta\":{\"scenes\":{\"remove\":[]}}",
                    "\"delta\":{\"scences\":{}}",
                    "\"delta\":{\"episodes\":{\"upsert\":[{\"id\":\"a\",\"episodeId\":\"b\"}]}}",
                    "\"delta\":{\"episodes\":{\"upsert\":[{\"id\":\"a\"},{\"episodeId\":\"a\"}]}}",
                    "\"delta\":{\"meta\":{\"x\":\"nul \\u0000\"}}",
                    "\"delta\":{},\"projectData\":{}",
                    "\"projectData\":{\"scenes\":{}}",
                    "\"confirm\":1",
                    "\"other\":1"
                })
        void failure_what_does_not_fit_is_refused_whole_before_anything_is_saved(String what) {
            bench.put(body(op(), "tablet", first, what))
                    .expect(422)
                    .refuses("INVALID")
                    .has("pointer");
            assertThat(bench.version()).isEqualTo(first);
        }

        @Test
        void failure_one_bad_entity_refuses_the_whole_delta_and_is_named() {
            bench.delta(
                            first,
                            "{\"meta\":{\"a\":1},\"scenes\":{\"upsert\":[{\"episodeId\":\"e1\",\"sceneId\":\"s1\",\"text\":\"fine\"},"
                                    + "{\"episodeId\":\"e1\",\"sceneId\":\"s2\",\"text\":\"\\ud800\"}]}}")
                    .expect(422)
                    .has("\"pointer\":\"/delta/scenes/upsert/1/text\"");
            assertThat(bench.text("s1")).isEqualTo("one");
        }

        @Test
        void failure_a_server_that_went_back_takes_no_version_that_it_lost_for_its_own()
                throws java.io.IOException {
            bench.site.server().stop();
            Path copy = folder.resolve("copy.db");
            java.nio.file.Files.copy(folder.resolve("tidemark.db"), copy);
            bench.site.restart();
            String lost = bench.write(first, scenes("s1", "lost"));
            bench.site.server().stop();
            java.nio.file.Files.copy(
                    copy,
                    folder.resolve("tidemark.db"),
                    java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            bench.site.restart();
            String other = bench.write(first, scenes("s1", "came instead"));
            assertThat(other.substring(0, 16)).isEqualTo(lost.substring(0, 16));

            bench.delta(lost, scenes("s1", "blind")).expect(409).has("came instead");
            bench.get("/api/project?since=" + lost).expect(409).refuses("CURSOR_AHEAD");
        }
    }

    /// What the contract says beside the plan.
    @Nested
    class Contract {

        @Test
        void scenes_and_shots_are_what_they_are_within_their_episode() {
            bench.write(
                    first,
                    "{\"scenes\":{\"upsert\":[{\"episodeId\":\"a/b\",\"sceneId\":\"c\",\"text\":\"x\"},"
                            + "{\"episodeId\":\"a\",\"sceneId\":\"b/c\",\"text\":\"y\"},{\"episodeId\":7,\"sceneId\":\"s1\",\"text\":\"z\"}]}}");
            bench.project()
                    .has("\"episodeId\":\"a/b\",\"sceneId\":\"c\",\"text\":\"x\"")
                    .has("\"episodeId\":\"a\",\"sceneId\":\"b/c\",\"text\":\"y\"")
                    .has("\"episodeId\":7,\"sceneId\":\"s1\",\"text\":\"z\"")
                    .has("\"text\":\"one\"");
        }

        @Test
        void what_was_deleted_comes_back_as_the_write_says_and_not_as_it_was() {
            String second =
                    bench.write(
                            first,
                            "{\"scenes\":{\"upsert\":[{\"episodeId\":\"e1\",\"sceneId\":\"s1\",\"mood\":\"old\"}]}}");
            String third =
                    bench.write(
                            second,
                            "{\"scenes\":{\"delete\":[{\"episodeId\":\"e1\",\"sceneId\":\"s1\"}]}}");
            bench.write(third, scenes("s1", "back"));
            assertThat(bench.text("s1")).isEqualTo("back");
            bench.project().lacks("mood");
        }

        @Test
        void writes_through_another_contract_move_the_version_and_stand_in_the_project() {
            String cursor = bench.get("/v1/sync/changes").expect(200).member("newSince");
            bench.site
                    .call()
                    .post(
                            "/v1/sync/batch",
                            "{\"deviceId\":\"tablet\",\"since\":\"%s\",\"commands\":[{\"id\":\"%s\",\"entity\":\"characters\",\"entityId\":\"ada\",\"op\":\"create\",\"fields\":{\"name\":\"Ada\"},\"vv\":{\"tablet\":1},\"ts\":\"2026-11-20T11:00:00.000Z\"}]}"
                                    .formatted(cursor, op()))
                    .device(bench.tablet)
                    .expect(200)
                    .has("applied");
            assertThat(bench.version()).isGreaterThan(first);
            bench.project().has("\"characterId\":\"ada\",\"name\":\"Ada\"");
            bench.delta(first, scenes("s1", "x")).expect(409);
        }

        @Test
        void texts_that_cannot_be_merged_are_both_kept_and_both_told() {
            String cursor = bench.get("/v1/sync/changes").expect(200).member("newSince");
            for (String device : List.of("tablet", "phone")) {
                bench.site
                        .call()
                        .post(
                                "/v1/sync/batch",
                                "{\"deviceId\":\"%s\",\"since\":\"%s\",\"commands\":[{\"id\":\"%s\",\"entity\":\"meta\",\"entityId\":\"project\",\"op\":\"update\",\"fields\":{\"rawScript\":\"CUT by %1$s\"},\"vv\":{\"%1$s\":1,\"project:tablet\":1},\"ts\":\"2026-11-20T11:00:00.000Z\"}]}"
                                        .formatted(device, cursor, op()))
                        .device(device.equals("phone") ? bench.phone : bench.tablet)
                        .expect(200);
            }
            Reply project = bench.project();
            Value.Array conflicts = (Value.Array) project.json().members().get("conflicts");
            assertThat(conflicts.items()).hasSize(1);
            assertThat(conflicts.toString())
                    .contains("\"entity\":\"meta\"", "CUT by tablet", "CUT by phone");
        }

        @Test
        void an_app_without_a_project_has_none() {
            String owner = bench.site.owner(bench.site.account("open"));
            bench.site.call().get("/api/project").bearer(owner).expect(404).refuses("NOT_FOUND");
            bench.site
                    .call()
                    .put("/api/project", body(op(), "d", null, "\"delta\":{}"))
                    .bearer(owner)
                    .expect(404);
        }

        @Test
        void what_a_credential_may_not_read_is_left_out_and_not_shown_as_empty() {
            String narrow = bench.site.key(bench.account, "editor", "scenes:read").member("key");
            bench.site
                    .call()
                    .get("/api/project")
                    .bearer(narrow)
                    .expect(200)
                    .has("\"scenes\":[{")
                    .lacks("\"meta\"", "\"episodes\"", "FADE IN");
            bench.site
                    .call()
                    .put("/api/project", body(op(), "d", first, "\"delta\":" + scenes("s1", "x")))
                    .bearer(narrow)
                    .expect(403)
                    .refuses("FORBIDDEN");
        }

        @Test
        void a_device_speaks_for_itself_and_a_viewer_reads() {
            bench.site
                    .call()
                    .put("/api/project", body(op(), "phone", first, "\"delta\":{}"))
                    .device(bench.tablet)
                    .expect(403);
            String viewer = bench.site.key(bench.account, "viewer").member("key");
            bench.site.call().get("/api/project").bearer(viewer).expect(200);
            bench.site
                    .call()
                    .put("/api/project", body(op(), "d", first, "\"delta\":{}"))
                    .bearer(viewer)
                    .expect(403);
            bench.site.call().get("/api/project").expect(401);
        }

        @Test
        void a_first_load_may_bring_the_whole_project_to_an_empty_account() {
            String owner = bench.site.owner(bench.site.account("screenplay"));
            String whole = "\"projectData\":" + bench.data();
            bench.site
                    .call()
                    .put("/api/project", body(op(), "d", null, whole))
                    .bearer(owner)
                    .expect(200);
            bench.site
                    .call()
                    .get("/api/project")
                    .bearer(owner)
                    .expect(200)
                    .has("\"fileName\":\"pilot\"", "\"text\":\"one\"", "\"text\":\"two\"");
        }
    }
}
