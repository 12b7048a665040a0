package dev.tidemark.server.engine;

import static dev.tidemark.server.engine.Schemas.collection;
import static dev.tidemark.server.engine.Writer.note;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.core.causality.Dot;
import dev.tidemark.core.causality.VersionVector;
import dev.tidemark.core.conflict.Resolution;
import dev.tidemark.core.conflict.Resolution.Choice;
import dev.tidemark.core.merge.Refusal.Code;
import dev.tidemark.core.record.Mutation;
import dev.tidemark.core.record.Op;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.schema.CollectionRules.WriteRule;
import dev.tidemark.core.schema.FieldKind;
import dev.tidemark.wire.command.Ack;
import dev.tidemark.wire.command.Ack.Status;
import dev.tidemark.wire.command.BatchAnswer;
import dev.tidemark.wire.command.ListedConflict;
import dev.tidemark.wire.command.Preview;
import dev.tidemark.wire.command.Rejection;
import dev.tidemark.wire.command.Resolve;
import dev.tidemark.wire.command.Resolve.Decision;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One mutation in the queues of several copies of a database, which send it under dots of their
/// own: `a` is the device that was copied, `b` and `c` are what its copies became.
class CopiesTest {

    private static final RecordKey NOTE = note("n-1");
    private static final RecordKey COUNT = new RecordKey("counts", "1");

    @TempDir Path folder;
    private Workbench bench;
    private Writer a;
    private Writer b;
    private Writer c;

    @BeforeEach
    void open() {
        bench =
                new Workbench(
                        folder,
                        Schemas.app(
                                collection("notes"),
                                collection("counts").field("n", FieldKind.COUNTER),
                                collection("people").named("name"),
                                collection("events").rule(WriteRule.APPEND),
                                collection("drafts").frozenAt("status", "confirmed"),
                                collection("sheets").rule(WriteRule.OCC)));
        a = bench.device("a");
        b = bench.device("b");
        c = bench.device("c");
    }

    @AfterEach
    void close() {
        bench.close();
    }

    /// A queued mutation as a copy sends it: under the next dot of its own.
    private static Mutation copied(Mutation queued, Writer copy, long counter) {
        VersionVector context = queued.context().upTo(queued.dot().device(), 0);
        Dot dot = new Dot(copy.id, counter);
        return queued.restamped(
                dot, counter == 1 ? context : context.with(new Dot(copy.id, counter - 1)));
    }

    private static Mutation copied(Mutation queued, Writer copy) {
        return copied(queued, copy, 1);
    }

    private long changes() {
        return bench.lanes().readNow(tx -> tx.number("SELECT count(*) FROM change"));
    }

    private static void assertKnownAs(BatchAnswer answer, Dot... dots) {
        assertThat(answer.rejections()).isEmpty();
        assertThat(answer.acked()).extracting(Ack::status).containsOnly(Status.DUPLICATE);
        assertThat(answer.acked()).extracting(Ack::knownAs).containsExactly(dots);
    }

    @Test
    void what_the_original_has_sent_is_known_when_a_copy_sends_it() {
        Mutation queued = a.create(COUNT, "{'n':{'increment':1}}");
        a.accepted(queued);
        bench.restart();

        assertKnownAs(b.pull().push(copied(queued, b)), new Dot("a", 1));
        assertThat(changes()).isEqualTo(1);
    }

    @Test
    void what_a_copy_has_sent_is_known_when_the_original_sends_it() {
        Mutation queued = a.create(COUNT, "{'n':{'increment':1}}");
        b.accepted(copied(queued, b));
        bench.restart();

        assertKnownAs(a.pull().push(queued), new Dot("b", 1));
        assertThat(b.fields(COUNT)).isEqualTo("{\"n\":1}");
    }

    @Test
    void what_one_copy_has_sent_is_known_when_another_sends_it() {
        Mutation queued = a.create(COUNT, "{'n':{'increment':1}}");
        b.accepted(copied(queued, b));

        assertKnownAs(c.pull().push(copied(queued, c)), new Dot("b", 1));
        assertKnownAs(c.push(copied(copied(queued, b), c)), new Dot("b", 1));
        assertThat(changes()).isEqualTo(1);
    }

