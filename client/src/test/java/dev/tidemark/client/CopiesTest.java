package dev.tidemark.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.client.fake.FakeLog;
import dev.tidemark.client.fake.FakeNetwork.Fate;
import dev.tidemark.client.sync.SyncLimits;
import dev.tidemark.client.transport.Request;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.account.DeviceRequest;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.json.JsonLimits;
import dev.tidemark.wire.schema.SchemaReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Databases that were copied, with mutations in their queues or without. */
class CopiesTest {

    @TempDir Path folder;
    private World world;

    @BeforeEach
    void open() {
        world = new World(folder);
        world.server.schema(
                SchemaReader.read(
                        "copies",
                        Fields.json(
                                "{\"version\": 1, \"collections\": {\"*\": {\"id\": \"string\","
                                        + " \"fields\": {\"hits\": {\"kind\": \"counter\"},"
                                        + " \"tags\": {\"kind\": \"set\"}}}}}")));
    }

    @AfterEach
    void close() {
        world.close();
    }

    private Tidemark copy(Tidemark device, String name) {
        device.backups().copyTo(world.file(name));
        return world.device(name);
    }

    /** A device with one record that the server has, and that has nothing to send. */
    private Tidemark device(String name) {
        Tidemark device = world.device(name);
        device.sync();
        device.records("notes").create("shared", Fields.of("hits", Fields.of("increment", 1)));
        device.sync();
        return device;
    }

    private static Records notes(Tidemark device) {
        return device.records("notes");
    }

    /**
     * All sync until nothing moves any more, and show the same; the server took each thing once.
     */
    private void settle(Tidemark... devices) {
        for (int round = 0; round < 4; round++) {
            for (Tidemark device : devices) {
                world.clock.pass(Duration.ofMinutes(10));
                device.sync();
            }
        }
        List<String> taken = new ArrayList<>();
        world.server.log().entries().forEach(each -> taken.add(each.mutation().id()));
        assertThat(taken).doesNotHaveDuplicates();
        for (Tidemark device : devices) {
            assertThat(device.pending()).isEmpty();
            assertThat(World.shown(device, "notes")).isEqualTo(World.shown(devices[0], "notes"));
            assertThat(device.records("notes").get("shared").orElseThrow().fields())
                    .isEqualTo(world.server.log().fields("notes", "shared"));
        }
    }

    private Value hits() {
        return world.server.log().fields("notes", "shared").members().get("hits");
    }

    /** Two databases with one mutation in their queues, whose dot a third one has used. */
    private List<Tidemark> robbed() {
        Tidemark laptop = device("laptop");
        Tidemark thief = copy(laptop, "thief");
        notes(laptop).increment("shared", "hits", 10);
        Tidemark second = copy(laptop, "second");
        notes(thief).increment("shared", "hits", 100);
        thief.sync();
        return List.of(laptop, second, thief);
    }

    @Test
    void what_two_copies_have_queued_alike_is_taken_once_when_both_take_new_ids() {
        List<Tidemark> devices = robbed();

        settle(devices.get(0), devices.get(1), devices.get(2));

        assertThat(hits()).isEqualTo(Fields.value(111));
        assertThat(devices.stream().map(each -> each.status().deviceId()).distinct()).hasSize(3);
        assertThat(world.server.log().entries()).hasSize(3);
    }

    @Test
    void what_is_written_behind_something_known_has_seen_it() {
        Tidemark laptop = device("laptop");
        Tidemark thief = copy(laptop, "thief");
        notes(laptop).add("shared", "tags", "draft");
        notes(laptop).update("shared", Fields.of("title", "queued"));
        Tidemark second = copy(laptop, "second");
        notes(thief).increment("shared", "hits", 100);
        thief.sync();
        notes(second).remove("shared", "tags", "draft");
        notes(second).update("shared", Fields.of("title", "meant to replace it"));

        settle(laptop, second, thief);

        Value.Obj fields = world.server.log().fields("notes", "shared");
        assertThat(fields.members().get("title")).isEqualTo(Value.of("meant to replace it"));
        assertThat(fields.members().get("tags")).isEqualTo(Value.of(List.of()));
        assertThat(second.conflicts().list()).isEmpty();
    }

