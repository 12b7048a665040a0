package dev.tidemark.client.upsert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.client.transport.Answer;
import dev.tidemark.client.transport.Credential;
import dev.tidemark.client.transport.Request;
import dev.tidemark.client.transport.Transport;
import dev.tidemark.client.transport.TransportException;
import dev.tidemark.client.upsert.UpsertOptions.Patience;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.json.JsonLimits;
import dev.tidemark.wire.problem.ProblemBody;
import dev.tidemark.wire.problem.ProblemCode;
import dev.tidemark.wire.upsert.SuggestedAction;
import dev.tidemark.wire.upsert.UpsertAnswer;
import dev.tidemark.wire.upsert.UpsertConflict;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The retry loop of seed 002, and the queue under it. */
class UpsertClientTest {

    private static final Instant NINE = Instant.parse("2026-11-20T09:00:00Z");

    @TempDir private Path folder;
    private final Script server = new Script();
    private final List<Duration> waits = new ArrayList<>();
    private final List<UpsertAnswer> applied = new ArrayList<>();
    private final AtomicInteger ids = new AtomicInteger();
    private UpsertClient client;

    @BeforeEach
    void open() {
        client =
                UpsertClient.open(
                        folder.resolve("queue.db"),
                        new UpsertOptions(
                                "http://localhost",
                                Credential.deviceToken("one", "secret"),
                                Value.Obj.EMPTY.with("deviceId", Value.of("one")),
                                server,
                                () -> NINE,
                                new Random(1),
                                () -> "sync-" + ids.incrementAndGet(),
                                new Patience(
                                        3,
                                        Duration.ofSeconds(1),
                                        Duration.ofSeconds(30),
                                        2,
                                        waits::add)));
    }

    @AfterEach
    void close() {
        client.close();
    }

    /** What answers, step by step; nothing left to answer is no answer. */
    private static final class Script implements Transport {
        final List<Request> requests = new ArrayList<>();
        final ArrayDeque<Answer> answers = new ArrayDeque<>();

        @Override
        public Answer send(Request request) throws TransportException {
            requests.add(request);
            if (answers.isEmpty()) {
                throw new TransportException(
                        TransportException.Kind.UNREACHABLE, "the server is away", null);
            }
            return answers.remove();
        }

        @Override
        public Stream open(Request request, Events events) {
            throw new UnsupportedOperationException("upserts have no streams");
        }

        @Override
        public void close() {}

        Script thenRefuses(ProblemCode code) {
            answers.add(
                    Answer.of(code.status(), ProblemBody.of(code, "no", "", List.of()).bytes()));
            return this;
        }

        Script thenAccepts(String cursor, UpsertConflict... conflicts) {
            answers.add(
                    Answer.of(
                            200,
                            new UpsertAnswer(
                                            "x",
                                            NINE,
                                            cursor,
                                            new TreeMap<>(),
                                            List.of(conflicts),
                                            Value.Obj.EMPTY,
                                            false)
                                    .bytes()));
            return this;
        }

        String body(int index) {
            return new String(requests.get(index).body(), StandardCharsets.UTF_8);
        }
    }

    private static Value.Obj note(String id, String text) {
        return (Value.Obj)
                Json.read(
                        "{\"observationId\":\"%s\",\"note\":\"%s\"}".formatted(id, text),
                        JsonLimits.DEFAULT);
    }

    private void put(String id, String text) {
        client.put("observations", id, note(id, text));
    }

    private UpsertOutcome sync() {
        return client.sync(applied::add);
    }

    private static UpsertConflict conflict(String id, SuggestedAction action) {
        return UpsertConflict.of(
                "observations",
                id,
                "observation_confirmed",
                "no",
                note(id, "mine"),
                note(id, "theirs"),
                action,
                List.of());
    }

    @Test
    void if_200_the_response_is_applied_and_the_loop_stops() {
        put("o", "n");
        assertThat(client.state()).isEqualTo(UpsertState.PENDING);
        server.thenAccepts("c1");

        assertThat(sync()).isInstanceOf(UpsertOutcome.Synced.class);
        assertThat(applied).hasSize(1);
        assertThat(server.requests).hasSize(1);
        assertThat(server.requests.get(0).idempotencyKey()).isEqualTo("sync-1");
        assertThat(server.body(0)).contains("\"syncId\":\"sync-1\"", "\"note\":\"n\"");
        assertThat(client.state()).isEqualTo(UpsertState.SYNCED);
        server.thenAccepts("c2");
        sync();
        assertThat(server.body(1))
                .contains("\"lastKnownServerCursor\":\"c1\"")
                .doesNotContain("note");
    }

    @Test
    void while_attempt_is_below_3_the_same_syncId_and_key_are_sent_after_a_backoff() {
        put("o", "n");
        server.thenRefuses(ProblemCode.UNAVAILABLE).thenRefuses(ProblemCode.BUSY).thenAccepts("c");

        assertThat(sync()).isInstanceOf(UpsertOutcome.Synced.class);
        assertThat(server.requests).hasSize(3);
        assertThat(server.requests.stream().map(Request::idempotencyKey).distinct())
                .containsExactly("sync-1");
        assertThat(server.body(1)).isEqualTo(server.body(0));
        assertThat(server.body(2)).isEqualTo(server.body(0));
        assertThat(waits).hasSize(2);
        assertThat(waits.get(0)).isBetween(Duration.ZERO, Duration.ofSeconds(1));
        assertThat(waits.get(1)).isBetween(Duration.ZERO, Duration.ofSeconds(2));
    }

