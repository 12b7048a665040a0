package dev.tidemark.server;

import static dev.tidemark.server.ProjectBench.scenes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.core.value.Value;
import dev.tidemark.server.fake.Reply;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Recovery: the last versions of a project can be brought back, and that can be undone.
class ProjectSnapshotsTest {

    private static final String PATH = "/api/project/snapshots";

    @TempDir private Path folder;
    private ProjectBench bench;

    @BeforeEach
    void start() {
        bench = new ProjectBench(folder, Map.of("snapshotsKept", "2"));
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    private Reply get(String path) {
        return bench.asOwner("GET", path, "").expect(200);
    }

    private String snapshotOf(String version) {
        Value.Array all = (Value.Array) get(PATH).json().members().get("snapshots");
        return all.items().stream()
                .map(each -> ((Value.Obj) each).members())
                .filter(each -> each.get("version").equals(Value.of(version)))
                .map(each -> ((Value.Text) each.get("snapshotId")).value())
                .findFirst()
                .orElseThrow(() -> new AssertionError("no snapshot of " + version));
    }

    private Reply restore(String id) {
        return bench.asOwner("POST", PATH + "/" + id + "/restore", "{\"confirm\":true}")
                .expect(200);
    }

    @Test
    void step_6_the_last_ten_versions_can_be_brought_back_each_to_the_letter() {
        List<String> versions = new ArrayList<>();
        List<Value.Obj> texts = new ArrayList<>();
        String base = null;
        for (int i = 0; i <= 12; i++) {
            base = bench.write(base, scenes("s1", "take " + i, "x" + i, "scene " + i));
            versions.add(base);
            texts.add(shown());
        }
        for (int i = 2; i < 12; i++) {
            restore(snapshotOf(versions.get(i)));
            assertThat(shown()).as("version %d of 12", i).isEqualTo(texts.get(i));
        }
    }

    /// The project without what moves with every write.
    private Value.Obj shown() {
        String text = bench.data().toString().replaceAll("\"(version|updated_at)\":\"[^\"]*\"", "");
        return Value.Obj.EMPTY.with("text", Value.of(text));
    }

    @Test
    void step_6_versions_that_other_contracts_wrote_over_can_be_brought_back_too() {
        String first = bench.write(null, scenes("s1", "one"));
        String cursor = bench.get("/v1/sync/changes").expect(200).member("newSince");
        bench.site
                .call()
                .post(
                        "/v1/sync/batch",
                        "{\"deviceId\":\"phone\",\"since\":\"%s\",\"commands\":[{\"id\":\"%s\",\"entity\":\"scenes\",\"entityId\":\"e1/s1\",\"op\":\"delete\",\"vv\":{\"phone\":1,\"project:tablet\":1},\"ts\":\"2026-11-20T11:00:00.000Z\"}]}"
                                .formatted(cursor, ProjectBench.op()))
                .device(bench.phone)
                .expect(200);
        assertThat(bench.text("s1")).isNull();
        restore(snapshotOf(first));
        assertThat(bench.text("s1")).isEqualTo("one");
    }

    @Test
    void a_snapshot_that_was_asked_for_is_shown_with_differences_and_restored_as_a_new_version() {
        String first = bench.write(null, scenes("s1", "one"));
        Reply made = bench.asOwner("POST", PATH, "{\"label\":\"draft one\"}").expect(201);
        String id = made.member("snapshotId");
        assertThat(made.member("version")).isEqualTo(first);
        String second = bench.write(first, scenes("s1", "changed", "s2", "added"));

        Reply preview = get(PATH + "/" + id);
        preview.has("\"collections\":{\"scenes\":{\"changed\":1,\"created\":1,\"deleted\":0}}");
        preview.has("\"now\":\"changed\",\"then\":\"one\"");
        assertThat(preview.member("version")).isEqualTo(first);
        assertThat(preview.member("head")).isEqualTo(second);
        assertThat(bench.version()).isEqualTo(second);
        bench.asOwner("POST", PATH + "/" + id + "/restore", "{}")
                .expect(422)
                .refuses("CONFIRMATION_REQUIRED");

        Reply restored = restore(id);
        assertThat(restored.member("version")).isEqualTo(bench.version()).isGreaterThan(second);
        assertThat(bench.text("s1")).isEqualTo("one");
        assertThat(bench.text("s2")).isNull();
        restore(restored.member("snapshotBefore"));
        assertThat(bench.text("s1")).isEqualTo("changed");
        assertThat(bench.text("s2")).isEqualTo("added");
    }

    @Test
    void a_restore_is_a_version_like_any_other_to_who_writes() {
        String first = bench.write(null, scenes("s1", "one"));
        String second = bench.write(first, scenes("s1", "two"));
        String restored = restore(snapshotOf(first)).member("version");
        bench.delta(second, scenes("s1", "late"))
                .expect(409)
                .has("\"latestVersion\":\"" + restored);
        bench.write(restored, scenes("s1", "three"));
    }

    @Test
    void only_who_may_restore_does_and_others_snapshots_are_not_there() {
        bench.write(null, scenes("s1", "one"));
        String id =
                bench.asOwner("POST", PATH, "{\"label\":\"x\"}").expect(201).member("snapshotId");
        bench.site
                .call()
                .post(PATH + "/" + id + "/restore", "{\"confirm\":true}")
                .bearer(bench.site.key(bench.account, "editor").member("key"))
                .expect(403);
        String stranger = bench.site.owner(bench.site.account("screenplay"));
        bench.site.call().get(PATH + "/" + id).bearer(stranger).expect(404);
        bench.site
                .call()
                .post(PATH + "/" + id + "/restore", "{\"confirm\":true}")
                .bearer(stranger)
                .expect(404);
    }
}