    /** The group is refused for the record that was robbed, and waits with the other one. */
    @Test
    void what_only_a_copy_could_send_is_known_when_the_original_sends_it_unchanged() {
        Tidemark laptop = device("laptop");
        notes(laptop).create("other", Fields.of("n", 1));
        laptop.sync();
        Tidemark thief = copy(laptop, "thief");
        laptop.group(group -> {
            group.records("notes").increment("shared", "hits", 10);
            group.records("notes").increment("other", "hits", 10);
        });
        Tidemark second = copy(laptop, "second");
        notes(laptop).update("other", Fields.of("n", "the laptop's"));
        notes(thief).increment("shared", "hits", 100);
        thief.sync();
        second.sync();

        settle(laptop, second, thief);

        assertThat(hits()).isEqualTo(Fields.value(111));
        assertThat(world.server.log().fields("notes", "other"))
                .isEqualTo(Fields.of("n", "the laptop's", "hits", 10));
    }

    @Test
    void copies_of_copies_go_their_own_ways() {
        List<Tidemark> devices = new ArrayList<>(robbed());
        Tidemark second = devices.get(1);
        notes(second).increment("shared", "hits", 1_000);
        Tidemark third = copy(second, "third");
        second.sync();
        notes(second).increment("shared", "hits", 10_000);
        Tidemark fourth = copy(second, "fourth");
        notes(third).increment("shared", "hits", 100_000);
        notes(fourth).increment("shared", "hits", 1_000_000);
        devices.add(third);
        devices.add(fourth);

        settle(fourth, third, devices.get(0), second, devices.get(2));

        assertThat(hits()).isEqualTo(Fields.value(1_111_111));
    }

    @Test
    void what_moved_up_behind_a_refused_one_is_taken_once() {
        Tidemark laptop = device("laptop");
        notes(laptop).update("shared", Fields.of(FakeLog.POISON, 1));
        notes(laptop).increment("shared", "hits", 10);
        Tidemark copy = copy(laptop, "copy");
        notes(copy).increment("shared", "hits", 100);

        settle(laptop, copy);

        assertThat(hits()).isEqualTo(Fields.value(111));
        assertThat(laptop.deadLetters().list()).hasSize(1);
        assertThat(copy.deadLetters().list()).hasSize(1);
    }

    @Test
    void a_dead_letter_that_is_requeued_is_another_mutation() {
        Tidemark laptop = device("laptop");
        notes(laptop).update("shared", Fields.of(FakeLog.POISON, 1, "n", 1));
        laptop.sync();
        Tidemark copy = copy(laptop, "copy");
        for (Tidemark each : List.of(laptop, copy)) {
            each.deadLetters().requeue(1, Fields.of("hits", Fields.of("increment", 10)));
        }

        settle(laptop, copy);

        assertThat(hits()).as("two people wanted it").isEqualTo(Fields.value(21));
        assertThat(copy.deadLetters().list()).isEmpty();
    }

    @Test
    void a_copy_that_does_not_sync_for_a_while_comes_back() {
        List<Tidemark> devices = robbed();
        Tidemark second = devices.get(1);
        second.disableSync();
        notes(second).increment("shared", "hits", 1_000);
        settle(devices.get(0), devices.get(2));
        World.enable(second);

        settle(second, devices.get(0), devices.get(2));

        assertThat(hits()).isEqualTo(Fields.value(1_111));
    }

    @Test
    void what_is_known_is_shown_until_its_record_has_come() {
        List<Tidemark> devices = robbed();
        devices.get(0).sync();
        devices.get(1).close();
        SyncLimits limits =
                new SyncLimits(
                        30,
                        1 << 20,
                        1,
                        Duration.ofMillis(10),
                        Duration.ofSeconds(1),
                        Duration.ofMinutes(10),
                        Duration.ZERO);
        Tidemark second = world.device("second", world.options().withSync(limits));
        // Between the pull and the push somebody writes more than one page.
        world.network.always(request -> {
            if (request.path().equals("/v1/sync/batch") && second.status().pending() > 0) {
                return (sent, server) -> {
                    world.network.always(each -> Fate.ARRIVES);
                    for (int n = 0; n < 3; n++) {
                        notes(devices.get(0)).create(Fields.of("n", n));
                    }
                    devices.get(0).sync();
                    return server.answer(sent);
                };
            }
            return Fate.ARRIVES;
        });

        settle(second, devices.get(0), devices.get(2));

        assertThat(hits()).isEqualTo(Fields.value(111));
    }

    @Test
    void an_enrolment_whose_answer_was_lost_is_asked_for_again() {
        List<Tidemark> devices = robbed();
        Tidemark second = devices.get(1);
        world.network.always(
                request -> request.path().equals("/v1/devices") ? Fate.ANSWER_LOST : Fate.ARRIVES);
        second.sync();
        world.network.always(request -> Fate.ARRIVES);

        settle(second, devices.get(0), devices.get(2));

        assertThat(enrolled().get(2)).isEqualTo(enrolled().get(1));
        assertThat(hits()).isEqualTo(Fields.value(111));
    }

