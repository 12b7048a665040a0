package dev.tidemark.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.client.fake.FakeLog;
import dev.tidemark.client.fake.FakeNetwork.Fate;
import dev.tidemark.client.fault.RefusedException;
import dev.tidemark.client.fault.SyncException;
import dev.tidemark.core.conflict.Conflict;
import dev.tidemark.core.conflict.Resolution.Choice;
import dev.tidemark.core.record.Op;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.command.ListedConflict;
import dev.tidemark.wire.schema.AppSchema;
import dev.tidemark.wire.schema.SchemaReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RefusalsTest {

    @TempDir Path folder;
    private World world;
    private Tidemark laptop;

    @BeforeEach
    void open() {
        world = new World(folder);
        laptop = world.device("laptop");
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void one_poison_mutation_holds_up_no_other() {
        String poison = "";
        for (int n = 0; n < 1_000; n++) {
            Value.Obj fields = n == 437 ? Fields.of(FakeLog.POISON, 1, "n", n) : Fields.of("n", n);
            String id = laptop.records("notes").create(fields);
            poison = n == 437 ? id : poison;
        }

        SyncResult result = laptop.sync();

        assertThat(result.pushed()).isEqualTo(999);
        assertThat(world.server.log().entries()).hasSize(999);
        DeadLetters.DeadLetter letter = laptop.deadLetters().list().get(0);
        assertThat(letter.mutation().key().id()).isEqualTo(poison);
        assertThat(letter.code()).isEqualTo("VALIDATION");
        assertThat(letter.mutation().fields()).isEqualTo(Fields.of(FakeLog.POISON, 1, "n", 437));
        assertThat(laptop.status().state()).isEqualTo(Status.State.CONFLICT);
        assertThat(laptop.status().deadLetters()).isEqualTo(1);
    }

    @Test
    void what_was_queued_behind_a_refused_mutation_goes_on_without_it() {
        String id = laptop.records("notes").create(Fields.of("a", 1));
        laptop.sync();
        laptop.records("notes").update(id, Fields.of("a", 2));
        laptop.records("notes").update(id, Fields.of(FakeLog.POISON, 1, "b", 1));
        laptop.records("notes").update(id, Fields.of("c", 1));
        laptop.records("notes").update(id, Fields.of("d", 1));

        SyncResult result = laptop.sync();

        assertThat(result.pushed()).isEqualTo(3);
        assertThat(world.server.log().fields("notes", id))
                .isEqualTo(Fields.of("a", 2, "c", 1, "d", 1));
        assertThat(laptop.records("notes").get(id).orElseThrow().fields())
                .isEqualTo(Fields.of("a", 2, "c", 1, "d", 1));
        assertThat(laptop.status().pending()).isZero();
    }

    @Test
    void a_refused_creation_takes_the_record_away_and_a_requeue_brings_it_back() {
        String id = laptop.records("notes").create(Fields.of(FakeLog.POISON, 1, "a", 1));
        laptop.records("notes").update(id, Fields.of("b", 2));
        laptop.sync();
        assertThat(laptop.records("notes").get(id)).isEmpty();
        List<DeadLetters.DeadLetter> letters = laptop.deadLetters().list();
        assertThat(letters)
                .extracting(DeadLetters.DeadLetter::code)
                .containsExactly("VALIDATION", "NOT_FOUND");

        laptop.deadLetters().requeue(letters.get(0).id(), Fields.of("a", 1));
        laptop.deadLetters().requeue(letters.get(1).id());
        laptop.sync();

        assertThat(world.server.log().fields("notes", id)).isEqualTo(Fields.of("a", 1, "b", 2));
        assertThat(laptop.deadLetters().list()).isEmpty();
    }

    @Test
    void a_dead_letter_that_is_still_not_allowed_stays() {
        String id = laptop.records("notes").create(Fields.of(FakeLog.POISON, 1));
        laptop.sync();
        long letter = laptop.deadLetters().list().get(0).id();

        assertThatThrownBy(() -> laptop.deadLetters().requeue(letter, Fields.of("a", "\0")))
                .isInstanceOf(RefusedException.class);

        assertThat(laptop.deadLetters().get(letter).mutation().key().id()).isEqualTo(id);
        assertThat(laptop.status().pending()).isZero();
    }

    @Test
    void a_dead_letter_can_be_let_go() {
        laptop.records("notes").create(Fields.of(FakeLog.POISON, 1));
        laptop.sync();
        long letter = laptop.deadLetters().list().get(0).id();

        laptop.deadLetters().discard(letter);

        assertThat(laptop.status().state()).isEqualTo(Status.State.SYNCED);
        assertThatThrownBy(() -> laptop.deadLetters().discard(letter))
                .isInstanceOf(SyncException.class)
                .hasMessageContaining("no dead letter");
    }

    @Test
    void an_update_of_a_record_that_is_gone_is_requeued_as_a_new_one() {
        String id = laptop.records("notes").create(Fields.of(FakeLog.POISON, 1, "a", 1));
        laptop.records("notes").update(id, Fields.of("b", 2));
        laptop.sync();

        laptop.deadLetters().requeue(laptop.deadLetters().list().get(1).id());
        laptop.sync();

        assertThat(world.server.log().fields("notes", id)).isEqualTo(Fields.of("b", 2));
    }

    @Test
    void a_group_is_refused_whole_and_requeued_whole() {
        String other = laptop.records("notes").create(Fields.of("n", 0));
        laptop.sync();
        List<String> ids = new ArrayList<>();
        laptop.group(group -> {
            ids.add(group.records("notes").create(Fields.of("n", 1)));
            ids.add(group.records("notes").create(Fields.of(FakeLog.POISON, 1)));
            group.records("notes").update(other, Fields.of("n", 2));
        });
        laptop.records("notes").update(other, Fields.of("m", 3));

        laptop.sync();

        assertThat(world.server.log().shown()).hasSize(1);
        assertThat(world.server.log().fields("notes", other)).isEqualTo(Fields.of("n", 0, "m", 3));
        List<DeadLetters.DeadLetter> letters = laptop.deadLetters().list();
        assertThat(letters)
                .extracting(DeadLetters.DeadLetter::code)
                .containsExactly("DEPENDS_ON_REJECTED", "VALIDATION", "DEPENDS_ON_REJECTED");

        laptop.deadLetters().requeue(letters.get(1).id(), Fields.of("n", 1));
        laptop.sync();

        assertThat(world.server.log().fields("notes", ids.get(0))).isEqualTo(Fields.of("n", 1));
        assertThat(world.server.log().fields("notes", ids.get(1))).isEqualTo(Fields.of("n", 1));
        assertThat(world.server.log().fields("notes", other)).isEqualTo(Fields.of("n", 2, "m", 3));
        assertThat(laptop.deadLetters().list()).isEmpty();
    }

    @Test
    void a_batch_that_is_too_large_is_halved_until_it_fits() {
        world.server.commandsMax(7);
        for (int n = 0; n < 100; n++) {
            laptop.records("notes").create(Fields.of("n", n));
        }

        assertThat(laptop.sync().pushed()).isEqualTo(100);
        assertThat(laptop.deadLetters().list()).isEmpty();
    }

    @Test
    void one_mutation_that_is_too_large_becomes_a_dead_letter_and_the_rest_goes_on() {
        world.server.bodyBytesMax(50_000);
        for (int n = 0; n < 60; n++) {
            laptop.records("notes").create(Fields.of("text", "x".repeat(n == 33 ? 60_000 : 2_000)));
        }

        SyncResult result = laptop.sync();

        assertThat(result.pushed()).isEqualTo(59);
        assertThat(laptop.deadLetters().list()).hasSize(1);
        assertThat(laptop.deadLetters().list().get(0).code()).isEqualTo("BODY_TOO_LARGE");
        assertThat(laptop.deadLetters().list().get(0).traceId()).isEqualTo("trace-1");
        assertThat(laptop.status().pending()).isZero();
    }

    @Test
    void a_group_is_never_cut_in_two() {
        world.server.commandsMax(7);
        for (int round = 0; round < 5; round++) {
            laptop.records("notes").create(Fields.of("single", round));
            laptop.group(group -> {
                for (int n = 0; n < 6; n++) {
                    group.records("notes").create(Fields.of("n", n));
                }
            });
        }
        laptop.group(group -> {
            for (int n = 0; n < 8; n++) {
                group.records("notes").create(Fields.of("too many", n));
            }
        });

        laptop.sync();

        assertThat(world.server.log().entries()).hasSize(35);
        assertThat(laptop.deadLetters().list()).hasSize(8);
    }

    @Test
    void a_group_that_is_too_large_is_refused_at_once() {
        assertThatThrownBy(() ->
                        laptop.group(group -> {
                            for (int n = 0; n < 501; n++) {
                                group.records("notes").create(Fields.of("n", n));
                            }
                        }))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at most 500");
        assertThat(laptop.status().pending()).isZero();
    }

    @Test
    void the_schema_of_the_server_counts_on_the_device() {
        world.server.schema(requests());
        laptop.sync();

        assertThatThrownBy(() -> laptop.records("endpoints").create(Fields.of("n", 1)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("name");
        assertThatThrownBy(() -> laptop.records("others").create(Fields.of("n", 1)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("others");
        assertThat(laptop.status().pending()).isZero();
    }

    @Test
    void a_name_that_is_taken_on_this_device_is_refused_with_a_proposal() {
        world.server.schema(requests());
        laptop.sync();
        laptop.records("endpoints").create(Fields.of("name", "List users"));
        laptop.records("endpoints").create(Fields.of("name", "list users (2)"));

        assertThatThrownBy(
                        () -> laptop.records("endpoints").create(Fields.of("name", " LIST users ")))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        e ->
                                assertThat(e.proposal().orElseThrow().value())
                                        .isEqualTo(Value.of("LIST users (3)")));
    }

    @Test
    void a_name_that_another_device_took_is_a_conflict_and_a_rename_settles_it() {
        world.server.schema(requests());
        Tidemark phone = world.device("phone");
        laptop.sync();
        phone.sync();
        laptop.records("endpoints").create(Fields.of("name", "List users"));
        String id = phone.records("endpoints").create(Fields.of("name", "list users "));
        laptop.sync();
        phone.sync();
        ListedConflict conflict = phone.conflicts().list().get(0);
        assertThat(conflict.type()).isEqualTo(Conflict.Type.NATURAL_KEY);
        assertThat(phone.deadLetters().list().get(0).conflictId()).isEqualTo(conflict.conflictId());

        world.network.offline(true);
        phone.conflicts()
                .resolve(
                        conflict.conflictId(),
                        Choice.RENAME,
                        Fields.of("name", "List users (phone)"));
        assertThat(phone.conflicts().list()).isEmpty();
        world.network.offline(false);
        SyncResult result = phone.sync();

        assertThat(result.resolved()).isEqualTo(1);
        assertThat(phone.deadLetters().list()).isEmpty();
        assertThat(phone.records("endpoints").get(id).orElseThrow().text("name"))
                .isEqualTo("List users (phone)");
        assertThat(phone.status().state()).isEqualTo(Status.State.SYNCED);
    }

    @Test
    void a_schema_that_the_app_brings_counts_before_the_first_sync() {
        Tidemark device = world.local("fresh", world.options().withSchema(requests().document()));

        assertThatThrownBy(() -> device.records("endpoints").create(Fields.of("n", 1)))
                .isInstanceOf(RefusedException.class);

        String id =
                device.records("endpoints").create(Fields.of("name", "x", "tags", List.of("a")));
        device.records("endpoints").add(id, "tags", "b");
        device.records("endpoints").increment(id, "hits", 2);
        device.records("endpoints").remove(id, "tags", "a");
        device.records("endpoints").increment(id, "hits", 3);
        assertThat(device.records("endpoints").get(id).orElseThrow().fields())
                .isEqualTo(Fields.of("name", "x", "tags", List.of("b"), "hits", 5));
        device.records("endpoints")
                .put(id, Fields.of("tags", List.of("b", "c"), "hits", 7, "name", "x"));
        assertThat(device.pending().get(5).mutation().fields())
                .isEqualTo(
                        Fields.of(
                                "tags",
                                Fields.of("add", List.of("c"), "remove", List.of()),
                                "hits",
                                Fields.of("increment", 2)));
        assertThat(device.pending().get(0).mutation().op()).isEqualTo(Op.CREATE);
    }

    @Test
    void what_was_written_before_the_schema_came_is_shown_by_its_rules() {
        Tidemark device = world.device("fresh");
        String id =
                device.records("endpoints")
                        .create(Fields.of("name", "x", "tags", Fields.of("add", List.of("a"))));
        world.server.schema(requests());
        world.network.always(
                request -> request.path().startsWith("/v1/schema") ? Fate.ARRIVES : Fate.LOST);
        device.sync();

        device.records("endpoints").add(id, "tags", "b");
        assertThat(device.records("endpoints").get(id).orElseThrow().fields())
                .isEqualTo(Fields.of("name", "x", "tags", List.of("a", "b")));
        world.network.always(request -> Fate.ARRIVES);
        device.sync();
        assertThat(world.server.log().fields("endpoints", id))
                .isEqualTo(Fields.of("name", "x", "tags", List.of("a", "b")));
    }

    private static AppSchema requests() {
        return SchemaReader.read(
                "requests.json",
                Fields.json(
                        "{\"version\": 1, \"collections\": {\"endpoints\": {\"naturalKey\":"
                                + " {\"fields\": [\"name\"], \"foldCase\": true}, \"fields\":"
                                + " {\"tags\": {\"kind\": \"set\"}, \"hits\": {\"kind\":"
                                + " \"counter\"}}, \"schema\": {\"type\": \"object\","
                                + " \"required\": [\"name\"]}}}}"));
    }
}
