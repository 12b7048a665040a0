package dev.tidemark.server.engine;

import static dev.tidemark.server.engine.Writer.note;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tidemark.core.record.Mutation;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.server.access.Role;
import dev.tidemark.server.access.Scopes;
import dev.tidemark.server.cursor.Cursors;
import dev.tidemark.server.cursor.Position;
import dev.tidemark.server.problem.Problem;
import dev.tidemark.wire.command.EncodedEntry;
import dev.tidemark.wire.command.Page;
import dev.tidemark.wire.problem.ProblemCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PullTest {

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

    private void notes(int count) {
        a.push(
                IntStream.range(0, count)
                        .mapToObj(i -> a.create(note("n-%03d".formatted(i)), "{'n':" + i + "}"))
                        .toArray(Mutation[]::new));
    }

    private static List<String> ids(Page page) {
        return page.changes().stream().map(entry -> entry.key().id()).toList();
    }

    private ProblemCode refusal(String since) {
        return catchThrowableOfType(Problem.class, () -> a.page(since, 10)).code();
    }

    @Test
    void each_record_comes_once_in_the_order_of_its_last_change() {
        notes(4);
        a.accepted(a.update(note("n-001"), "{'n':7}"));
        Page page = a.page(null, 500);

        assertThat(ids(page)).containsExactly("n-000", "n-002", "n-003", "n-001");
        assertThat(page.changes())
                .extracting(EncodedEntry::version)
                .containsExactly(1L, 3L, 4L, 5L);
    }

    @Test
    void pages_of_any_size_come_to_an_end_and_repeat_nothing() {
        notes(23);
        for (int size = 1; size < 25; size++) {
            List<String> seen = new ArrayList<>();
            String cursor = null;
            boolean more = true;
            while (more) {
                Page page = a.page(cursor, size);
                assertThat(page.changes()).hasSizeLessThanOrEqualTo(size);
                seen.addAll(ids(page));
                cursor = page.newSince();
                more = page.hasMore();
            }
            assertThat(seen).hasSize(23).doesNotHaveDuplicates();
        }
    }

    @Test
    void a_pull_that_finds_nothing_is_empty_and_its_cursor_goes_on() {
        notes(2);
        Page page = a.page(a.cursor, 500);

        assertThat(page.changes()).isEmpty();
        assertThat(page.hasMore()).isFalse();
        assertThat(page.newSince()).isEqualTo(a.cursor);
    }

    @Test
    void an_account_without_data_has_a_cursor_too() {
        Page page = a.page(null, 500);
        notes(1);

        assertThat(page.hasMore()).isFalse();
        assertThat(ids(b.page(page.newSince(), 500))).containsExactly("n-000");
    }

    @Test
    void a_first_pull_leaves_out_the_dead_on_every_page_and_a_later_one_tells_of_them() {
        notes(6);
        b.pull();
        for (int i = 0; i < 6; i += 2) {
            a.accepted(a.delete(note("n-%03d".formatted(i))));
        }
        List<String> fresh = new ArrayList<>();
        String cursor = null;
        boolean more = true;
        while (more) {
            Page page = a.page(cursor, 1);
            fresh.addAll(ids(page));
            cursor = page.newSince();
            more = page.hasMore();
        }

        assertThat(fresh).containsExactly("n-001", "n-003", "n-005");
        assertThat(b.page(b.cursor, 500).changes()).hasSize(3).allMatch(EncodedEntry::deleted);
    }

    @Test
    void what_dies_while_a_first_pull_is_under_way_is_told() {
        notes(4);
        Page first = b.page(null, 2);
        a.accepted(a.delete(note("n-000")));
        Page rest = b.page(first.newSince(), 500);

        assertThat(ids(first)).containsExactly("n-000", "n-001");
        assertThat(ids(rest)).containsExactly("n-002", "n-003", "n-000");
        assertThat(rest.changes().getLast().deleted()).isTrue();
    }

    @Test
    void paging_misses_nothing_while_others_write() {
        notes(40);
        Random random = new Random(3);
        boolean more = true;
        for (int step = 0; more || step < 30; step++) {
            Page page = b.page(b.cursor, 7);
            b.take(page);
            more = page.hasMore();
            if (step < 20) {
                RecordKey key = note("n-%03d".formatted(random.nextInt(40)));
                a.push(
                        a.update(key, "{'n':" + -step + "}"),
                        a.create(note("later-" + step), "{'n':1}"));
            }
        }
        a.pull();
        b.pull();

        assertThat(b.records.keySet()).isEqualTo(new TreeSet<>(a.records.keySet()));
        b.records.forEach((key, entry) -> assertThat(entry).isEqualTo(a.records.get(key)));
    }

    @Test
    void what_is_not_readable_is_left_out_and_the_cursor_goes_on() {
        a.push(
                a.create(note("1"), "{'n':1}"),
                a.create(new RecordKey("secrets", "2"), "{'n':2}"),
                a.create(note("3"), "{'n':3}"));
        b.principal = bench.principal(Role.EDITOR, Scopes.of(List.of("notes:read")));
        Page first = b.page(null, 1);
        Page second = b.page(first.newSince(), 1);

        assertThat(ids(first)).containsExactly("1");
        assertThat(ids(second)).containsExactly("3");
        assertThat(second.hasMore()).isFalse();
        assertThat(second.newSince()).isEqualTo(a.cursor);
    }

    @Test
    void a_cursor_with_any_bit_changed_is_invalid() {
        notes(1);
        String good = a.cursor;
        for (int i = 0; i < good.length(); i++) {
            for (int bit = 0; bit < 7; bit++) {
                char changed = (char) (good.charAt(i) ^ (1 << bit));
                String bad = good.substring(0, i) + changed + good.substring(i + 1);
                assertThat(refusal(bad)).as(bad).isEqualTo(ProblemCode.CURSOR_INVALID);
            }
            assertThat(refusal(good.substring(0, i))).isEqualTo(ProblemCode.CURSOR_INVALID);
        }
        assertThat(refusal(good + "A")).isEqualTo(ProblemCode.CURSOR_INVALID);
        assertThat(refusal(good + "=")).isEqualTo(ProblemCode.CURSOR_INVALID);
        assertThat(refusal(good + "AAAA")).isEqualTo(ProblemCode.CURSOR_INVALID);
        assertThat(refusal("1")).isEqualTo(ProblemCode.CURSOR_INVALID);
    }

    @Test
    void another_accounts_cursor_is_invalid() {
        notes(1);
        bench.openAccount("account-2");
        String foreign = bench.pull().page("account-2", null, 10, all -> true).newSince();

        assertThat(refusal(foreign)).isEqualTo(ProblemCode.CURSOR_INVALID);
    }

    @Test
    void a_cursor_of_another_key_is_invalid() {
        notes(1);
        byte[] other = new byte[Cursors.KEY_BYTES];
        other[0] = 1;
        Position position = bench.cursors.position(Workbench.ACCOUNT, a.cursor);

        assertThat(refusal(new Cursors(other).token(Workbench.ACCOUNT, position)))
                .isEqualTo(ProblemCode.CURSOR_INVALID);
    }

    @Test
    void a_cursor_ahead_of_the_log_or_of_another_history_is_found_out() {
        notes(2);
        Position here = bench.cursors.position(Workbench.ACCOUNT, a.cursor);
        byte[] other = here.fingerprint().clone();
        other[0] ^= 1;
        byte[] epoch = new byte[16];

        for (Position position :
                List.of(
                        new Position(here.epoch(), 3, here.fingerprint(), 0),
                        new Position(here.epoch(), 1, here.fingerprint(), 0),
                        new Position(here.epoch(), 2, other, 0),
                        new Position(here.epoch(), 0, other, 0),
                        new Position(here.epoch(), -1, here.fingerprint(), 0),
                        new Position(epoch, 2, here.fingerprint(), 0))) {
            assertThat(refusal(bench.cursors.token(Workbench.ACCOUNT, position)))
                    .isEqualTo(ProblemCode.CURSOR_AHEAD);
        }
    }

    @Test
    void a_cursor_behind_the_horizon_has_expired() {
        notes(3);
        String first = a.page(null, 1).newSince();
        Position page = bench.cursors.position(Workbench.ACCOUNT, first);
        Position old = new Position(page.epoch(), page.seq(), page.fingerprint(), 0);
        bench.lanes().writeNow("test", tx -> tx.update("UPDATE account SET horizon_seq = 2"));

        assertThat(refusal(bench.cursors.token(Workbench.ACCOUNT, old)))
                .isEqualTo(ProblemCode.CURSOR_EXPIRED);
        assertThat(a.page(first, 10).changes()).hasSize(2); // A first pull saw no deletion.
        assertThat(a.page(a.cursor, 10).changes()).isEmpty();
    }

    @Test
    void a_page_ends_before_it_is_too_large_to_hold() {
        String text = "x".repeat(1_900);
        for (int round = 0; round < 5; round++) {
            int first = round * 1_000;
            a.push(
                    IntStream.range(first, first + 1_000)
                            .mapToObj(i -> a.create(note("big-" + i), "{'t':'" + text + "'}"))
                            .toArray(Mutation[]::new));
        }
        Page page = b.page(null, 5_000);
        long bytes = page.changes().stream().mapToLong(entry -> entry.bytes().length).sum();

        assertThat(bytes).isLessThanOrEqualTo(Pull.PAGE_BYTES_MAX);
        assertThat(page.hasMore()).isTrue();
        b.take(page);
        assertThat(b.pull().records).hasSize(5_000);
    }
}