    @Test
    void an_ack_names_a_dot_only_where_it_is_another_one() {
        Mutation queued = a.create(NOTE, "{'n':1}");
        Mutation mine = copied(queued, b);

        assertThat(b.accepted(mine)).isEqualTo(new Ack(queued.id(), Status.APPLIED, 1, null));
        assertThat(b.accepted(mine)).isEqualTo(new Ack(queued.id(), Status.DUPLICATE, 1, null));
    }

    @Test
    void what_moved_up_behind_a_refused_one_is_known_when_a_copy_sends_it() {
        a.accepted(a.create(NOTE, "{'n':0}"));
        Mutation bad = a.update(NOTE, "{'n':'\\u0000'}");
        Mutation good = a.update(NOTE, "{'n':2}");
        a.refused(bad);
        Mutation movedUp = good.restamped(bad.dot(), bad.context());
        a.accepted(movedUp);

        BatchAnswer answer = b.pull().push(copied(bad, b), copied(good, b, 2));
        assertThat(answer.rejections())
                .extracting(Rejection::known)
                .as("what is known is told in order")
                .containsExactly(Code.VALIDATION, Code.DEPENDS_ON_REJECTED);
        assertKnownAs(b.push(copied(good, b)), new Dot("a", 2));
        assertThat(changes()).isEqualTo(2);
    }

    @Test
    void several_are_known_at_once_and_what_is_queued_behind_them_is_to_be_stamped_anew() {
        Mutation one = a.create(NOTE, "{'n':1}");
        Mutation two = a.update(NOTE, "{'n':2}");
        a.push(one, two);
        Mutation own = b.pull().update(NOTE, "{'m':3}");
        Dot third = new Dot("b", 3);
        BatchAnswer answer =
                b.push(
                        copied(one, b),
                        copied(two, b, 2),
                        own.restamped(third, own.context().with(new Dot("b", 2))));

        assertThat(answer.acked())
                .extracting(Ack::knownAs)
                .containsExactly(new Dot("a", 1), new Dot("a", 2));
        assertThat(answer.rejections())
                .extracting(Rejection::known)
                .containsExactly(Code.DEPENDS_ON_REJECTED);
        b.accepted(own);
        assertThat(b.fields(NOTE)).isEqualTo("{\"m\":3,\"n\":2}");
    }

    @Test
    void the_same_mutation_under_two_dots_of_one_batch_is_taken_once() {
        Mutation queued = a.create(NOTE, "{'n':1}");
        BatchAnswer answer =
                bench.push()
                        .push(b.asking(), b.batch(null, copied(queued, b), copied(queued, b, 2)));

        assertThat(answer.acked())
                .extracting(Ack::status)
                .containsExactly(Status.APPLIED, Status.DUPLICATE);
        assertThat(changes()).isEqualTo(1);
    }

    @Test
    void a_group_is_known_as_a_whole() {
        Mutation one = a.write(Op.CREATE, note("1"), "{'n':1}", bench.now, "g");
        Mutation two = a.write(Op.CREATE, note("2"), "{'n':2}", bench.now, "g");
        b.push(copied(one, b), copied(two, b));

        assertKnownAs(a.pull().push(one, two), new Dot("b", 1), new Dot("b", 1));
        assertThat(changes()).isEqualTo(2);
    }

    @Test
    void a_group_behind_a_known_one_is_left_out_as_a_whole_and_may_come_again() {
        Mutation queued = a.create(NOTE, "{'n':1}");
        a.accepted(queued);
        b.pull();
        Mutation behind = b.write(Op.UPDATE, NOTE, "{'m':1}", bench.now, "g");
        Mutation other = b.write(Op.CREATE, note("2"), "{'n':2}", bench.now, "g");
        Mutation early = behind.restamped(new Dot("b", 2), behind.context().with(new Dot("b", 1)));
        BatchAnswer answer = b.push(copied(queued, b), early, other);

        assertThat(answer.acked()).hasSize(1);
        assertThat(answer.rejections())
                .extracting(Rejection::known)
                .containsExactly(Code.DEPENDS_ON_REJECTED, Code.DEPENDS_ON_REJECTED);
        assertThat(b.push(behind, other).acked()).hasSize(2);
    }

