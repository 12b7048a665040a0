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
import dev.tidemark.wire.upsert.UpsertConflict;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Contract 2: the conflict rules and the storage model of its seed.
class UpsertRulesTest {

    private static final String ADD_RULE = "[{'op':'add','path':'/rules/-','value':'dawn'}]";
    private static final String BEGIN = "[{'op':'add','path':'/rules','value':[]}]";

    @TempDir private Path folder;
    private Site site;
    private String owner;
    private Fields one;
    private Fields two;

    @BeforeEach
    void start() {
        site = Site.on(folder);
        owner = site.owner(site.account("agronomy"));
        one = Fields.enrolled(site, owner, "one");
        two = Fields.enrolled(site, owner, "two");
    }

    @AfterEach
    void stop() {
        site.close();
    }

    private Value note(String id) {
        return one.stored("observations", id).members().get("note");
    }

    private String conflicts(String status) {
        return site.call().get("/v1/conflicts?status=" + status).bearer(owner).expect(200).text();
    }

    // Observation

    @ParameterizedTest
    @CsvSource({"0, 900", "900, 0"})
    void observation_the_later_of_two_drafts_wins_and_the_other_is_kept(int first, int second) {
        one.sync("observations", observation("o", first, "draft", "at " + first));
        Answered answered =
                two.sync("observations", observation("o", second, "draft", "at " + second));

        assertThat(answered.count("observations")).isEqualTo(1);
        assertThat(answered.rules()).isEmpty();
        assertThat(note("o")).isEqualTo(Value.of("at 900"));
        one.history("observations", "o").has("at 0", "at 900");
        assertThat(conflicts("open")).contains("update_update", "at 0");
    }

    @Test
    void observation_a_draft_is_edited_by_whoever_has_seen_it_whatever_its_clock_says() {
        one.sync("observations", observation("o", 900, "draft", "n"));
        two.sync();
        assertThat(two.sync("observations", observation("o", 10, "draft", "edited")).rules())
                .isEmpty();
        assertThat(note("o")).isEqualTo(Value.of("edited"));
        assertThat(conflicts("open")).doesNotContain("update_update");
    }

    @Test
    void observation_a_device_has_seen_what_it_wrote_itself() {
        one.sync("observations", observation("o", 0, "draft", "a"));
        one.cursor = null;
        one.sync(
                "observations",
                observation("o", 10, "draft", "b"),
                observation("o", 20, "draft", "c"),
                observation("o", 30, "confirmed", "c"));
        assertThat(one.stored("observations", "o"))
                .isEqualTo(observation("o", 30, "confirmed", "c"));
        assertThat(conflicts("all")).isEqualTo("{\"conflicts\":[]}");
    }

