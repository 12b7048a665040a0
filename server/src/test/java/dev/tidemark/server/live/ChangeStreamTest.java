package dev.tidemark.server.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tidemark.server.access.Principal;
import dev.tidemark.server.access.Role;
import dev.tidemark.server.access.Scopes;
import dev.tidemark.server.cursor.Cursors;
import dev.tidemark.server.engine.Asking;
import dev.tidemark.server.engine.GuardLimits;
import dev.tidemark.server.engine.Pull;
import dev.tidemark.server.engine.Push;
import dev.tidemark.server.http.EventSource;
import dev.tidemark.server.http.Events;
import dev.tidemark.server.problem.Problem;
import dev.tidemark.server.store.Storage;
import dev.tidemark.sql.LaneLimits;
import dev.tidemark.sql.Options;
import dev.tidemark.wire.command.Batch;
import dev.tidemark.wire.command.Page;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.json.JsonLimits;
import dev.tidemark.wire.problem.ProblemCode;
import dev.tidemark.wire.schema.AppSchema;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ChangeStreamTest {

    private static final String ACCOUNT = "account-1";

    @TempDir Path folder;
    private Storage storage;
    private Wakeups wakeups;
    private Pull pull;
    private Push push;
    private ChangeStream streams;
    private final Principal owner =
            new Principal(ACCOUNT, "open", Role.OWNER, Scopes.ALL, null, "key");
    private @Nullable String cursor;

    @BeforeEach
    void open() {
        storage = Storage.open(folder, Options.DEFAULTS, LaneLimits.DEFAULTS);
        storage.lanes()
                .writeNow(
                        "test",
                        tx ->
                                tx.update(
                                        "INSERT INTO account (account_id, name, app, created_at, epoch)"
                                                + " VALUES (?, 'x', 'open', 0, zeroblob(16))",
                                        ACCOUNT));
        wakeups = new Wakeups(8);
        pull = new Pull(storage.lanes(), new Cursors(new byte[Cursors.KEY_BYTES]));
        push =
                new Push(
                        storage.lanes(),
                        pull,
                        10_000,
                        (tx, asking) -> {},
                        wakeups,
                        new Random(1)::nextLong,
                        GuardLimits.OFF);
        streams = new ChangeStream(pull, wakeups);
    }

    @AfterEach
    void close() {
        storage.close();
    }

    /// A stream whose client takes events from a queue.
    private static class Heard implements Events {
        final BlockingQueue<Page> pages = new LinkedBlockingQueue<>();
        final CountDownLatch over = new CountDownLatch(1);
        final BlockingQueue<Throwable> faults = new LinkedBlockingQueue<>();
        private final List<Runnable> wakeUps = new ArrayList<>();
        private boolean ended;

        @Override
        public synchronized void send(String event, String id, byte[] data) {
            if (ended) {
                throw new Ended();
            }
            Page page = Page.read(data);
            assertThat(event).isEqualTo("changes");
            assertThat(id).isEqualTo(page.newSince());
            assertThat(data).doesNotContain((byte) '\n');
            pages.add(page);
        }

        @Override
        public synchronized boolean open() {
            return !ended;
        }

        @Override
        public synchronized void onEnd(Runnable wakeUp) {
            wakeUps.add(wakeUp);
        }

        synchronized void end() {
            ended = true;
            wakeUps.forEach(Runnable::run);
        }

        List<String> next() throws InterruptedException {
            Page page = pages.poll(20, TimeUnit.SECONDS);
            assertThat(page).as("an event in time").isNotNull();
            return page.changes().stream().map(entry -> entry.key().id()).toList();
        }
    }

    private Heard listen(@Nullable String since) {
        EventSource source = streams.from(owner, since);
        Heard heard = new Heard();
        Thread.startVirtualThread(() -> {
            try {
                source.run(heard);
            } catch (InterruptedException | Events.Ended e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException e) {
                heard.faults.add(e);
            } finally {
                heard.over.countDown();
            }
        });
        return heard;
    }

    private void write(String... ids) {
        StringBuilder commands = new StringBuilder();
        for (String id : ids) {
            commands.append(commands.isEmpty() ? "" : ",")
                    .append(
                            ("{'id':'c-%1$s','entity':'notes','entityId':"
                                            + "'00000000-0000-4000-8000-00000000000%1$s','op':'create',"
                                            + "'fields':{'n':1},'vv':{'d':1},'ts':'2026-11-20T09:00:00Z'}")
                                    .formatted(id));
        }
        String body = "{'deviceId':'d','since':null,'commands':[" + commands + "]}";
        Batch read =
                Batch.read(
                        Json.read(body.replace('\'', '"'), JsonLimits.DEFAULT),
                        AppSchema.OPEN.rules());
        Batch batch = new Batch("d", cursor, 500, read.commands());
        Asking asking =
                new Asking(
                        owner, AppSchema.OPEN, "d", 0, Instant.parse("2026-11-20T12:00:00Z"), "t");
        cursor = push.push(asking, batch).page().newSince();
    }

    private static String id(String last) {
        return "00000000-0000-4000-8000-00000000000" + last;
    }

    @Test
    void the_backlog_comes_first_then_what_happens() throws InterruptedException {
        write("1", "2");
        Heard heard = listen(null);

        assertThat(heard.next()).containsExactly(id("1"), id("2"));
        write("3");
        assertThat(heard.next()).containsExactly(id("3"));
        heard.end();
    }

    @Test
    void a_stream_goes_on_where_its_cursor_stands() throws InterruptedException {
        write("1");
        String there = cursor;
        write("2");
        Heard heard = listen(there);

        assertThat(heard.next()).containsExactly(id("2"));
        heard.end();
    }

    @Test
    void an_ended_stream_returns_at_once_and_gives_its_place_back() throws InterruptedException {
        Heard heard = listen(null);
        write("1");
        heard.next();
        heard.end();

        assertThat(heard.over.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(wakeups.waiting(ACCOUNT)).isZero();
    }

    @Test
    void the_stream_of_a_deleted_account_ends_without_a_fault() throws InterruptedException {
        Heard heard = listen(null);
        write("1");
        heard.next();
        storage.lanes().writeNow("test", tx -> tx.update("DELETE FROM account"));
        wakeups.changed(ACCOUNT);

        assertThat(heard.over.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(heard.faults).isEmpty();
        assertThat(wakeups.waiting(ACCOUNT)).isZero();
    }

    @Test
    void what_a_principal_may_not_read_is_not_streamed() throws InterruptedException {
        Principal narrow =
                new Principal(
                        ACCOUNT, "open", Role.VIEWER, Scopes.of(List.of("x:read")), null, "key");
        EventSource source = streams.from(narrow, null);
        Heard heard = new Heard();
        Thread reader =
                Thread.startVirtualThread(() -> {
                    try {
                        source.run(heard);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
        write("1");
        write("2");
        heard.end();
        reader.join();

        assertThat(heard.pages).isEmpty();
    }

    @Test
    void a_bad_cursor_and_too_many_streams_are_refused_before_anything_is_sent() {
        assertThat(catchThrowableOfType(Problem.class, () -> streams.from(owner, "x")).code())
                .isEqualTo(ProblemCode.CURSOR_INVALID);
        ChangeStream none = new ChangeStream(pull, new Wakeups(0));
        assertThat(catchThrowableOfType(Problem.class, () -> none.from(owner, null)).code())
                .isEqualTo(ProblemCode.RATE_LIMITED);
    }

    @Test
    void a_slow_reader_holds_up_no_writer_and_gets_everything() throws InterruptedException {
        CountDownLatch mayRead = new CountDownLatch(1);
        Heard heard =
                new Heard() {
                    @Override
                    public void send(String event, String id, byte[] data) {
                        try {
                            mayRead.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                        super.send(event, id, data);
                    }
                };
        EventSource source = streams.from(owner, null);
        Thread.startVirtualThread(() -> {
            try {
                source.run(heard);
            } catch (InterruptedException | Events.Ended e) {
                Thread.currentThread().interrupt();
            }
        });
        for (int i = 1; i < 10; i++) {
            write(Integer.toString(i));
        }
        mayRead.countDown();
        List<String> all = new ArrayList<>();
        while (all.size() < 9) {
            all.addAll(heard.next());
        }
        heard.end();

        assertThat(all).hasSize(9).doesNotHaveDuplicates();
    }
}
