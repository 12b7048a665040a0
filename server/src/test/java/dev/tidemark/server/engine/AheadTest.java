package dev.tidemark.server.engine;

import static dev.tidemark.server.engine.Schemas.collection;
import static dev.tidemark.server.engine.Writer.note;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.core.conflict.Resolution;
import dev.tidemark.core.conflict.Resolution.Choice;
import dev.tidemark.core.record.Mutation;
import dev.tidemark.core.record.Op;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.server.engine.Foreseen.Overtaken;
import dev.tidemark.server.engine.Submission.Decided;
import dev.tidemark.server.engine.Submission.Written;
import dev.tidemark.server.problem.Problem;
import dev.tidemark.server.store.Tables;
import dev.tidemark.wire.command.Ack;
import dev.tidemark.wire.command.Ack.Status;
import dev.tidemark.wire.command.Batch;
import dev.tidemark.wire.command.BatchAnswer;
import dev.tidemark.wire.command.Rejection;
import dev.tidemark.wire.command.Resolve;
import dev.tidemark.wire.command.Resolve.Decision;
import dev.tidemark.wire.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AheadTest {

    private static final RecordKey ANN = new RecordKey("people", "1");
    private static final RecordKey OTHER_ANN = new RecordKey("people", "2");
    private static final RecordKey BOB = new RecordKey("people", "3");

    @TempDir Path folder;
    private Workbench bench;
    private Writer a;
    private Writer b;

    @BeforeEach
    void open() {
        bench =
                new Workbench(
                        folder,
                        Schemas.app(collection("notes"), collection("people").named("name")));
        a = bench.device("a");
        b = bench.device("b");
        a.accepted(a.create(note("first"), "{'n':0}"));
        b.pull();
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private Submission submission(Writer device, Mutation... mutations) {
        return bench.push().submission(device.asking(), device.batch(device.cursor, mutations));
    }

    private Decided decided(Submission submission, Foreseen foreseen) {
        return bench.lanes().readNow(tx -> submission.decided(tx, foreseen));
    }

    private Decided decided(Submission submission) {
        return decided(submission, Foreseen.NOTHING);
    }

    private Written written(Submission submission, Decided ahead) {
        return bench.lanes().writeNow("test", tx -> submission.writtenAsDecided(tx, ahead));
    }

    private static Foreseen after(Decided decided) {
        return new Foreseen(decided.posting().head(), List.of(decided.touched()));
    }

    private static List<Status> statuses(Written written) {
        return written.decided().acks().stream().map(Ack::status).toList();
    }

    @Test
    void what_was_decided_ahead_is_written_as_it_is() {
        Submission submission = submission(a, a.create(note("1"), "{'n':1}"));
        Decided ahead = decided(submission);
        Written written = written(submission, ahead);

        assertThat(written.decided()).isSameAs(ahead);
        assertThat(a.fields(note("1"))).isEqualTo("{\"n\":1}");
    }

    @Test
    void what_was_decided_before_somebody_else_wrote_is_decided_again() {
        Submission submission = submission(a, a.update(note("first"), "{'n':1}"));
        Decided ahead = decided(submission);
        b.accepted(b.update(note("first"), "{'n':2}"));
        Written written = written(submission, ahead);

        assertThat(written.decided()).isNotSameAs(ahead);
        assertThat(statuses(written)).containsExactly(Status.MERGED);
    }

    @Test
    void a_refusal_that_is_kept_meanwhile_counts_as_written_though_the_log_stands_still() {
        a.accepted(a.create(ANN, "{'name':'Ann'}"));
        b.pull();
        Mutation clash = b.create(OTHER_ANN, "{'name':'Ann'}");
        Submission first = submission(b, clash);
        Submission again = submission(b, clash);
        Decided ahead = decided(again);
        bench.lanes().writeNow("test", first::written);
        Written written = written(again, ahead);

        assertThat(written.decided()).isNotSameAs(ahead);
        assertThat(bench.openConflicts()).hasSize(1);
    }

    @Test
    void a_decision_of_a_person_counts_as_written_though_the_log_stands_still() {
        a.accepted(a.create(ANN, "{'name':'Ann'}"));
        b.pull();
        Mutation clash = b.create(OTHER_ANN, "{'name':'Ann'}");
        Rejection refused = b.refused(clash);
        Submission again = submission(b, clash);
        Decided ahead = decided(again);
        Resolution leave =
                new Resolution(
                        bench.newId(),
                        refused.conflict().conflictId(),
                        Choice.THEIRS,
                        Writer.json("{}"),
                        bench.now);
        bench.resolving()
                .resolve(a.asking(), new Resolve("a", List.of(new Decision.Readable(leave))));

        assertThat(written(again, ahead).decided()).isNotSameAs(ahead);
    }

    @Test
    void what_changes_nothing_spoils_no_decision() {
        Mutation known = a.update(note("first"), "{'n':1}");
        a.accepted(known);
        Submission submission = submission(a, a.create(note("1"), "{'n':1}"));
        Decided ahead = decided(submission);
        a.send(a.batch(a.cursor, known));

        assertThat(written(submission, ahead).decided()).isSameAs(ahead);
    }

    @Test
    void an_account_that_is_gone_meanwhile_is_not_written_to() {
        Submission submission = submission(a, a.create(note("1"), "{'n':1}"));
        Decided ahead = decided(submission);

        assertThatThrownBy(() ->
                        bench.lanes()
                                .previewNow(
                                        "test",
                                        tx -> {
                                            Tables.beginErasing(tx, Workbench.ACCOUNT);
                                            return submission.writtenAsDecided(tx, ahead);
                                        }))
                .isInstanceOf(Problem.class);
    }

    @Test
    void decided_ahead_or_not_the_answers_are_the_same_to_the_byte() throws IOException {
        assertThat(answers("ahead", 1)).isEqualTo(answers("not", Integer.MAX_VALUE));
    }

    private List<String> answers(String name, int aheadMin) throws IOException {
        try (Workbench other =
                new Workbench(Files.createDirectory(folder.resolve(name)), bench.app, aheadMin)) {
            Writer one = other.device("one");
            Writer two = other.device("two");
            List<BatchAnswer> answers = new ArrayList<>();
            answers.add(
                    one.push(
                            one.create(note("1"), "{'n':1}"),
                            one.create(note("2"), "{'n':1}"),
                            one.create(ANN, "{'name':'Ann'}")));
            two.pull();
            Mutation left = one.update(note("1"), "{'n':2}");
            Batch batch = one.batch(one.cursor, left, one.delete(note("2")));
            answers.add(one.send(batch));
            answers.add(two.push(two.update(note("1"), "{'n':3}"), two.update(note("2"), "{}")));
            String group = other.newId();
            answers.add(
                    two.push(
                            two.create(OTHER_ANN, "{'name':'ann '}"),
                            two.write(Op.CREATE, note("3"), "{'n':1}", other.now, group),
                            two.write(Op.UPDATE, note("4"), "{'n':1}", other.now, group)));
            answers.add(one.send(batch));
            return answers.stream().map(each -> Json.decoded(each.bytes())).toList();
        }
    }

    @Test
    void batches_are_decided_on_top_of_each_other() {
        Submission one = submission(a, a.create(note("1"), "{'n':1}"));
        Submission two = submission(a, a.create(note("2"), "{'n':2}"));
        Decided first = decided(one);
        Decided second = decided(two, after(first));

        assertThat(written(one, first).decided()).isSameAs(first);
        assertThat(written(two, second).decided()).isSameAs(second);
        assertThat(second.posting().head().seq()).isEqualTo(first.posting().head().seq() + 1);
    }

    @Test
    void when_the_one_before_comes_to_nothing_the_next_is_decided_again() {
        Submission one = submission(a, a.create(note("1"), "{'n':1}"));
        Submission two = submission(a, a.create(note("2"), "{'n':2}"));
        Decided second = decided(two, after(decided(one)));
        Written written = written(two, second);

        assertThat(written.decided()).isNotSameAs(second);
        assertThat(written.decided().acks()).extracting(Ack::version).containsExactly(2L);
    }

    @Test
    void what_needs_a_record_or_a_name_that_is_about_to_change_cannot_be_decided_yet() {
        Decided first =
                decided(
                        submission(
                                a,
                                a.update(note("first"), "{'n':1}"),
                                a.create(ANN, "{'name':'Ann'}")));
        Submission sameRecord = submission(b, b.update(note("first"), "{'n':2}"));
        Submission sameName = submission(b, b.create(OTHER_ANN, "{'name':'Ann'}"));
        Submission neither = submission(b, b.create(BOB, "{'name':'Bob'}"));

        assertThatThrownBy(() -> decided(sameRecord, after(first))).isInstanceOf(Overtaken.class);
        assertThatThrownBy(() -> decided(sameName, after(first))).isInstanceOf(Overtaken.class);
        assertThat(decided(neither, after(first)).acks()).hasSize(1);
    }

    @Test
    void large_and_small_batches_of_many_at_once_are_all_applied_once() throws Exception {
        int writers = 8;
        int rounds = 12;
        List<Callable<Integer>> tasks = new ArrayList<>();
        for (int i = 0; i < writers; i++) {
            Writer device = bench.device("device-" + i).pull();
            int number = i;
            tasks.add(() -> written(device, number, rounds));
        }
        int written = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Integer> each : threads.invokeAll(tasks)) {
                written += each.get();
            }
        }

        Standpoint end = bench.lanes().readNow(tx -> Standpoint.of(tx, Workbench.ACCOUNT, null));
        assertThat(end.head().seq()).isEqualTo(1 + written);
    }

    /// Every other batch also writes a record that all write; how many mutations were accepted.
    private int written(Writer device, int number, int rounds) {
        int accepted = 0;
        for (int round = 0; round < rounds; round++) {
            int size = (number + round) % 3 == 0 ? 1 : Ahead.MUTATIONS_MIN + number;
            String name = number + "-" + round + "-";
            List<Mutation> mutations =
                    new ArrayList<>(
                            IntStream.range(0, size)
                                    .mapToObj(n -> device.create(note(name + n), "{'n':1}"))
                                    .toList());
            if (round % 2 == 0) {
                mutations.add(device.update(note("first"), "{'n':" + number + "}"));
            }
            accepted += device.push(mutations.toArray(Mutation[]::new)).acked().size();
        }
        return accepted;
    }
}