    @Test
    void a_copy_made_while_another_id_was_wanted_takes_yet_another() {
        List<Tidemark> devices = robbed();
        Tidemark second = devices.get(1);
        world.network.always(
                request -> request.path().equals("/v1/devices") ? Fate.LOST : Fate.ARRIVES);
        second.sync();
        world.network.always(request -> Fate.ARRIVES);
        Tidemark third = copy(second, "third");
        notes(third).increment("shared", "hits", 1_000);

        settle(second, third, devices.get(0), devices.get(2));

        assertThat(third.status().deviceId()).isNotEqualTo(second.status().deviceId());
        assertThat(hits()).isEqualTo(Fields.value(1_111));
    }

    /** The device ids that were asked for, in order. */
    private List<String> enrolled() {
        return world.server.requests().stream()
                .filter(request -> request.path().equals("/v1/devices"))
                .map(Request::body)
                .map(body -> DeviceRequest.read(Json.read(body, JsonLimits.DEFAULT)).deviceId())
                .toList();
    }

    @Test
    void a_copied_database_takes_another_id_and_loses_nothing() {
        Tidemark laptop = world.device("laptop");
        String shared = laptop.records("notes").create(Fields.of("n", 0));
        laptop.sync();
        laptop.records("notes").update(shared, Fields.of("a", "queued before the copy"));
        laptop.backups().copyTo(world.file("copy"));
        Tidemark copy = world.device("copy");
        assertThat(copy.status().deviceId()).isEqualTo(laptop.status().deviceId());

        laptop.records("notes").update(shared, Fields.of("b", "laptop"));
        copy.records("notes").update(shared, Fields.of("b", "copy"));
        copy.records("notes").update(shared, Fields.of("c", "copy"));
        String more = copy.records("notes").create(Fields.of("n", "only in the copy"));
        laptop.sync();
        SyncResult forked = copy.sync();
        laptop.sync();

        assertThat(copy.status().deviceId()).isNotEqualTo(laptop.status().deviceId());
        assertThat(forked.notices()).hasSize(1).first().asString().contains("copy of another");
        assertThat(forked.complete()).isTrue();
        assertThat(copy.status().pending()).isZero();
        assertThat(copy.deadLetters().list()).isEmpty();
        assertThat(World.shown(copy, "notes")).isEqualTo(World.shown(laptop, "notes"));
        assertThat(laptop.records("notes").get(more)).isPresent();
        LocalRecord record = laptop.records("notes").get(shared).orElseThrow();
        assertThat(record.text("a")).isEqualTo("queued before the copy");
        assertThat(record.text("c")).isEqualTo("copy");
        assertThat(laptop.conflicts().list().get(0).fields().get(0).siblings())
                .extracting(sibling -> sibling.value().toString())
                .containsExactlyInAnyOrder("\"laptop\"", "\"copy\"");
        assertThat(world.server.log().entries())
                .as("what both had queued was taken once")
                .hasSize(6);
    }

    @Test
    void counters_of_a_copied_database_add_up_once() {
        world.server.schema(
                SchemaReader.read(
                        "counts",
                        Fields.json(
                                "{\"version\": 1, \"collections\": {\"counts\": {\"fields\":"
                                        + " {\"n\": {\"kind\": \"counter\"}}}}}")));
        Tidemark laptop = world.device("laptop");
        laptop.sync();
        String id = laptop.records("counts").create(Fields.of("n", Fields.of("increment", 1)));
        laptop.sync();
        laptop.records("counts").increment(id, "n", 10);
        laptop.backups().copyTo(world.file("copy"));
        Tidemark copy = world.device("copy");
        laptop.records("counts").increment(id, "n", 100);
        copy.records("counts").increment(id, "n", 1000);

        laptop.sync();
        copy.sync();
        laptop.sync();

        assertThat(laptop.records("counts").get(id).orElseThrow().fields())
                .isEqualTo(Fields.of("n", 1111));
        assertThat(World.shown(copy, "counts")).isEqualTo(World.shown(laptop, "counts"));
    }

    @Test
    void an_old_copy_put_back_loses_nothing_that_is_written_afterwards() {
        Tidemark laptop = world.device("laptop");
        String id = laptop.records("notes").create(Fields.of("n", 0));
        laptop.sync();
        laptop.backups().copyTo(world.file("old"));
        laptop.records("notes").update(id, Fields.of("n", 1));
        laptop.sync();
        laptop.close();
        Tidemark old = world.device("old");

        old.records("notes").update(id, Fields.of("m", "after the restore"));
        old.sync();

        assertThat(world.server.log().fields("notes", id))
                .isEqualTo(Fields.of("n", 1, "m", "after the restore"));
        assertThat(old.status().pending()).isZero();
    }
}