    @Test
    void if_all_retries_fail_the_state_is_sync_deferred_and_the_records_stay() {
        put("o", "n");

        UpsertOutcome outcome = sync();
        assertThat(outcome).isEqualTo(new UpsertOutcome.Deferred(3, "the server is away"));
        assertThat(client.state()).isEqualTo(UpsertState.SYNC_DEFERRED);
        assertThat(client.waiting()).isEqualTo(1);
        assertThat(waits).hasSize(2);
        put("p", "not blocked");
        assertThat(client.waiting()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(
            value = ProblemCode.class,
            names = {"IDEMPOTENCY_KEY_REUSED", "UNAUTHENTICATED", "FORBIDDEN", "BATCH_TOO_LARGE"})
    void if_retryable_is_false_the_loop_stops_and_the_error_surfaces(ProblemCode code) {
        put("o", "n");
        server.thenRefuses(code);

        assertThat(sync())
                .isInstanceOfSatisfying(
                        UpsertOutcome.Refused.class,
                        refused -> assertThat(refused.problem().known()).isEqualTo(code));
        assertThat(server.requests).hasSize(1);
        assertThat(waits).isEmpty();
        assertThat(client.state()).isEqualTo(UpsertState.PENDING);
        server.thenAccepts("c");
        sync();
        assertThat(server.requests.get(1).idempotencyKey()).isEqualTo("sync-2");
    }

    @Test
    void a_sync_that_was_written_down_is_repeated_after_a_crash_byte_for_byte() {
        put("o", "n");
        sync();
        client.close();
        open();
        put("p", "later");
        assertThat(client.state()).isEqualTo(UpsertState.SYNC_DEFERRED);
        server.thenAccepts("c1").thenAccepts("c2");

        assertThat(((UpsertOutcome.Synced) sync()).more()).isTrue();
        assertThat(server.body(3)).isEqualTo(server.body(0));
        assertThat(((UpsertOutcome.Synced) sync()).more()).isFalse();
        assertThat(server.body(4))
                .contains("later", "\"syncId\":\"sync-2\"")
                .doesNotContain("\"n\"");
    }

    @Test
    void what_is_written_while_a_sync_is_under_way_goes_with_the_next_one() {
        put("o", "first");
        sync();
        put("o", "second");
        server.thenAccepts("c1").thenAccepts("c2");
        sync();
        assertThat(client.waiting()).isEqualTo(1);
        sync();
        assertThat(server.body(4)).contains("second").doesNotContain("first");
    }

    @Test
    void what_came_to_a_conflict_is_kept_aside_until_somebody_decides() {
        put("o", "mine");
        put("p", "n");
        server.thenAccepts("c1", conflict("o", SuggestedAction.CORRECT));
        sync();

        assertThat(client.waiting()).isZero();
        assertThat(client.conflicts()).containsExactly(conflict("o", SuggestedAction.CORRECT));
        put("o", "corrected");
        assertThat(client.conflicts()).isEmpty();
        assertThat(client.waiting()).isEqualTo(1);
        client.drop("observations", "o");
        assertThat(client.state()).isEqualTo(UpsertState.SYNCED);
    }

    @Test
    void what_the_server_wants_again_later_waits_on() {
        put("o", "n");
        server.thenAccepts("c1", conflict("o", SuggestedAction.WAIT));
        sync();
        assertThat(client.waiting()).isEqualTo(1);
        assertThat(client.conflicts()).isEmpty();
    }

    @Test
    void an_answer_that_could_not_be_applied_is_not_taken_over() {
        put("o", "n");
        server.thenAccepts("c1");
        assertThatThrownBy(() ->
                        client.sync(answer -> {
                            throw new IllegalStateException("disk");
                        }))
                .hasMessage("disk");
        assertThat(client.waiting()).isEqualTo(1);
        server.thenAccepts("c1");
        sync();
        assertThat(server.body(1)).isEqualTo(server.body(0));
    }

    @Test
    void a_cursor_that_is_lost_makes_it_begin_anew() {
        server.thenAccepts("c1");
        sync();
        server.thenRefuses(ProblemCode.CURSOR_EXPIRED).thenAccepts("c2");
        sync();
        sync();
        assertThat(server.body(2)).contains("\"lastKnownServerCursor\":null");
    }

    @Test
    void a_server_that_asks_for_time_gets_it() {
        server.answers.add(
                new Answer(
                        503,
                        ProblemBody.of(ProblemCode.BUSY, "no", "", List.of()).bytes(),
                        "7",
                        null,
                        null));
        server.thenAccepts("c");
        sync();
        assertThat(waits.get(0)).isBetween(Duration.ofSeconds(7), Duration.ofSeconds(8));
    }

    @Test
    void what_no_storage_can_keep_is_refused_at_once() {
        assertThatThrownBy(() -> put("o", "\\u0000")).hasMessageContaining("/note");
        assertThat(client.waiting()).isZero();
    }
}