    @Test
    void observation_a_field_that_is_not_named_stays() {
        one.sync("observations", observation("o", 0, "draft", "n").with("crop", Value.of("rye")));
        one.sync("observations", observation("o", 10, "draft", "n"));
        assertThat(one.stored("observations", "o").members()).containsKey("crop");
        one.sync("observations", observation("o", 20, "draft", "n").with("crop", Value.NULL));
        assertThat(one.stored("observations", "o").members().get("crop")).isEqualTo(Value.NULL);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void observation_once_confirmed_it_is_immutable(boolean seen) {
        one.sync("observations", observation("o", 0, "confirmed", "kept"));
        if (seen) {
            two.sync();
        }
        for (String status : List.of("draft", "confirmed")) {
            Answered late = two.sync("observations", observation("o", 9000, status, "changed"));
            assertThat(late.rules()).containsExactly("observation_confirmed");
            assertThat(late.count("observations")).isZero();
        }
        assertThat(note("o")).isEqualTo(Value.of("kept"));
    }

    @Test
    void observation_the_draft_of_a_confirmed_one_is_told_of_even_if_nothing_was_changed_in_it() {
        Value.Obj draft = observation("o", 0, "draft", "n");
        one.sync("observations", draft);
        two.sync();
        one.sync("observations", observation("o", 10, "confirmed", "n"));
        assertThat(two.sync("observations", draft).rules())
                .containsExactly("observation_confirmed");
    }

    @Test
    void observation_the_same_again_is_no_conflict_and_no_change() {
        Value.Obj confirmed = observation("o", 0, "confirmed", "n");
        one.sync("observations", confirmed);
        for (Fields device : List.of(one, two)) {
            Answered again = device.sync("observations", confirmed);
            assertThat(again.rules()).isEmpty();
            assertThat(again.count("observations")).isEqualTo(1);
        }
        assertThat(versions("observations", "o")).isEqualTo(1);
    }

    private int versions(String collection, String id) {
        Value versions = one.history(collection, id).json().members().get("versions");
        return ((Value.Array) versions).items().size();
    }

    @Test
    void observation_an_explicit_correction_changes_a_confirmed_one_and_is_kept_as_an_event() {
        one.sync("observations", observation("o", 0, "confirmed", "wrong"));
        two.sync();
        Value.Obj corrected =
                observation("o", 60, "confirmed", "right")
                        .with("correction", json("{'reason':'misread','correctedBy':'ann'}"));
        assertThat(two.sync("observations", corrected).count("observations")).isEqualTo(1);

        assertThat(note("o")).isEqualTo(Value.of("right"));
        one.history("observations", "o")
                .has("\"op\":\"correct\"", "misread", "ann", "wrong", "right");
        assertThat(two.sync("observations", corrected).rules()).isEmpty();
        assertThat(versions("observations", "o")).isEqualTo(2);
        assertThat(one.sync("observations", observation("o", 120, "confirmed", "again")).rules())
                .containsExactly("observation_confirmed");
        assertThat(one.sync().down("observations")).isEmpty();
    }

    @Test
    void observation_a_correction_says_why_and_who() {
        one.sync("observations", observation("o", 0, "confirmed", "wrong"));
        for (String correction :
                List.of(
                        "{'reason':'misread'}",
                        "{'correctedBy':'ann'}",
                        "{'reason':' ','correctedBy':' '}")) {
            Value.Obj record =
                    observation("o", 60, "confirmed", "right").with("correction", json(correction));
            assertThat(one.sync("observations", record).rules()).containsExactly("validation");
        }
        assertThat(note("o")).isEqualTo(Value.of("wrong"));
    }

    @Test
    void observation_who_confirms_must_have_seen_it() {
        one.sync("observations", observation("o", 0, "draft", "n"));
        two.sync();
        one.sync("observations", observation("o", 10, "draft", "newer draft"));
        Sending confirm =
                two.sending().with("observations", observation("o", 9000, "confirmed", "old"));

        Answered refused = confirm.send();
        assertThat(refused.rules()).containsExactly("observation_concurrent");
        assertThat(refused.answer().conflicts().get(0).suggestedAction())
                .isEqualTo("pull_and_retry");
        assertThat(note("o")).isEqualTo(Value.of("newer draft"));
        two.sync();
        assertThat(two.sync("observations", observation("o", 9000, "confirmed", "old")).rules())
                .isEmpty();
        assertThat(conflicts("open")).isEqualTo("{\"conflicts\":[]}");
    }

    @Test
    void observation_what_is_refused_again_and_again_is_listed_once() {
        one.sync("observations", observation("o", 0, "confirmed", "kept"));
        for (int i = 0; i < 3; i++) {
            Answered late = two.sync("observations", observation("o", 9000, "draft", "changed"));
            assertThat(late.rules()).containsExactly("observation_confirmed");
        }
        // One for what was sent blindly, one for what was sent by who had seen it.
        assertThat(conflicts("all").split("\"conflictId\"")).hasSizeLessThanOrEqualTo(3);
    }

    @Test
    void one_conflict_holds_up_nothing_else_in_the_batch() {
        one.sync("observations", observation("o", 0, "confirmed", "n"));
        Answered answered =
                one.sending()
                        .with("observations", observation("o", 10, "confirmed", "no"))
                        .with("observations", observation("p", 0, "draft", "n"))
                        .with("recommendations", recommendation("r", "confirmed", "spray"))
                        .sync();
        assertThat(answered.rules()).containsExactly("observation_confirmed");
        assertThat(answered.count("observations")).isEqualTo(1);
        assertThat(answered.count("recommendations")).isEqualTo(1);
    }

    // Recommendation

    @Test
    void recommendation_duplicates_are_resolved_by_their_id() {
        Value.Obj advice = recommendation("r", "confirmed", "spray");
        Answered twice = one.sync("recommendations", advice, advice);
        assertThat(twice.count("recommendations")).isEqualTo(1);
        assertThat(twice.rules()).isEmpty();
        assertThat(two.sync("recommendations", advice).rules()).isEmpty();
        assertThat(versions("recommendations", "r")).isEqualTo(1);
    }

    @Test
    void recommendation_it_is_immutable_after_confirmation() {
        one.sync("recommendations", recommendation("r", "confirmed", "spray"));
        two.sync();
        Value.Obj less = json("{'recommendationId':'r','status':'confirmed'}");
        Value.Obj correcting =
                recommendation("r", "confirmed", "wait")
                        .with("correction", json("{'reason':'x','correctedBy':'y'}"));
        assertThat(two.sync("recommendations", less).rules()).isEmpty();
        assertThat(versions("recommendations", "r")).isEqualTo(1);
        for (Value.Obj other : List.of(recommendation("r", "confirmed", "wait"), correcting)) {
            Answered late = two.sync("recommendations", other);
            assertThat(late.rules()).containsExactly("recommendation_confirmed");
            assertThat(late.count("recommendations")).isZero();
            assertThat(late.answer().conflicts().get(0).suggestedAction()).isEqualTo("keep_server");
        }
        assertThat(one.stored("recommendations", "r").members().get("text"))
                .isEqualTo(Value.of("spray"));
    }

    @Test
    void recommendation_it_is_free_before() {
        one.sync("recommendations", recommendation("r", "proposed", "spray"));
        assertThat(one.sync("recommendations", recommendation("r", "confirmed", "wait")).rules())
                .isEmpty();
    }

    // Playbook patch

    @Test
    void playbook_patch_on_the_active_version_makes_the_next_one() {
        two.sync();
        Answered first = one.sync("playbookPatches", patch("a", "p", 0, BEGIN));
        assertThat(first.count("playbookPatches")).isEqualTo(1);
        assertThat(first.playbook())
                .isEqualTo(
                        json(
                                "{'playbookId':'p','version':1,'updatedAt':'2026-11-20T09:00:00.000Z'}"));
        Answered second = one.sync("playbookPatches", patch("b", "p", 1, ADD_RULE));
        assertThat(second.playbook().toString()).contains("\"version\":2");
        assertThat(two.sync().playbook()).isEqualTo(second.playbook());
        assertThat(two.sync().playbook()).isEqualTo(Value.NULL);
        assertThat(one.stored("playbooks", "p")).isEqualTo(json("{'rules':['dawn'],'version':2}"));
    }

    @Test
    void playbook_old_versions_are_kept_and_can_be_read() {
        one.sync("playbookPatches", patch("a", "p", 0, BEGIN), patch("b", "p", 1, ADD_RULE));
        assertThat(versions("playbooks", "p")).isEqualTo(2);
        one.history("playbooks", "p").has("\"rules\":[]", "\"rules\":[\"dawn\"]");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void playbook_patch_on_another_version_wants_a_rebase(int base) {
        one.sync("playbookPatches", patch("a", "p", 0, BEGIN), patch("b", "p", 1, ADD_RULE));
        Answered answered = two.sync("playbookPatches", patch("c", "p", base, ADD_RULE));

        assertThat(answered.rules()).containsExactly("playbook_base_version");
        assertThat(answered.count("playbookPatches")).isZero();
        UpsertConflict conflict = answered.answer().conflicts().get(0);
        assertThat(conflict.entityId()).isEqualTo("c");
        assertThat(conflict.suggestedAction()).isEqualTo("rebase");
        assertThat(conflict.serverState())
                .isEqualTo(json("{'playbookId':'p','rules':['dawn'],'version':2}"));
        assertThat(one.stored("playbookPatches", "c")).isNull();
        assertThat(two.sync("playbookPatches", patch("c", "p", 2, ADD_RULE)).rules()).isEmpty();
        assertThat(conflicts("open")).isEqualTo("{\"conflicts\":[]}");
    }

    @Test
    void playbook_patch_of_two_on_one_version_the_first_is_taken() {
        Answered answered =
                one.sync(
                        "playbookPatches",
                        patch("a", "p", 0, BEGIN),
                        patch("b", "p", 0, ADD_RULE),
                        patch("c", "p", 1, ADD_RULE));
        assertThat(answered.rules()).containsExactly("playbook_base_version");
        assertThat(answered.count("playbookPatches")).isEqualTo(2);
        assertThat(answered.playbook().toString()).contains("\"version\":2");
        assertThat(answered.answer().conflicts().get(0).serverState().toString())
                .contains("\"version\":2");
    }

    @Test
    void playbook_patch_comes_after_the_playbook_that_comes_with_it() {
        Answered answered =
                one.sending()
                        .with("playbookPatches", patch("a", "p", 0, ADD_RULE))
                        .with("playbooks", json("{'playbookId':'p','title':'T','rules':[]}"))
                        .sync();
        assertThat(answered.rules()).isEmpty();
        assertThat(one.stored("playbooks", "p").toString()).contains("\"dawn\"", "\"version\":1");
    }

    @Test
    void playbook_metadata_is_an_array_where_there_are_several() {
        Answered answered =
                one.sync("playbookPatches", patch("a", "p", 0, BEGIN), patch("b", "q", 0, BEGIN));
        assertThat(((Value.Array) answered.playbook()).items()).hasSize(2);
        one.sync("playbooks", json("{'playbookId':'r','title':'T'}"));
        two.sync();
        two.cursor = one.cursor;
        one.sync("playbooks", json("{'playbookId':'r','title':'U'}"));
        assertThat(two.sync().playbook().toString()).contains("\"version\":0");
    }

    @Test
    void playbook_patch_the_same_again_has_no_effect() {
        Value.Obj patch = patch("a", "p", 0, BEGIN);
        one.sync("playbookPatches", patch);
        assertThat(one.sync("playbookPatches", patch, patch).rules()).isEmpty();
        assertThat(one.stored("playbooks", "p").members().get("version")).isEqualTo(Value.of(1));
        Answered other = one.sync("playbookPatches", patch("a", "p", 1, ADD_RULE));
        assertThat(other.rules()).containsExactly("playbook_base_version");
        assertThat(other.answer().conflicts().get(0).suggestedAction()).isEqualTo("new_id");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{'op':'remove','path':'/nothing'}]",
                "[{'op':'test','path':'/rules','value':1}]",
                "[{'op':'add','path':'/rules/-','value':1},{'op':'add','path':'/rules/9','value':1}]",
                "[{'op':'dance','path':'/rules'}]",
                "{'rules':[]}",
                "[{'op':'replace','path':'/version','value':7}]",
            })
    void playbook_patch_that_does_not_apply_is_not_taken(String operations) {
        one.sync("playbookPatches", patch("a", "p", 0, BEGIN));
        Answered answered = one.sync("playbookPatches", patch("b", "p", 1, operations));
        assertThat(answered.rules()).containsExactly("validation");
        assertThat(answered.answer().conflicts().get(0).errors().get(0).pointer())
                .startsWith("/upserts/playbookPatches/0/patch");
        assertThat(one.stored("playbooks", "p")).isEqualTo(json("{'rules':[],'version':1}"));
    }

