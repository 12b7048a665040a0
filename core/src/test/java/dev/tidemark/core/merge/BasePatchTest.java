package dev.tidemark.core.merge;

import static dev.tidemark.core.value.Json.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.core.causality.Dot;
import dev.tidemark.core.causality.VersionVector;
import dev.tidemark.core.merge.BasePatch.Applies;
import dev.tidemark.core.merge.BasePatch.Refused;
import dev.tidemark.core.record.Mutation;
import dev.tidemark.core.record.Op;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.record.RecordState;
import dev.tidemark.core.record.Stamp;
import dev.tidemark.core.schema.CollectionRules;
import dev.tidemark.core.schema.CollectionRules.Base;
import dev.tidemark.core.value.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class BasePatchTest {

    private static final Duration SKEW = Duration.ofMinutes(2);
    private static final Instant NINE = Instant.parse("2026-11-20T09:00:00Z");
    private static final CollectionRules PLAYBOOKS = CollectionRules.defaults("playbooks");
    private static final RecordKey PLAYBOOK = new RecordKey("playbooks", "p1");
    private static final BasePatch PATCHES =
            new BasePatch(
                    new Base("playbooks", "playbookId", "baseVersion", "patch"), PLAYBOOKS, SKEW);

    @Test
    void a_target_that_is_not_there_is_at_version_0_and_starts_from_nothing() {
        Applies applies = applies(patch(0, "[{'op':'add','path':'/rules','value':[]}]"), none());

        assertThat(applies.onTarget().op()).isEqualTo(Op.CREATE);
        assertThat(applies.onTarget().key()).isEqualTo(PLAYBOOK);
        assertThat(applies.onTarget().id()).isEqualTo("on-target");
        assertThat(applies.onTarget().dot()).isEqualTo(new Dot("patch:d1", 1));
        assertThat(applies.onTarget().clock()).isEqualTo(NINE);
        assertThat(applies.onTarget().fields()).isEqualTo(object("{'rules':[],'version':1}"));
    }

    @Test
    void a_patch_of_the_active_version_writes_what_it_changes_and_counts_on() {
        RecordState target = target("{'version':4,'title':'T','rules':['a'],'old':1}");
        Applies applies =
                applies(
                        patch(
                                4,
                                "[{'op':'add','path':'/rules/-','value':'b'},{'op':'remove','path':'/old'}]"),
                        target);

        assertThat(applies.onTarget().op()).isEqualTo(Op.UPDATE);
        assertThat(applies.onTarget().fields())
                .isEqualTo(object("{'rules':['a','b'],'version':5}"));
        assertThat(applies.onTarget().unset()).containsExactly("old");
        assertThat(applies.onTarget().context()).isEqualTo(target.vv());
        assertThat(view(accept(target, applies.onTarget())).fields())
                .isEqualTo(object("{'rules':['a','b'],'title':'T','version':5}"));
    }

    @Test
    void a_patch_that_changes_nothing_still_makes_a_version() {
        Applies applies = applies(patch(4, "[]"), target("{'version':4}"));

        assertThat(applies.onTarget().fields()).isEqualTo(object("{'version':5}"));
    }

    @Test
    void a_target_that_says_no_version_is_at_0() {
        assertThat(applies(patch(0, "[]"), target("{'title':'T'}")).onTarget().fields())
                .isEqualTo(object("{'version':1}"));
    }

    @Test
    void a_patch_of_another_version_is_a_conflict() {
        for (int wrong : new int[] {0, 3, 5}) {
            Refusal refusal = refusal(patch(wrong, "[]"), target("{'version':4}"));

            assertThat(refusal.code()).isEqualTo(Refusal.Code.CONFLICT);
            assertThat(refusal.detail())
                    .contains("playbooks/p1 is at version 4 and the patch is for " + wrong, "pull");
        }
    }

    @Test
    void a_deleted_target_is_restored_first() {
        RecordState target = target("{'version':4}");
        Mutation deletion =
                new Mutation(
                        "m2",
                        PLAYBOOK,
                        Op.DELETE,
                        target.vv().next("d1"),
                        target.vv(),
                        Value.Obj.EMPTY,
                        List.of(),
                        NINE,
                        null,
                        null);
        RecordState deleted = accept(target, deletion);

        for (int version : new int[] {0, 4}) {
            assertThat(refusal(patch(version, "[]"), deleted).detail())
                    .contains("playbooks/p1 is deleted: restore it");
        }
    }

    @Test
    void a_patch_leaves_the_version_alone_and_its_target_an_object() {
        RecordState target = target("{'version':4}");
        for (String operation :
                List.of(
                        "{'op':'replace','path':'/version','value':9}",
                        "{'op':'remove','path':'/version'}",
                        "{'op':'replace','path':'','value':{}}",
                        "{'op':'replace','path':'','value':7}")) {
            Refusal refusal = refusal(patch(4, "[" + operation + "]"), target);

            assertThat(refusal.code()).isEqualTo(Refusal.Code.VALIDATION);
            assertThat(refusal.errors().get(0).pointer()).isEqualTo("/fields/patch");
        }
        assertThat(applies(patch(4, "[{'op':'test','path':'/version','value':4}]"), target))
                .isNotNull();
    }

    @Test
    void an_operation_that_fails_is_named_by_its_place() {
        Refusal refusal =
                refusal(
                        patch(
                                4,
                                "[{'op':'test','path':'/version','value':4},{'op':'remove','path':'/x'}]"),
                        target("{'version':4}"));

        assertThat(refusal.code()).isEqualTo(Refusal.Code.VALIDATION);
        assertThat(refusal.errors().get(0).pointer()).isEqualTo("/fields/patch/1/path");
    }

    @Test
    void a_patch_without_target_version_or_operations_is_invalid() {
        assertThat(
                        refusal(mutation("{'baseVersion':0,'patch':[]}"), none())
                                .errors()
                                .get(0)
                                .pointer())
                .isEqualTo("/fields/playbookId");
        for (String version : List.of("'1'", "-1", "1.5", "null", "1e99")) {
            Mutation patch =
                    mutation("{'playbookId':'p1','patch':[],'baseVersion':" + version + "}");
            assertThat(refusal(patch, none()).errors().get(0).pointer())
                    .isEqualTo("/fields/baseVersion");
        }
        assertThat(
                        refusal(mutation("{'playbookId':'p1','baseVersion':0}"), none())
                                .errors()
                                .get(0)
                                .pointer())
                .isEqualTo("/fields/patch");
    }

    @Test
    void versions_are_compared_by_what_they_mean() {
        assertThat(
                        applies(
                                        mutation(
                                                "{'playbookId':'p1','baseVersion':4.0,'patch':[]}"),
                                        target("{'version':4}"))
                                .onTarget()
                                .fields())
                .isEqualTo(object("{'version':5}"));
    }

    private static RecordState none() {
        return RecordState.EMPTY;
    }

    private static RecordState target(String fields) {
        return accept(
                none(),
                new Mutation(
                        "m1",
                        PLAYBOOK,
                        Op.CREATE,
                        new Dot("d0", 1),
                        VersionVector.EMPTY,
                        object(fields),
                        List.of(),
                        NINE,
                        null,
                        null));
    }

    private static RecordState accept(RecordState state, Mutation mutation) {
        Acceptance acceptance = new Acceptance(PLAYBOOKS, SKEW, Shape.ANY);
        Decision decision =
                acceptance.decide(state, mutation, new Stamp(NINE, 1, 0), context -> state);
        return ((Decision.Accepted) decision).after();
    }

    private static View view(RecordState state) {
        return View.of(state, PLAYBOOKS, SKEW);
    }

    private static Mutation patch(int version, String operations) {
        return mutation(
                "{'playbookId':'p1','baseVersion':%d,'patch':%s}".formatted(version, operations));
    }

    private static Mutation mutation(String fields) {
        return new Mutation(
                "m9",
                new RecordKey("playbookPatches", "x"),
                Op.CREATE,
                new Dot("d1", 1),
                VersionVector.EMPTY,
                object(fields),
                List.of(),
                NINE,
                null,
                null);
    }

    private static Applies applies(Mutation patch, RecordState target) {
        return (Applies) PATCHES.decide(patch, target, "d1", "on-target");
    }

    private static Refusal refusal(Mutation patch, RecordState target) {
        return ((Refused) PATCHES.decide(patch, target, "d1", "on-target")).refusal();
    }
}
