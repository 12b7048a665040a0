package dev.tidemark.server.engine;

import static dev.tidemark.server.engine.Writer.note;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tidemark.core.record.Mutation;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.server.problem.Problem;
import dev.tidemark.wire.command.Batch;
import dev.tidemark.wire.command.BatchAnswer;
import dev.tidemark.wire.problem.ProblemCode;
import java.nio.file.Path;
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
        return bench.push().preview(b.asking(), batch);
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

        assertThat(catchThrowableOfType(Problem.class, () -> preview(batch)).code())
                .isEqualTo(ProblemCode.INITIAL_PULL_REQUIRED);
    }

    @Test
    void a_preview_among_real_batches_leaves_them_alone() {
        preview(b.batch(b.cursor, b.create(note("shown"), "{'n':1}")));
        a.accepted(a.create(note("real"), "{'n':1}"));

        assertThat(a.pull().records.keySet()).containsExactly(NOTE, note("real"));
    }
}
