package dev.tidemark.server.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.core.causality.Dot;
import dev.tidemark.core.causality.VersionVector;
import dev.tidemark.core.record.Mutation;
import dev.tidemark.core.record.Op;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.value.Value;
import dev.tidemark.server.access.Principal;
import dev.tidemark.server.access.Role;
import dev.tidemark.server.access.Scopes;
import dev.tidemark.server.app.Apps;
import dev.tidemark.server.cursor.Cursors;
import dev.tidemark.server.engine.Asking;
import dev.tidemark.server.engine.GuardLimits;
import dev.tidemark.server.engine.LongReads;
import dev.tidemark.server.engine.Pull;
import dev.tidemark.server.engine.Push;
import dev.tidemark.server.engine.RetentionRules;
import dev.tidemark.server.store.Storage;
import dev.tidemark.sql.LaneLimits;
import dev.tidemark.sql.Options;
import dev.tidemark.wire.command.Batch;
import dev.tidemark.wire.command.Command;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What retention does by itself, one look after the other.
class RetentionScheduleTest {

    private static final RecordKey NOTE = new RecordKey("notes", "n");
    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir Path folder;
    private final AtomicInteger ids = new AtomicInteger();
    private final Random editions = new Random(1);
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private Storage storage;
    private Apps apps;
    private Retention retention;

    @BeforeEach
    void open() {
        storage = Storage.open(folder, Options.DEFAULTS, LaneLimits.DEFAULTS);
        apps = Apps.open(storage.lanes(), () -> now);
        retention =
                new Retention(
                        storage.lanes(),
                        new LongReads(storage.lanes(), 2),
                        apps,
                        () -> now,
                        editions::nextLong,
                        RetentionRules.DEFAULTS,
                        0);
    }

    @AfterEach
    void close() {
        retention.close();
        storage.close();
    }

    private void account(String id, String app) {
        storage.lanes()
                .writeNow(
                        id,
                        tx ->
                                tx.update(
                                        "INSERT INTO account (account_id, name, app, created_at,"
                                                + " epoch) VALUES (?, ?, ?, 0, ?)",
                                        id,
                                        id,
                                        app,
                                        new byte[16]));
    }

    /// Makes a note and deletes it.
    private void writeAndDelete(String account) {
        Push push =
                new Push(
                        storage.lanes(),
                        new Pull(storage.lanes(), new Cursors(new byte[Cursors.KEY_BYTES])),
                        10_000,
                        (tx, asking) -> {},
                        changed -> {},
                        editions::nextLong,
                        GuardLimits.OFF);
        Principal owner = new Principal(account, "open", Role.OWNER, Scopes.ALL, null, "key");
        Asking asking = new Asking(owner, apps.schema("open"), "a", 0, now, "trace");
        Command create = new Command.Readable(mutation(Op.CREATE, 1));
        Command delete = new Command.Readable(mutation(Op.DELETE, 2));
        Batch batch = new Batch("a", null, Batch.LIMIT_DEFAULT, List.of(create, delete));
        assertThat(push.push(asking, batch).acked()).hasSize(2);
    }

    private Mutation mutation(Op op, long counter) {
        VersionVector context =
                counter == 1
                        ? VersionVector.EMPTY
                        : VersionVector.EMPTY.with(new Dot("a", counter - 1));
        String id = "00000000-0000-4000-8000-%012d".formatted(ids.incrementAndGet());
        Dot dot = new Dot("a", counter);
        return new Mutation(
                id, NOTE, op, dot, context, Value.Obj.EMPTY, List.of(), now, null, null);
    }

    private boolean isDue(String account) {
        return !retention.preview(account, "open").isNothing();
    }

    private void look(Duration later) {
        now = now.plus(later);
        retention.runAll();
    }

    @Test
    void what_is_due_goes_by_itself() {
        account("one", "open");
        writeAndDelete("one");
        for (int day = 0; day < 91; day++) {
            look(Duration.ofDays(1));
        }
        assertThat(isDue("one")).isFalse();
        look(Duration.ofDays(1));
        assertThat(horizon("one")).isPositive();
    }

    @Test
    void a_clock_that_jumps_ends_nothing_at_the_first_look() {
        account("one", "open");
        writeAndDelete("one");
        look(HOUR);

        look(Duration.ofDays(400));
        assertThat(isDue("one")).isTrue();
        assertThat(horizon("one")).isZero();

        look(HOUR);
        assertThat(isDue("one")).isFalse();
        assertThat(horizon("one")).isPositive();
    }

    @Test
    void an_account_that_fails_keeps_no_other_from_its_turn() {
        account("a-broken", "an app that is not there");
        account("b-good", "open");
        writeAndDelete("b-good");
        look(HOUR);
        look(Duration.ofDays(400));
        look(HOUR);

        assertThat(isDue("b-good")).isFalse();
        assertThat(horizon("b-good")).isPositive();
    }

    private long horizon(String account) {
        return storage.lanes()
                .readNow(tx ->
                        tx.prepare("SELECT horizon_seq FROM account WHERE account_id = ?")
                                .bind(account)
                                .number(-1));
    }
}
