package dev.tidemark.server.engine;

import static dev.tidemark.server.engine.Writer.note;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.core.merge.Refusal.Code;
import dev.tidemark.core.record.Mutation;
import dev.tidemark.core.record.Op;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.wire.command.Ack;
import dev.tidemark.wire.command.BatchAnswer;
import dev.tidemark.wire.command.Rejection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GroupsTest {

    private static final String BAD = "{'text':'\\u0000'}";
    private static final String GOOD = "{'text':'x'}";

    @TempDir Path folder;
    private Workbench bench;
    private Writer a;

    @BeforeEach
    void open() {
        bench = new Workbench(folder);
        a = bench.device("a");
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private Mutation create(String id, String fields, String group) {
        return a.write(Op.CREATE, note(id), fields, bench.now, group);
    }

    private Mutation update(String id, String fields, String group) {
        return a.write(Op.UPDATE, note(id), fields, bench.now, group);
    }

    private static List<Code> codes(BatchAnswer answer) {
        return answer.rejections().stream().map(Rejection::known).toList();
    }

    @Test
    void all_of_a_group_is_applied() {
        BatchAnswer answer = a.push(create("1", GOOD, "g"), create("2", GOOD, "g"));

        assertThat(answer.acked()).hasSize(2);
    }

    @Test
    void none_of_a_group_is_applied_if_one_is_refused_and_the_others_go_on() {
        BatchAnswer answer =
                a.push(
                        create("1", GOOD, "g"),
                        create("2", BAD, "g"),
                        create("3", GOOD, "g"),
                        create("4", GOOD, null));

        assertThat(codes(answer))
                .containsExactly(
                        Code.DEPENDS_ON_REJECTED, Code.VALIDATION, Code.DEPENDS_ON_REJECTED);
        assertThat(answer.acked()).extracting(Ack::version).containsExactly(1L);
        assertThat(a.pull().records.keySet()).containsExactly(note("4"));
    }

    @Test
    void every_guilty_member_is_told_its_own_fault() {
        BatchAnswer answer =
                a.push(create("1", BAD, "g"), create("2", GOOD, "g"), create("3", BAD, "g"));

        assertThat(codes(answer))
                .containsExactly(Code.VALIDATION, Code.DEPENDS_ON_REJECTED, Code.VALIDATION);
    }

    @Test
    void what_builds_on_a_refused_group_is_told_so() {
        BatchAnswer answer =
                a.push(
                        create("1", GOOD, "g"),
                        create("2", BAD, "g"),
                        update("1", GOOD, null),
                        create("3", GOOD, null));

        assertThat(codes(answer))
                .containsExactly(
                        Code.DEPENDS_ON_REJECTED, Code.VALIDATION, Code.DEPENDS_ON_REJECTED);
        assertThat(answer.acked()).hasSize(1);
    }

    @Test
    void a_group_refused_at_its_end_takes_back_what_came_between() {
        BatchAnswer answer =
                a.push(
                        create("1", GOOD, "g"),
                        update("1", "{'text':'between'}", null),
                        create("4", "{'text':'alone'}", null),
                        create("2", BAD, "g"));

        assertThat(codes(answer))
                .containsExactly(
                        Code.DEPENDS_ON_REJECTED, Code.DEPENDS_ON_REJECTED, Code.VALIDATION);
        assertThat(a.pull().records.keySet()).containsExactly(note("4"));
    }

    @Test
    void woven_groups_are_each_accepted_or_not() {
        BatchAnswer answer =
                a.push(
                        create("1", GOOD, "good"),
                        create("2", GOOD, "bad"),
                        create("3", GOOD, "good"),
                        create("4", BAD, "bad"),
                        create("5", GOOD, "good"));

        assertThat(answer.acked()).hasSize(3);
        assertThat(codes(answer)).containsExactly(Code.DEPENDS_ON_REJECTED, Code.VALIDATION);
    }

    @Test
    void a_group_that_is_sent_again_is_a_duplicate() {
        Mutation one = create("1", GOOD, "g");
        Mutation two = create("2", GOOD, "g");
        a.push(one, two);
        BatchAnswer again = a.push(one, two);

        assertThat(again.acked()).extracting(Ack::status).containsOnly(Ack.Status.DUPLICATE);
    }

    @Test
    void a_refused_group_can_be_mended_and_sent_again() {
        a.push(create("1", GOOD, "g"), create("2", BAD, "g"));
        BatchAnswer answer = a.push(create("1", GOOD, "h"), create("2", GOOD, "h"));

        assertThat(answer.acked()).hasSize(2);
    }

    /// Five hundred groups, each woven through the whole batch, half of them refused at the end.
    @Test
    void a_hostile_weave_costs_a_few_rounds_and_applies_no_half_of_a_group() {
        List<Mutation> batch = new ArrayList<>();
        for (int i = 0; i < 250; i++) {
            batch.add(create("first-" + i, GOOD, "g" + i));
        }
        for (int i = 249; i >= 0; i--) {
            batch.add(create("second-" + i, i % 2 == 0 ? GOOD : BAD, "g" + i));
        }
        BatchAnswer answer = a.push(batch.toArray(Mutation[]::new));

        assertThat(answer.acked().size() + answer.rejections().size()).isEqualTo(500);
        assertWholeGroups(batch, answer);
    }

    @Test
    void no_random_weave_is_applied_by_halves() {
        Random random = new Random(7);
        for (int round = 0; round < 60; round++) {
            List<Mutation> batch = new ArrayList<>();
            for (int i = 0; i < 14; i++) {
                RecordKey key = note("r" + round + "-" + random.nextInt(6));
                String group = random.nextInt(3) == 0 ? null : "g" + random.nextInt(4);
                Op op = a.seen.containsKey(key) ? Op.UPDATE : Op.CREATE;
                String fields = random.nextInt(6) == 0 ? BAD : "{'n':" + i + "}";
                batch.add(a.write(op, key, fields, bench.now, group));
            }
            assertWholeGroups(batch, a.push(batch.toArray(Mutation[]::new)));
            a.pull();
        }
    }

    private static void assertWholeGroups(List<Mutation> batch, BatchAnswer answer) {
        List<String> acked = answer.acked().stream().map(Ack::id).toList();
        for (Mutation mutation : batch) {
            for (Mutation other : batch) {
                if (mutation.group() != null && mutation.group().equals(other.group())) {
                    assertThat(acked.contains(mutation.id())).isEqualTo(acked.contains(other.id()));
                }
            }
        }
    }
}
