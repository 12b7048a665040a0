package dev.tidemark.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.client.SyncPreview.Change;
import dev.tidemark.client.SyncPreview.Counts;
import dev.tidemark.client.SyncPreview.Kind;
import dev.tidemark.client.SyncPreview.Outcome;
import dev.tidemark.client.SyncPreview.Sent;
import dev.tidemark.client.fake.FakeLog;
import dev.tidemark.client.fault.SyncException;
import dev.tidemark.client.sync.SyncLimits;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.problem.ProblemCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SyncPreviewTest {

    @TempDir Path folder;
    private World world;
    private Tidemark laptop;
    private Tidemark phone;
    private String milk = "";
    private String bread = "";

    @BeforeEach
    void open() {
        world = new World(folder);
        laptop = world.device("laptop");
        phone = world.device("phone");
        milk = laptop.records("notes").create(Fields.of("title", "Milk", "n", 1));
        bread = laptop.records("notes").create(Fields.of("title", "Bread"));
        laptop.sync();
        phone.sync();
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void a_preview_shows_what_others_did_as_before_and_after() {
        phone.records("notes").update(milk, Fields.of("n", 2));
        phone.records("notes").delete(bread);
        String new1 = phone.records("lists").create(Fields.of("name", "Home"));
        phone.sync();

        SyncPreview preview = laptop.previewSync();

        assertThat(preview.changes())
                .extracting(Change::kind)
                .containsExactlyInAnyOrder(Kind.UPDATED, Kind.DELETED, Kind.CREATED);
        Change changed = change(preview, milk);
        assertThat(changed.before().field("n")).isEqualTo(Value.of(1));
        assertThat(changed.after().field("n")).isEqualTo(Value.of(2));
        assertThat(change(preview, new1).before()).isNull();
        assertThat(preview.collections().get("notes"))
                .isEqualTo(new Counts(0, 1, 1, 0, 0, 0, 0, 0));
        assertThat(preview.mutations()).isEmpty();
        assertThat(preview.token()).isNotNull();
    }

    @Test
    void a_preview_shows_what_would_become_of_what_waits() {
        phone.records("notes").update(milk, Fields.of("n", 2));
        phone.sync();
        laptop.records("notes").update(milk, Fields.of("n", 3));
        laptop.records("notes").update(bread, Fields.of("n", 1));
        laptop.records("notes").create(Fields.of(FakeLog.POISON, 1));

        SyncPreview preview = laptop.previewSync();

        assertThat(preview.mutations())
                .extracting(Sent::outcome)
                .containsExactly(Outcome.MERGED, Outcome.APPLIED, Outcome.REFUSED);
        assertThat(preview.mutations().get(2).code()).isEqualTo("VALIDATION");
        assertThat(change(preview, milk).newlyDisputed()).isTrue();
        assertThat(preview.total().conflicts()).isEqualTo(1);
        assertThat(preview.exact()).isEqualTo(3);
        assertThat(preview.unforeseen()).isZero();
    }

    @Test
    void a_preview_changes_nothing_here_and_nothing_there() throws IOException {
        phone.records("notes").update(milk, Fields.of("n", 2));
        phone.sync();
        laptop.records("notes").update(milk, Fields.of("n", 3));
        laptop.records("notes").create(Fields.of(FakeLog.POISON, 1));
        Map<String, Value.Obj> shown = World.shown(laptop, "notes");
        Status status = laptop.status();
        long head = world.server.log().head();

        SyncPreview first = laptop.previewSync();
        SyncPreview second = laptop.previewSync();

        assertThat(second).isEqualTo(first);
        assertThat(World.shown(laptop, "notes")).isEqualTo(shown);
        assertThat(laptop.status()).isEqualTo(status);
        assertThat(world.server.log().head()).isEqualTo(head);
        assertThat(laptop.backups().list()).isEmpty();
        assertThat(world.server.paths()).doesNotContain("/v1/sync/batch/preview");
    }

    @Test
    void a_preview_of_a_device_that_never_synced_enrols_nobody_and_binds_nothing() {
        Tidemark tablet = world.device("tablet");
        tablet.records("notes").create(Fields.of("title", "Eggs"));
        int asked = world.server.requests().size();

        SyncPreview preview = tablet.previewSync();

        assertThat(preview.total()).isEqualTo(new Counts(2, 0, 0, 1, 0, 0, 0, 0));
        assertThat(world.server.paths().subList(asked, world.server.paths().size()))
                .containsExactly("/v1/schema", "/v1/sync/changes", "/v1/sync/preview");
        assertThat(tablet.status().accountId()).isNull();
        assertThat(tablet.records("notes").count()).isEqualTo(1);
    }

    @Test
    void a_preview_sends_nothing_of_the_data_to_another_account() {
        laptop.records("notes").update(milk, Fields.of("n", 3));
        world.server.accountId("account-2");
        int asked = world.server.requests().size();

        SyncPreview preview = laptop.previewSync();

        assertThat(preview.trouble().code()).isEqualTo("OTHER_ACCOUNT");
        assertThat(preview.token()).isNull();
        assertThat(world.server.requests()).hasSize(asked + 1);
    }

    @Test
    void trouble_on_the_way_is_told_and_noted_nowhere() {
        world.network.offline(true);

        assertThat(laptop.previewSync().trouble().code()).isEqualTo("UNREACHABLE");
        assertThat(laptop.status().trouble()).isNull();
    }

    @Test
    void a_sync_with_the_token_of_a_preview_does_what_it_said() {
        phone.records("notes").update(milk, Fields.of("n", 2));
        phone.sync();
        laptop.records("notes").update(bread, Fields.of("n", 7));
        SyncPreview preview = laptop.previewSync();

        SyncResult result = laptop.sync(preview.token());

        assertThat(result.pushed()).isEqualTo(1);
        assertThat(result.pulled()).isEqualTo(2);
        assertThat(laptop.status().state()).isEqualTo(Status.State.SYNCED);
        assertThat(laptop.records("notes").get(milk).orElseThrow().field("n"))
                .isEqualTo(Value.of(2));
    }

    @Test
    void a_first_sync_can_be_pinned_too() {
        Tidemark tablet = world.device("tablet");
        tablet.records("notes").create(Fields.of("title", "Eggs"));
        String token = tablet.previewSync().token();

        assertThat(tablet.sync(token).pushed()).isEqualTo(1);
    }

    @Test
    void a_token_is_worth_nothing_once_something_else_waits() {
        String token = laptop.previewSync().token();
        laptop.records("notes").update(bread, Fields.of("n", 8));
        int asked = world.server.requests().size();

        assertStale(token, "other mutations wait");
        assertThat(world.server.requests()).hasSize(asked);
    }

    @Test
    void a_token_is_worth_nothing_once_others_have_changed_something() {
        laptop.records("notes").update(bread, Fields.of("n", 8));
        String token = laptop.previewSync().token();
        phone.records("notes").update(milk, Fields.of("n", 9));
        phone.sync();
        Map<String, Value.Obj> shown = World.shown(laptop, "notes");

        assertStale(token, "others changed it");
        assertThat(World.shown(laptop, "notes")).isEqualTo(shown);
        assertThat(laptop.status().pending()).isEqualTo(1);
        assertThat(laptop.status().trouble()).isNull();
    }

    @Test
    void a_token_is_worth_nothing_once_it_was_used() {
        laptop.records("notes").update(bread, Fields.of("n", 8));
        String token = laptop.previewSync().token();
        laptop.sync(token);

        assertStale(token, "preview again");
    }

    @Test
    void the_server_looks_once_more_before_it_takes_the_batch() {
        laptop.records("notes").update(bread, Fields.of("n", 8));
        String token = laptop.previewSync().token();
        world.network.always(request ->
                (sent, server) -> {
                    if (sent.path().equals("/v1/sync/batch")) {
                        world.network.always(
                                any -> dev.tidemark.client.fake.FakeNetwork.Fate.ARRIVES);
                        return dev.tidemark.client.fake.FakeServer.problem(
                                ProblemCode.PREVIEW_STALE, "somebody was faster");
                    }
                    return server.answer(sent);
                });

        assertStale(token, "somebody was faster");
        assertThat(laptop.status().pending()).isEqualTo(1);
        assertThat(laptop.status().deadLetters()).isZero();
        assertThat(laptop.sync().pushed()).isEqualTo(1);
    }

    @Test
    void what_is_no_token_is_refused_as_such() {
        assertThatThrownBy(() -> laptop.sync("abc"))
                .isInstanceOf(SyncException.class)
                .hasMessageContaining("not the token of a preview");
    }

    @Test
    void of_several_batches_the_first_is_exact_and_what_builds_on_it_is_not_foreseen() {
        SyncLimits small = small();
        Tidemark tablet = world.device("tablet", world.options().withSync(small));
        tablet.sync();
        for (int n = 0; n < 4; n++) {
            tablet.records("notes").create(Fields.of("n", n));
        }
        tablet.records("notes").update(milk, Fields.of("n", 100));
        tablet.records("notes").update(milk, Fields.of("n", 101));
        tablet.records("notes").update(milk, Fields.of("n", 102));

        SyncPreview preview = tablet.previewSync();

        assertThat(preview.exact()).isEqualTo(3);
        assertThat(preview.mutations()).hasSize(6);
        assertThat(preview.unforeseen()).isEqualTo(1);
        assertThat(tablet.sync(preview.token()).pushed()).isEqualTo(7);
    }

    @Test
    void a_batch_that_is_too_large_is_previewed_in_halves() {
        world.server.commandsMax(2);
        for (int n = 0; n < 5; n++) {
            laptop.records("notes").create(Fields.of("n", n));
        }

        SyncPreview preview = laptop.previewSync();

        assertThat(preview.mutations()).hasSize(5).allMatch(each -> each.code() == null);
        assertThat(laptop.sync(preview.token()).pushed()).isEqualTo(5);
    }

    @Test
    void a_preview_begins_anew_where_the_cursor_is_too_old_and_keeps_the_cursor() {
        phone.records("notes").delete(bread);
        phone.sync();
        world.server.forgetThePast();

        SyncPreview preview = laptop.previewSync();

        assertThat(preview.changes()).extracting(Change::kind).containsExactly(Kind.DELETED);
        assertThat(laptop.records("notes").count()).isEqualTo(2);
        assertThat(laptop.sync(preview.token()).complete()).isTrue();
        assertThat(laptop.records("notes").count()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void whatever_happened_a_sync_does_what_its_preview_said(long seed) throws IOException {
        Files.createDirectories(folder.resolve("s"));
        Random random = new Random(seed);
        List<Tidemark> devices = List.of(laptop, phone);
        for (int step = 0; step < 40; step++) {
            Tidemark device = devices.get(random.nextInt(2));
            for (int n = random.nextInt(4); n > 0; n--) {
                write(device, random);
            }
            if (random.nextBoolean()) {
                devices.get(random.nextInt(2)).sync();
            }
            SyncPreview preview = device.previewSync();
            Map<String, Value.Obj> wanted = World.shown(device, "notes");
            preview.changes()
                    .forEach(each -> {
                        if (each.kind() == Kind.DELETED || each.kind() == Kind.GONE) {
                            wanted.remove(each.key().id());
                        } else {
                            wanted.put(each.key().id(), each.after().fields());
                        }
                    });
            SyncResult result = device.sync(preview.token());

            assertThat(new TreeMap<>(World.shown(device, "notes"))).isEqualTo(wanted);
            assertThat(result.pushed())
                    .isEqualTo(preview.total().applied() + preview.total().merged());
            assertThat(result.refused()).isEqualTo(preview.total().refused());
        }
    }

    private void write(Tidemark device, Random random) {
        Records notes = device.records("notes");
        List<LocalRecord> all = notes.list();
        if (all.isEmpty() || random.nextInt(3) == 0) {
            notes.create(
                    random.nextInt(5) == 0
                            ? Fields.of(FakeLog.POISON, 1)
                            : Fields.of("n", random.nextInt(9)));
            return;
        }
        String id = all.get(random.nextInt(all.size())).id();
        if (random.nextInt(5) == 0) {
            notes.delete(id);
        } else {
            notes.update(id, Fields.of("n", random.nextInt(9)));
        }
    }

    private static SyncLimits small() {
        SyncLimits usual = SyncLimits.DEFAULTS;
        return new SyncLimits(
                3,
                usual.batchBytesMax(),
                usual.pageRecordsMax(),
                usual.backoffFirst(),
                usual.backoffMax(),
                usual.schemaAge(),
                usual.checkEvery());
    }

    private static Change change(SyncPreview preview, String id) {
        return preview.changes().stream()
                .filter(each -> each.key().id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private void assertStale(String token, String why) {
        assertThatThrownBy(() -> laptop.sync(token))
                .isInstanceOf(SyncException.class)
                .hasMessageContaining(why)
                .extracting(thrown -> ((SyncException) thrown).kind())
                .isEqualTo(SyncException.Kind.STALE);
    }
}