    // Device metadata

    @Test
    void device_metadata_the_later_updatedAt_wins() {
        for (int seconds : List.of(100, 300, 200, 300)) {
            Sending sending = one.sending();
            sending.device = one.device("at " + seconds, seconds);
            Answered answered = sending.sync();
            if (seconds == 200) {
                assertThat(answered.rules()).containsExactly("device_stale");
                UpsertConflict conflict = answered.answer().conflicts().get(0);
                assertThat(conflict.entityType()).isEqualTo("device");
                assertThat(conflict.entityId()).isEqualTo("one");
                assertThat(conflict.clientState()).isEqualTo(sending.device);
                assertThat(conflict.serverState()).isEqualTo(one.device("at 300", 300));
                assertThat(conflict.suggestedAction()).isEqualTo("keep_server");
            } else {
                assertThat(answered.rules()).isEmpty();
            }
        }
        site.call()
                .get("/v1/devices")
                .bearer(owner)
                .expect(200)
                .has("\"name\":\"at 300\",\"platform\":\"android\"", "\"model\":\"X1\"");
    }

    @Test
    void device_metadata_that_is_stale_holds_up_nothing_else() {
        Sending later = one.sending();
        later.device = one.device("later", 300);
        later.sync();
        Answered stale = one.sync("observations", observation("o", 0, "draft", "n"));
        assertThat(stale.rules()).containsExactly("device_stale");
        assertThat(stale.count("observations")).isEqualTo(1);
    }