    @Test
    void no_rule_is_asked_about_what_is_known() {
        List<Mutation> queued =
                List.of(
                        a.create(new RecordKey("people", "1"), "{'name':'Ann'}"),
                        a.create(new RecordKey("events", "1"), "{'n':1}"),
                        a.create(new RecordKey("drafts", "1"), "{'status':'confirmed'}"),
                        a.create(new RecordKey("sheets", "1"), "{'n':1}"));
        queued.forEach(a::accepted);
        // What was there is not any more, or is somebody else's.
        a.accepted(a.update(new RecordKey("people", "1"), "{'name':'Bea'}"));
        a.accepted(a.create(new RecordKey("people", "2"), "{'name':'Ann'}"));
        a.accepted(a.update(new RecordKey("sheets", "1"), "{'n':2}"));
        b.pull();

        for (Mutation mutation : queued) {
            assertKnownAs(b.push(copied(mutation, b)), new Dot("a", 1));
        }
        assertThat(bench.openConflicts()).isEmpty();
    }

    @Test
    void another_mutation_with_the_id_of_a_known_one_is_refused() {
        Mutation queued = a.create(NOTE, "{'n':1}");
        a.accepted(queued);
        Mutation mine = copied(queued, b);
        Mutation other =
                new Mutation(
                        mine.id(),
                        NOTE,
                        mine.op(),
                        mine.dot(),
                        mine.context(),
                        Writer.json("{'n':2}"),
                        List.of(),
                        mine.clock(),
                        null,
                        null,
                        mine.origin());

        assertThat(b.pull().refused(other).known()).isEqualTo(Code.VALIDATION);
        assertThat(a.fields(NOTE)).isEqualTo("{\"n\":1}");
    }

    /// The sender counts on its own dot, which is another mutation's: it has to notice.
    @Test
    void a_known_one_whose_dot_is_taken_by_another_means_a_forked_device() {
        Mutation queued = a.create(NOTE, "{'n':1}");
        b.accepted(copied(queued, b));
        Writer twin = bench.device("a");
        twin.pull();
        twin.accepted(twin.update(NOTE, "{'m':1}"));

        assertThat(a.pull().refused(queued).known()).isEqualTo(Code.DEVICE_FORKED);
        assertKnownAs(c.pull().push(copied(queued, c)), new Dot("b", 1));
    }

    @Test
    void a_preview_says_what_is_known() {
        Mutation queued = a.create(NOTE, "{'n':1}");
        b.accepted(copied(queued, b));
        a.pull();

        Preview preview = bench.push().preview(a.asking(), a.batch(a.cursor, queued));

        assertKnownAs(preview.answer(), new Dot("b", 1));
    }

    @Test
    void what_a_person_has_decided_about_is_not_asked_again_by_a_copy() {
        RecordKey second = new RecordKey("people", "2");
        a.accepted(a.create(new RecordKey("people", "1"), "{'name':'Ann'}"));
        Mutation taken = a.create(second, "{'name':'Ann'}");
        a.refused(taken);
        ListedConflict conflict = bench.openConflicts().getFirst();
        Resolution renamed =
                new Resolution(
                        bench.newId(),
                        conflict.conflictId(),
                        Choice.RENAME,
                        Writer.json("{'name':'Ann 2'}"),
                        bench.now);
        bench.resolving()
                .resolve(a.asking(), new Resolve("a", List.of(new Decision.Readable(renamed))));
        a.accepted(a.pull().update(new RecordKey("people", "1"), "{'name':'Bea'}"));

        Rejection rejection = b.pull().refused(copied(taken, b));
        assertThat(rejection.known()).isEqualTo(Code.CONFLICT);
        assertThat(rejection.conflict().status()).isEqualTo(ListedConflict.Status.RESOLVED);
        assertThat(b.fields(second)).isEqualTo("{\"name\":\"Ann 2\"}");
        assertThat(bench.openConflicts()).isEmpty();
        assertThat(changes()).isEqualTo(3);
    }

    @Test
    void one_that_was_refused_before_is_one_conflict_whoever_sends_it() {
        a.accepted(a.create(new RecordKey("people", "1"), "{'name':'Ann'}"));
        Mutation taken = a.create(new RecordKey("people", "2"), "{'name':'Ann'}");
        a.refused(taken);

        assertThat(b.pull().refused(copied(taken, b)).known()).isEqualTo(Code.CONFLICT);
        assertThat(bench.openConflicts()).hasSize(1);
    }
}
