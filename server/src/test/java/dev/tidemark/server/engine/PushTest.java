package dev.tidemark.server.engine;

import static dev.tidemark.server.engine.Writer.note;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tidemark.core.merge.Refusal.Code;
import dev.tidemark.core.record.Mutation;
import dev.tidemark.core.record.Op;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.server.problem.Problem;
import dev.tidemark.wire.command.Ack;
import dev.tidemark.wire.command.Ack.Status;
import dev.tidemark.wire.command.BatchAnswer;
import dev.tidemark.wire.command.Rejection;
import dev.tidemark.wire.problem.ProblemCode;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PushTest {

    private static final RecordKey NOTE = note("n-1");

    @TempDir Path folder;
    private Workbench bench;
    private Writer a;
    private Writer b;

    @BeforeEach
    void open() {
        bench = new Workbench(folder);
        a = bench.device("a");
        b = bench.device("b");
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void a_creation_is_applied_and_comes_back() {
        Mutation created = a.create(NOTE, "{'text':'x'}");
        BatchAnswer answer = a.push(created);

        assertThat(answer.acked()).containsExactly(new Ack(created.id(), Status.APPLIED, 1, null));
        assertThat(answer.rejections()).isEmpty();
        assertThat(answer.page().changes()).hasSize(1);
        assertThat(answer.page().hasMore()).isFalse();
        assertThat(a.records.get(NOTE).fields()).hasToString("{\"text\":\"x\"}");
        assertThat(a.records.get(NOTE).updatedBy()).isEqualTo("a");
        assertThat(bench.announced).containsExactly(Workbench.ACCOUNT);
    }

    @Test
    void concurrent_writes_of_one_field_are_kept_both_and_flagged() {
        a.accepted(a.create(NOTE, "{'text':'base'}"));
        b.pull();
        a.accepted(a.update(NOTE, "{'text':'left'}"));
        bench.pass(java.time.Duration.ofMinutes(10));
        Ack ack = b.accepted(b.update(NOTE, "{'text':'right'}"));

        assertThat(ack.status()).isEqualTo(Status.MERGED);
        assertThat(ack.conflictId()).isNotNull();
        assertThat(a.fields(NOTE)).isEqualTo("{\"text\":\"right\"}");
    }

    @Test
    void a_batch_that_is_sent_again_has_the_same_outcome_also_after_a_restart() {
        Mutation created = a.create(NOTE, "{'text':'x'}");
        Mutation updated = a.update(NOTE, "{'text':'y'}");
        BatchAnswer first = a.send(a.batch(null, created, updated));
        bench.restart();
        BatchAnswer again = a.send(a.batch(null, created, updated));

        assertThat(first.acked()).extracting(Ack::status).containsOnly(Status.APPLIED);
        assertThat(again.acked()).extracting(Ack::status).containsOnly(Status.DUPLICATE);
        assertThat(again.acked()).extracting(Ack::version).containsExactly(1L, 2L);
        assertThat(again.page().newSince()).isEqualTo(first.page().newSince());
    }

    @Test
    void another_mutation_under_a_used_dot_means_a_forked_device() {
        a.accepted(a.create(NOTE, "{'text':'x'}"));
        Writer twin = bench.device("a");
        twin.cursor = a.cursor;
        Rejection rejection = twin.refused(twin.create(NOTE, "{'text':'other'}"));

        assertThat(rejection.known()).isEqualTo(Code.DEVICE_FORKED);
        assertThat(rejection.retryable()).isFalse();
        assertThat(a.fields(NOTE)).isEqualTo("{\"text\":\"x\"}");
    }

    @Test
    void what_is_queued_behind_a_forked_mutation_overwrites_nothing() {
        a.accepted(a.create(NOTE, "{'text':'x'}"));
        Writer twin = bench.device("a");
        twin.cursor = a.cursor;
        BatchAnswer answer =
                twin.push(twin.create(NOTE, "{'text':'1'}"), twin.update(NOTE, "{'text':'2'}"));

        assertThat(answer.rejections())
                .extracting(Rejection::known)
                .containsExactly(Code.DEVICE_FORKED, Code.DEPENDS_ON_REJECTED);
        assertThat(a.fields(NOTE)).isEqualTo("{\"text\":\"x\"}");
    }

    @Test
    void the_id_of_the_mutation_before_is_no_id_for_the_next_one() {
        Mutation created = a.create(NOTE, "{'text':'x'}");
        a.accepted(created);
        Mutation next = a.update(NOTE, "{'text':'y'}");
        Mutation reused =
                new Mutation(
                        created.id(),
                        NOTE,
                        Op.UPDATE,
                        next.dot(),
                        next.context(),
                        next.fields(),
                        next.unset(),
                        next.clock(),
                        null,
                        null);

        assertThat(a.refused(reused).known()).isEqualTo(Code.VALIDATION);
    }

    @Test
    void a_device_that_saw_nothing_of_an_account_with_data_pulls_first() {
        a.accepted(a.create(NOTE, "{'text':'x'}"));
        Problem problem =
                catchThrowableOfType(
                        Problem.class, () -> b.push(b.create(note("n-2"), "{'text':'y'}")));

        assertThat(problem.code()).isEqualTo(ProblemCode.INITIAL_PULL_REQUIRED);
        assertThat(a.pull().records).hasSize(1);
    }

    @Test
    void several_mutations_of_one_record_give_one_state() {
        BatchAnswer answer =
                a.push(
                        a.create(NOTE, "{'n':0}"),
                        a.update(NOTE, "{'n':1}"),
                        a.update(NOTE, "{'m':2}"));

        assertThat(answer.acked()).extracting(Ack::version).containsExactly(1L, 2L, 3L);
        assertThat(answer.page().changes()).hasSize(1);
        assertThat(a.fields(NOTE)).isEqualTo("{\"m\":2,\"n\":1}");
    }
}
