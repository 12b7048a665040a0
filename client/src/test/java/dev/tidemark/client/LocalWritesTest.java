package dev.tidemark.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.client.fault.RefusedException;
import dev.tidemark.core.merge.Refusal.Code;
import dev.tidemark.core.record.Op;
import dev.tidemark.core.value.Value;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalWritesTest {

    @TempDir Path folder;
    private World world;
    private Tidemark device;
    private Records notes;

    @BeforeEach
    void open() {
        world = new World(folder);
        device = world.local("laptop");
        notes = device.records("notes");
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void a_record_is_there_at_once_and_waits_to_be_sent() {
        String id = notes.create(Fields.of("title", "Milk", "done", false));

        LocalRecord record = notes.get(id).orElseThrow();
        assertThat(record.text("title")).isEqualTo("Milk");
        assertThat(record.pending()).isTrue();
        assertThat(record.version()).isZero();
        assertThat(device.status().state()).isEqualTo(Status.State.LOCAL_ONLY);
        assertThat(device.status().pending()).isEqualTo(1);
    }

    @Test
    void what_was_written_is_there_after_reopening() {
        String id = notes.create(Fields.of("title", "Milk"));
        notes.update(id, Fields.of("title", "Bread"));
        String deviceId = device.status().deviceId();
        device.close();

        device = world.local("laptop");

        assertThat(device.records("notes").get(id).orElseThrow().text("title")).isEqualTo("Bread");
        assertThat(device.status().pending()).isEqualTo(2);
        assertThat(device.status().deviceId()).isEqualTo(deviceId);
    }

    @Test
    void each_write_sees_what_the_device_wrote_before() {
        String id = notes.create(Fields.of("title", "Milk"));
        notes.update(id, Fields.of("done", true));
        notes.delete(id);

        List<Pending> pending = device.pending();

        String self = device.status().deviceId();
        assertThat(pending)
                .extracting(each -> each.mutation().op())
                .containsExactly(Op.CREATE, Op.UPDATE, Op.DELETE);
        assertThat(pending)
                .extracting(each -> each.mutation().dot().counter())
                .containsExactly(1L, 2L, 3L);
        assertThat(pending.get(2).mutation().context().counter(self)).isEqualTo(2);
    }

    @Test
    void a_deleted_record_is_gone_and_can_be_brought_back() {
        String id = notes.create(Fields.of("title", "Milk"));
        notes.delete(id);
        assertThat(notes.get(id)).isEmpty();
        assertThat(notes.find(id).orElseThrow().deleted()).isTrue();
        assertThat(notes.list()).isEmpty();

        notes.restore(id);

        assertThat(notes.get(id).orElseThrow().text("title")).isEqualTo("Milk");
    }

    @Test
    void values_survive_exactly() {
        Value.Obj hard =
                Fields.json(
                        "{\"big\": 9007199254740993, \"huge\": 1e400, \"minus\": -0.0, \"tiny\":"
                                + " 5e-324, \"one\": 1.0, \"none\": null, \"nfd\": \"e\u0301\","
                                + " \"nfc\": \"\u00e9\", \"deep\": [{\"a\": [true]}]}");

        String id = notes.create(hard);
        device.close();
        device = world.local("laptop");

        assertThat(device.records("notes").get(id).orElseThrow().fields()).isEqualTo(hard);
    }

    @Test
    void null_absent_and_taken_away_are_three_things() {
        String id = notes.create(Fields.of("a", null, "b", 1));
        notes.unset(id, "b");

        LocalRecord record = notes.get(id).orElseThrow();
        assertThat(record.field("a")).isEqualTo(Value.NULL);
        assertThat(record.field("b")).isNull();
        assertThat(device.pending().get(1).mutation().unset()).containsExactly("b");
    }

    @Test
    void put_writes_only_what_differs() {
        notes.put("11111111-1111-4111-8111-111111111111", Fields.of("a", 1, "b", 2));

        boolean same = notes.put("11111111-1111-4111-8111-111111111111", Fields.of("a", 1.0));
        boolean other =
                notes.put("11111111-1111-4111-8111-111111111111", Fields.of("a", 1, "b", 3));

        assertThat(same).isFalse();
        assertThat(other).isTrue();
        assertThat(device.pending().get(1).mutation().fields()).isEqualTo(Fields.of("b", 3));
    }

    @Test
    void put_brings_a_deleted_record_back() {
        String id = notes.create(Fields.of("a", 1));
        notes.delete(id);

        notes.put(id, Fields.of("a", 1));

        assertThat(notes.get(id)).isPresent();
        assertThat(device.pending().get(2).mutation().op()).isEqualTo(Op.RESTORE);
    }

    @Test
    void what_no_storage_can_hold_is_refused_and_nothing_is_kept() {
        for (Value.Obj bad :
                List.of(
                        Fields.of("title", "a\0b"),
                        Fields.of("na\0me", 1),
                        Fields.of("title", "\ud800"))) {
            assertThatThrownBy(() -> notes.create(bad))
                    .isInstanceOfSatisfying(
                            RefusedException.class,
                            e -> assertThat(e.refusal().code()).isEqualTo(Code.VALIDATION));
        }
        assertThat(notes.list()).isEmpty();
        assertThat(device.status().pending()).isZero();
    }

    @Test
    void a_record_that_is_too_large_or_too_deep_is_refused() {
        assertThatThrownBy(() -> notes.create(Fields.of("text", "x".repeat(300_000))))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("262144");
        assertThatThrownBy(() ->
                        notes.create(
                                Fields.json("{\"a\":" + "[".repeat(70) + "]".repeat(70) + "}")))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("levels deep");
    }

    @Test
    void an_id_that_is_no_uuid_is_refused_where_uuids_are_wanted() {
        assertThatThrownBy(() -> notes.create("note-1", Fields.of("a", 1)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("UUID");
    }

    @Test
    void an_update_of_a_record_that_never_was_is_refused() {
        assertThatThrownBy(() ->
                        notes.update("11111111-1111-4111-8111-111111111111", Fields.of("a", 1)))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        e -> assertThat(e.refusal().code()).isEqualTo(Code.NOT_FOUND));
    }

    @Test
    void a_batch_is_kept_whole_or_not_at_all() {
        assertThatThrownBy(() ->
                        device.batch(batch -> {
                            batch.records("notes").create(Fields.of("a", 1));
                            return batch.records("notes").create(Fields.of("a", "\0"));
                        }))
                .isInstanceOf(RefusedException.class);

        assertThat(notes.list()).isEmpty();
        assertThat(device.status().pending()).isZero();
    }

    @Test
    void a_batch_reads_what_it_wrote() {
        long seen =
                device.batch(batch -> {
                    batch.records("notes").create(Fields.of("a", 1));
                    return batch.records("notes").count();
                });

        assertThat(seen).isEqualTo(1);
    }

    @Test
    void a_group_shares_a_name() {
        device.group(group -> {
            group.records("notes").create(Fields.of("a", 1));
            group.records("tasks").create(Fields.of("b", 2));
        });

        assertThat(device.pending())
                .extracting(each -> each.mutation().group())
                .doesNotContainNull()
                .hasSize(2)
                .containsOnly(device.pending().get(0).mutation().group());
    }

    @Test
    void records_are_found_by_what_they_hold() {
        notes.create(Fields.of("title", "Milk", "done", false, "tags", List.of("shop")));
        notes.create(Fields.of("title", "Bread", "done", true, "n", 1.0));
        notes.create(Fields.of("title", "Cheese", "done", false));

        assertThat(notes.list(Query.all().where("done", false))).hasSize(2);
        assertThat(notes.list(Query.all().where("n", 1))).hasSize(1);
        assertThat(notes.list(Query.all().whereContains("tags", "shop"))).hasSize(1);
        assertThat(notes.list(Query.all().limit(2))).hasSize(2);
        assertThat(notes.list(Query.all().where("done", 0))).isEmpty();
        assertThat(device.collections()).containsExactly("notes");
    }
}