    @Test
    void device_metadata_from_the_future_does_not_hold_for_years() {
        Sending wrong = one.sending();
        wrong.device = one.device("wrong clock", 400_000_000);
        wrong.sync();
        site.later(java.time.Duration.ofMinutes(10));
        Sending right = one.sending();
        right.device = one.device("right", 3 * 3600 + 540);
        assertThat(right.sync().rules()).isEmpty();
    }

    // Storage model

    @Test
    void storage_devices_observations_recommendations_and_playbooks_are_found_by_their_ids() {
        one.sending()
                .with("observations", observation("same", 0, "draft", "n"))
                .with("recommendations", recommendation("same", "proposed", "spray"))
                .with("playbookPatches", patch("same", "same", 0, BEGIN))
                .sync();
        for (String collection :
                List.of("observations", "recommendations", "playbooks", "playbookPatches")) {
            assertThat(one.stored(collection, "same")).as(collection).isNotNull();
        }
        assertThat(one.stored("observations", "same").members().get("updatedAt"))
                .isEqualTo(Value.of(at(0)));
        site.call().get("/v1/devices").bearer(owner).expect(200).has("\"deviceId\":\"one\"");
    }

    @Test
    void storage_playbook_patches_are_only_appended() {
        one.sync("playbookPatches", patch("a", "p", 0, BEGIN));
        one.call()
                .post(
                        "/v1/sync/batch",
                        """
                        {"deviceId":"one","since":"%s","commands":[{"id":"11111111-1111-4111-8111-111111111111",
                        "entity":"playbookPatches","entityId":"a","op":"delete",
                        "vv":{"upserts:one":1,"one":1},"ts":"2026-11-20T11:00:00.000Z"}]}\
                        """
                                .formatted(one.cursor))
                .expect(200)
                .has("only takes new records");
    }

