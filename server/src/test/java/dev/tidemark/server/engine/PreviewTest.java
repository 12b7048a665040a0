package dev.tidemark.server.engine;

import static dev.tidemark.server.engine.Writer.note;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tidemark.core.record.Mutation;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.schema.CollectionRules.WriteRule;
import dev.tidemark.server.access.Role;
import dev.tidemark.server.access.Scopes;
import dev.tidemark.server.cursor.Pin;
import dev.tidemark.server.problem.Problem;
import dev.tidemark.server.store.Head;
import dev.tidemark.wire.command.Ack;
import dev.tidemark.wire.command.Batch;
import dev.tidemark.wire.command.BatchAnswer;
import dev.tidemark.wire.command.Preview;
import dev.tidemark.wire.problem.ProblemCode;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreviewTest {

    private static final RecordKey NOTE = note("n");

    @TempDir Path folder;
    private Workbench bench;
    private Writer a;
    private Writer b;

    @BeforeEach
    void open() {
        bench = new Workbench(folder);
        a = bench.device("a");
        b = bench.device("b");
        a.accepted(a.create(NOTE, "{'text':'base'}"));
        b.pull();
        a.accepted(a.update(NOTE, "{'text':'left'}"));
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private BatchAnswer preview(Batch batch) {
        return previewed(batch).answer();
    }

    private Preview previewed(Batch batch) {
        return bench.push().preview(b.asking(), batch);
    }

    private static Batch expecting(Batch batch, String token) {
        return new Batch(batch.deviceId(), batch.since(), batch.limit(), batch.commands(), token);
    }

    private void assertStale(Batch batch, String why) {
        Problem problem = catchThrowableOfType(Problem.class, () -> b.send(batch));
        assertThat(problem.code()).isEqualTo(ProblemCode.PREVIEW_STALE);
        assertThat(problem.detail()).contains(why, "Nothing was applied");
    }

    private long seq() {
        return bench.lanes().readNow(tx -> Head.find(tx, Workbench.ACCOUNT).orElseThrow().seq());
    }

    @Test
    void a_preview_answers_what_the_batch_then_does_and_changes_nothing() {
        Mutation merged = b.update(NOTE, "{'text':'right'}");
        Mutation created = b.create(note("new"), "{'n':1}");
        Mutation refused = b.create(note("bad"), "{'n':'\\u0000'}");
        Batch batch = b.batch(b.cursor, merged, created, refused);
        BatchAnswer first = preview(batch);
        BatchAnswer second = preview(batch);

        assertThat(second).isEqualTo(first);
        assertThat(a.page(a.cursor, 10).changes()).isEmpty();
        assertThat(bench.openConflicts()).isEmpty();
        assertThat(bench.announced).hasSize(2);
        BatchAnswer real = b.send(batch);
        assertThat(real.acked()).isEqualTo(first.acked());
        assertThat(real.rejections()).isEqualTo(first.rejections());
        assertThat(real.page().changes()).isEqualTo(first.page().changes());
    }

    @Test
    void the_cursor_of_a_preview_is_the_one_that_came() {
        Batch batch = b.batch(b.cursor, b.create(note("new"), "{'n':1}"));

        assertThat(preview(batch).page().newSince()).isEqualTo(b.cursor);
    }

    @Test
    void a_preview_is_refused_as_the_batch_would_be() {
        Batch batch = b.batch(null, b.create(note("new"), "{'n':1}"));

        assertThat(catchThrowableOfType(Problem.class, () -> previewed(batch)).code())
                .isEqualTo(ProblemCode.INITIAL_PULL_REQUIRED);
    }

    @Test
    void a_preview_among_real_batches_leaves_them_alone() {
        preview(b.batch(b.cursor, b.create(note("shown"), "{'n':1}")));
        a.accepted(a.create(note("real"), "{'n':1}"));

        assertThat(a.pull().records.keySet()).containsExactly(NOTE, note("real"));
    }

    @Test
    void a_batch_is_taken_in_the_state_that_was_previewed() {
        Batch batch = b.batch(b.cursor, b.update(NOTE, "{'text':'right'}"));
        String token = previewed(batch).token();

        assertThat(b.send(expecting(batch, token)).acked()).hasSize(1);
    }

    @Test
    void a_batch_that_was_taken_may_come_again_with_its_token() {
        Batch batch = b.batch(b.cursor, b.update(NOTE, "{'text':'right'}"));
        Batch expecting = expecting(batch, previewed(batch).token());
        b.send(expecting);

        assertThat(b.send(expecting).acked())
                .extracting(Ack::status)
                .containsExactly(Ack.Status.DUPLICATE);
    }

    @Test
    void once_the_account_has_moved_the_token_is_stale_and_says_how_far() {
        Batch batch = b.batch(b.cursor, b.update(NOTE, "{'text':'right'}"));
        String token = previewed(batch).token();
        a.accepted(a.create(note("other"), "{'n':1}"));
        long before = seq();

        assertStale(
                expecting(batch, token), "was at version 2 when this was previewed, and is at 3");
        assertThat(seq()).isEqualTo(before);
    }

    @Test
    void a_change_beside_the_log_makes_a_token_stale_too() {
        bench.app =
                Schemas.app(
                        Schemas.collection("notes"),
                        Schemas.collection("sheets").rule(WriteRule.OCC));
        RecordKey sheet = new RecordKey("sheets", "1");
        a.accepted(a.create(sheet, "{'n':1}"));
        b.pull();
        Batch batch = b.batch(b.cursor, b.create(new RecordKey("sheets", "2"), "{'n':1}"));
        String token = previewed(batch).token();
        Writer c = bench.device("c").pull();
        a.accepted(a.update(sheet, "{'n':2}"));
        String later = previewed(batch).token();
        c.refused(c.update(sheet, "{'n':3}"));

        assertStale(expecting(batch, token), "version");
        assertStale(expecting(batch, later), "no change, such as a conflict");
    }

    @Test
    void a_token_is_for_one_batch_only() {
        Batch batch = b.batch(b.cursor, b.update(NOTE, "{'text':'right'}"));
        String token = previewed(batch).token();
        Batch other = b.batch(b.cursor, b.create(note("new"), "{'n':1}"));

        assertStale(expecting(other, token), "The batch");
    }

    @Test
    void a_token_is_for_one_set_of_rights_only() {
        Batch batch = b.batch(b.cursor, b.update(NOTE, "{'text':'right'}"));
        String token = previewed(batch).token();
        b.principal = bench.principal(Role.OWNER, Scopes.of(List.of("notes:edit")));

        assertStale(expecting(batch, token), "rights");
    }

    @Test
    void what_is_no_token_of_this_account_is_invalid() {
        Batch batch = b.batch(b.cursor, b.update(NOTE, "{'text':'right'}"));
        String token = previewed(batch).token();
        char last = token.charAt(3) == 'A' ? 'B' : 'A';
        String tampered = token.substring(0, 3) + last + token.substring(4);
        Pin pin = bench.cursors.pin(Workbench.ACCOUNT, token);

        for (String bad : List.of(tampered, "", String.valueOf(b.cursor), foreign(pin))) {
            assertThat(
                            catchThrowableOfType(Problem.class, () -> b.send(expecting(batch, bad)))
                                    .code())
                    .isEqualTo(ProblemCode.INVALID);
        }
        assertThat(catchThrowableOfType(Problem.class, () -> b.page(token, 5)).code())
                .isEqualTo(ProblemCode.CURSOR_INVALID);
    }

    private String foreign(Pin pin) {
        return bench.cursors.token("another account", pin);
    }

    @Test
    void of_many_with_one_token_one_is_taken() throws Exception {
        Batch batch = b.batch(b.cursor, b.update(NOTE, "{'text':'right'}"));
        Mutation[] others = new Mutation[20];
        for (int i = 0; i < others.length; i++) {
            others[i] = a.create(note("o" + i), "{'n':1}");
        }
        Batch large = a.batch(a.cursor, others);
        String mine = previewed(batch).token();
        String theirs = bench.push().preview(a.asking(), large).token();
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            Future<Boolean> one = threads.submit(() -> isTaken(b, expecting(batch, mine)));
            Future<Boolean> two = threads.submit(() -> isTaken(a, expecting(large, theirs)));

            assertThat(List.of(one.get(), two.get())).containsExactlyInAnyOrder(true, false);
        }
    }

    private static boolean isTaken(Writer device, Batch batch) {
        try {
            return !device.send(batch).acked().isEmpty();
        } catch (Problem stale) {
            return false;
        }
    }
}
