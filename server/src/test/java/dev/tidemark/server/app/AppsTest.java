package dev.tidemark.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.core.causality.Dot;
import dev.tidemark.core.causality.VersionVector;
import dev.tidemark.core.merge.View;
import dev.tidemark.core.record.Effect;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.record.RecordState;
import dev.tidemark.core.record.Stamp;
import dev.tidemark.core.record.UnitWrite;
import dev.tidemark.core.schema.CollectionRules;
import dev.tidemark.core.schema.SyncSchema;
import dev.tidemark.core.value.Value;
import dev.tidemark.server.audit.Actor;
import dev.tidemark.server.problem.Problem;
import dev.tidemark.server.store.AccountRow;
import dev.tidemark.server.store.Kept;
import dev.tidemark.server.store.Marks;
import dev.tidemark.server.store.RecordRow;
import dev.tidemark.server.store.Storage;
import dev.tidemark.sql.LaneLimits;
import dev.tidemark.sql.Options;
import dev.tidemark.sql.Tx;
import dev.tidemark.wire.command.RecordEntry;
import dev.tidemark.wire.schema.AppSchema;
import dev.tidemark.wire.schema.SchemaReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AppsTest {
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

    @TempDir Path folder;
    private Storage storage;
    private Apps apps;

    @BeforeEach
    void open() {
        storage = Storage.open(folder, Options.DEFAULTS, LaneLimits.DEFAULTS);
        apps = Apps.open(storage.lanes(), InstantSource.fixed(NOON));
    }

    @AfterEach
    void close() {
        storage.close();
    }

    @Test
    void the_same_document_again_changes_nothing_and_another_one_is_refused() {
        apps.publish("mine", schema("version: 1\ncollections: {notes: {}}"), Actor.SERVER);
        apps.publish("mine", schema("{version: 1, collections: {notes: {}}}"), Actor.SERVER);
        assertRefused("version: 1\ncollections: {notes: {}, more: {}}", "/version");
        assertThat(apps.schema("mine").rules().collections()).containsOnlyKeys("notes");
    }

    @Test
    void a_compatible_schema_holds_at_once_and_after_a_restart() {
        apps.publish("mine", schema("version: 1\ncollections: {notes: {}}"), Actor.SERVER);
        apps.publish(
                "mine", schema("version: 2\ncollections: {notes: {}, more: {}}"), Actor.SERVER);
        assertThat(apps.schema("mine").rules().version()).isEqualTo(2);
        Apps again = Apps.open(storage.lanes(), InstantSource.fixed(NOON));
        assertThat(again.schema("mine").rules()).isEqualTo(apps.schema("mine").rules());
    }

    @Test
    void a_name_that_a_record_uses_cannot_become_a_set_and_another_one_can() {
        apps.publish("mine", schema("version: 1\ncollections: {notes: {}}"), Actor.SERVER);
        storage.lanes().writeNow("test", this::addRecordWithTags);
        assertRefused(
                "version: 2\ncollections: {notes: {fields: {tags: {kind: set}}}}",
                "/collections/notes/fields/tags/kind");
        apps.publish(
                "mine",
                schema("version: 2\ncollections: {notes: {fields: {labels: {kind: set}}}}"),
                Actor.SERVER);
        assertThat(apps.schema("mine").rules().version()).isEqualTo(2);
    }

    /// The value of tags names the other field, which does not make it one.
    private Void addRecordWithTags(Tx tx) {
        new AccountRow("account", "name", "mine", 0).insert(tx, new byte[16]);
        RecordKey key = new RecordKey("notes", "6f1c3a52-9d0e-4b7a-8c21-5e0f9a4b7d33");
        TreeMap<String, UnitWrite> writes = new TreeMap<>();
        writes.put("tags", new UnitWrite.Assign(Value.of("labels"), List.of()));
        RecordState state =
                RecordState.EMPTY.apply(
                        new Effect(
                                new Dot("d", 1),
                                VersionVector.EMPTY,
                                new Stamp(NOON, 1, 0),
                                true,
                                writes));
        CollectionRules rules = CollectionRules.defaults("notes");
        View view = View.of(state, rules, SyncSchema.DEFAULT_SKEW);
        byte[] body =
                RecordEntry.of(key, 1, state, view, NOON, "d")
                        .encoded(rules, SyncSchema.DEFAULT_SKEW)
                        .bytes();
        new RecordRow(key, 1, 1, false, null, null, Marks.NONE, false, Kept.ALL, body)
                .insert(tx, "account");
        return null;
    }

    private void assertRefused(String document, String place) {
        assertThatThrownBy(() -> apps.publish("mine", schema(document), Actor.SERVER))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem ->
                                assertThat(problem.errors())
                                        .extracting(flaw -> flaw.pointer())
                                        .containsExactly(place));
    }

    private static AppSchema schema(String document) {
        return SchemaReader.read("test.yaml", document.getBytes(StandardCharsets.UTF_8));
    }
}