    @Test
    void storage_sync_events_tell_who_synced_and_who_edited() {
        one.sync("playbookPatches", patch("a", "p", 0, BEGIN));
        site.call()
                .get("/v1/audit")
                .bearer(owner)
                .expect(200)
                .has("\"action\":\"sync.push\"", "\"deviceId\":\"one\"");
        one.history("playbooks", "p").has("\"deviceId\":\"one\"");
    }

    // Guards

    @Test
    void a_mass_change_is_held_until_an_owner_releases_it() {
        site.close();
        site = Site.on(folder, Map.of("guardOverwriteMin", "9", "guardOverwritePercentMax", "50"));
        one = Fields.enrolled(site, owner, "one-again");
        two = Fields.enrolled(site, owner, "two-again");
        one.sync("observations", drafts("n"));
        two.sync();
        Answered held = two.sync("observations", drafts("replaced"));
        assertThat(held.rules()).hasSize(12).containsOnly("held");
        assertThat(held.answer().conflicts().get(0).suggestedAction()).isEqualTo("wait");
        assertThat(two.sync("observations", drafts("replaced")).rules()).containsOnly("held");

        Value holds =
                site.call()
                        .get("/v1/holds")
                        .bearer(owner)
                        .expect(200)
                        .json()
                        .members()
                        .get("holds");
        Value.Obj hold = (Value.Obj) ((Value.Array) holds).items().get(0);
        String id = ((Value.Text) hold.members().get("holdId")).value();
        site.call()
                .post("/v1/holds/" + id + "/release", "{\"confirm\":true}")
                .bearer(owner)
                .expect(200);
        assertThat(two.sync("observations", drafts("replaced")).count("observations"))
                .isEqualTo(12);
        assertThat(note("o3")).isEqualTo(Value.of("replaced"));
    }

    private static Value.Obj[] drafts(String note) {
        Value.Obj[] drafts = new Value.Obj[12];
        for (int i = 0; i < drafts.length; i++) {
            drafts[i] = observation("o" + i, note.length(), "draft", note);
        }
        return drafts;
    }
}
