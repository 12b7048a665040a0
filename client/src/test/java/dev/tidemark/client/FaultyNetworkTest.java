package dev.tidemark.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.client.fake.FakeNetwork.Fate;
import dev.tidemark.client.sync.SyncLimits;
import dev.tidemark.client.sync.Trouble.Kind;
import dev.tidemark.client.transport.Answer;
import dev.tidemark.client.transport.Request;
import dev.tidemark.client.transport.TransportException;
import dev.tidemark.core.value.Value;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaultyNetworkTest {

    private static final String BATCH = "/v1/sync/batch";

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
    void an_answer_that_was_lost_is_asked_for_again_with_the_same_bytes() {
        laptop.sync();
        String id = laptop.records("counts").create(Fields.of("n", 1));
        fateOfBatches(Fate.ANSWER_LOST);
        assertThat(laptop.sync().trouble().kind()).isEqualTo(Kind.OFFLINE);
        fateOfBatches(Fate.ARRIVES);

        SyncResult again = laptop.sync();

        assertThat(again.pushed()).isEqualTo(1);
        assertThat(world.server.log().entries()).hasSize(1);
        assertThat(commands()).hasSize(2).allMatch(commands().get(0)::equals);
        assertThat(laptop.status().pending()).isZero();
        assertThat(laptop.records("counts").get(id).orElseThrow().fields())
                .isEqualTo(Fields.of("n", 1));
    }

    @Test
    void a_batch_that_arrives_twice_counts_once() {
        laptop.records("counts").create(Fields.of("n", 1));
        laptop.sync();
        fateOfBatches(Fate.TWICE);
        String id = laptop.records("counts").list().get(0).id();
        laptop.records("counts").update(id, Fields.of("n", 2));

        laptop.sync();

        assertThat(world.server.log().entries()).hasSize(2);
        assertThat(laptop.status().state()).isEqualTo(Status.State.SYNCED);
    }

    /** Cut anywhere, no part of an answer is believed. */
    @Test
    void an_answer_that_was_cut_off_changes_nothing() {
        Tidemark phone = world.device("phone");
        for (int n = 0; n < 5; n++) {
            phone.records("notes").create(Fields.of("n", n));
        }
        phone.sync();
        laptop.sync();
        laptop.records("notes").create(Fields.of("mine", true));
        phone.records("notes").create(Fields.of("n", "last"));
        phone.sync();
        Map<String, Value.Obj> before = World.shown(laptop, "notes");
        for (int bytes = 0; bytes < 600; bytes += 31) {
            int cut = bytes;
            world.network.always(request ->
                    request.path().startsWith("/v1/sync/changes") ? Fate.cutTo(cut) : Fate.ARRIVES);

            SyncResult result = laptop.sync();

            assertThat(result.trouble().code()).isEqualTo("ANSWER_UNREADABLE");
            assertThat(World.shown(laptop, "notes")).isEqualTo(before);
            assertThat(laptop.status().pending()).isEqualTo(1);
        }
        world.network.always(request -> Fate.ARRIVES);
        assertThat(laptop.sync().complete()).isTrue();
        assertThat(laptop.records("notes").count()).isEqualTo(7);
    }

    @Test
    void an_answer_to_a_batch_that_was_cut_off_costs_nothing_either() {
        laptop.sync();
        laptop.records("notes").create(Fields.of("n", 1));
        for (int bytes = 0; bytes < 700; bytes += 97) {
            fateOfBatches(Fate.cutTo(bytes));
            SyncResult result = laptop.sync();
            if (!result.complete()) {
                assertThat(laptop.status().pending()).isEqualTo(1);
            }
        }
        fateOfBatches(Fate.ARRIVES);
        laptop.sync();
        assertThat(laptop.status().pending()).isZero();
        assertThat(world.server.log().entries()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503, 504, 429, 408, 404, 400, 409, 418, 301, 307, 200, 204})
    void whatever_stands_in_between_costs_no_mutation(int status) {
        laptop.sync();
        for (int n = 0; n < 20; n++) {
            laptop.records("notes").create(Fields.of("n", n));
        }
        byte[] page = "<html>Login</html>".getBytes(StandardCharsets.UTF_8);
        fateOfBatches(Fate.answered(Answer.of(status, page)));

        for (int n = 0; n < 5; n++) {
            SyncResult result = laptop.sync();
            assertThat(result.trouble().kind()).isEqualTo(Kind.DEFERRED);
        }

        assertThat(laptop.status().state()).isEqualTo(Status.State.DEFERRED);
        assertThat(laptop.deadLetters().list()).isEmpty();
        assertThat(laptop.status().pending()).isEqualTo(20);
        fateOfBatches(Fate.ARRIVES);
        world.clock.pass(Duration.ofHours(1));
        laptop.sync();
        assertThat(laptop.status().state()).isEqualTo(Status.State.SYNCED);
        assertThat(world.server.log().entries()).hasSize(20);
    }

    @Test
    void a_redirect_is_told_and_not_followed() {
        world.network.next(
                Fate.answered(
                        new Answer(302, new byte[0], null, null, "https://evil.example.org/")));

        SyncResult result = laptop.sync();

        assertThat(result.trouble().detail()).contains("redirects to https://evil.example.org/");
        assertThat(world.server.requests()).isEmpty();
    }

    @Test
    void without_a_network_the_app_goes_on_and_the_status_says_so() {
        world.network.offline(true);
        laptop.records("notes").create(Fields.of("n", 1));

        SyncResult result = laptop.sync();

        assertThat(result.trouble().kind()).isEqualTo(Kind.OFFLINE);
        assertThat(laptop.status().state()).isEqualTo(Status.State.OFFLINE);
        assertThat(laptop.status().nextAttempt()).isNotNull();
        assertThat(laptop.records("notes").list()).hasSize(1);
    }

    @Test
    void what_the_server_asks_for_is_obeyed_across_restarts() {
        world.network.next(Fate.answered(new Answer(503, new byte[0], "120", "trace-9", null)));
        SyncResult result = laptop.sync();
        assertThat(result.trouble().traceId()).isEqualTo("trace-9");
        laptop.close();
        laptop = world.device("laptop");
        int requests = world.server.requests().size();

        world.clock.pass(Duration.ofSeconds(119));
        SyncResult early = laptop.sync();
        assertThat(early.complete()).isFalse();
        assertThat(world.server.requests()).hasSize(requests);
        assertThat(laptop.status().trouble().traceId()).isEqualTo("trace-9");

        world.clock.pass(Duration.ofSeconds(1));
        assertThat(laptop.sync().complete()).isTrue();
    }

    @Test
    void a_date_is_a_way_to_say_when() {
        world.network.next(
                Fate.answered(
                        new Answer(429, new byte[0], "Fri, 20 Nov 2026 10:00:00 GMT", null, null)));

        assertThat(laptop.sync().trouble().notBefore())
                .isEqualTo(Instant.parse("2026-11-20T10:00:00Z"));
    }

    @Test
    void failures_in_a_row_wait_longer_and_longer_but_never_too_long() {
        world.network.offline(true);
        Duration longest = Duration.ZERO;
        for (int n = 0; n < 40; n++) {
            laptop.sync();
            Duration wait = Duration.between(world.clock.instant(), laptop.status().nextAttempt());
            longest = wait.compareTo(longest) > 0 ? wait : longest;
            assertThat(wait).isBetween(Duration.ZERO, SyncLimits.DEFAULTS.backoffMax());
        }
        assertThat(longest).isGreaterThan(Duration.ofMinutes(2));
    }

    @Test
    void pages_of_one_pull_become_visible_together() {
        Tidemark phone = world.device("phone");
        for (int n = 0; n < 25; n++) {
            phone.records("notes").create(Fields.of("n", n));
        }
        phone.sync();
        Tidemark slow = world.device("slow", withPagesOf(10));
        slow.sync();
        assertThat(slow.records("notes").count()).isEqualTo(25);
        for (int n = 0; n < 25; n++) {
            phone.records("notes").create(Fields.of("n", n));
        }
        phone.sync();

        world.network.next(Fate.ARRIVES, Fate.ARRIVES, Fate.LOST);
        assertThat(slow.sync().complete()).isFalse();
        assertThat(slow.records("notes").count()).isEqualTo(25);
        slow.close();
        slow = world.device("slow", withPagesOf(10));
        int requests = world.server.requests().size();
        assertThat(slow.sync().complete()).isTrue();

        assertThat(slow.records("notes").count()).isEqualTo(50);
        assertThat(world.server.requests().get(requests).path())
                .as("it goes on behind the two pages that it has")
                .contains("since=e1%3A45");
    }

    @Test
    void a_record_that_changes_between_two_pages_of_a_first_pull_is_kept_once() {
        Tidemark phone = world.device("phone");
        String first = phone.records("notes").create(Fields.of("n", 0));
        for (int n = 1; n < 25; n++) {
            phone.records("notes").create(Fields.of("n", n));
        }
        phone.sync();
        Tidemark slow = world.device("slow", withPagesOf(10));
        world.network.always(
                request -> request.path().contains("since=e1%3A20") ? Fate.LOST : Fate.ARRIVES);
        assertThat(slow.sync().complete()).isFalse();
        world.network.always(request -> Fate.ARRIVES);
        phone.records("notes").update(first, Fields.of("n", 300));
        phone.sync();

        assertThat(slow.sync().complete()).isTrue();

        assertThat(slow.records("notes").get(first).orElseThrow().fields())
                .isEqualTo(Fields.of("n", 300));
        assertThat(slow.problems()).isEmpty();
        assertThat(slow.backups().list()).as("nobody was shown what it was before").isEmpty();
    }

    @Test
    void a_page_that_is_too_long_is_asked_for_in_halves() {
        Tidemark phone = world.device("phone");
        for (int n = 0; n < 20; n++) {
            phone.records("notes").create(Fields.of("n", n));
        }
        phone.sync();
        world.network.always(request ->
                (asked, server) -> {
                    Answer answer = server.answer(asked);
                    if (answer.body().length > 6_000) {
                        throw new TransportException(
                                TransportException.Kind.TOO_LONG, "too long", null);
                    }
                    return answer;
                });

        assertThat(laptop.sync().complete()).isTrue();

        assertThat(laptop.records("notes").count()).isEqualTo(20);
    }

    private Options withPagesOf(int records) {
        SyncLimits limits = SyncLimits.DEFAULTS;
        return world.options()
                .withSync(
                        new SyncLimits(
                                limits.batchMutationsMax(),
                                limits.batchBytesMax(),
                                records,
                                limits.backoffFirst(),
                                limits.backoffMax(),
                                limits.schemaAge(),
                                limits.checkEvery()));
    }

    private void fateOfBatches(Fate fate) {
        world.network.always(request -> request.path().equals(BATCH) ? fate : Fate.ARRIVES);
    }

    /** The commands of each batch that arrived, as text. */
    private List<String> commands() {
        return world.server.requests().stream()
                .filter(request -> request.path().equals(BATCH))
                .map(FaultyNetworkTest::commandsOf)
                .toList();
    }

    private static String commandsOf(Request request) {
        String body = new String(request.body(), StandardCharsets.UTF_8);
        return body.substring(body.indexOf("\"commands\""));
    }
}
