package dev.tidemark.server.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.server.audit.AuditCheck.Kept;
import dev.tidemark.server.store.Storage;
import dev.tidemark.sql.LaneLimits;
import dev.tidemark.sql.Options;
import dev.tidemark.wire.audit.AuditReport;
import dev.tidemark.wire.audit.AuditReport.Fault;
import dev.tidemark.wire.audit.AuditReport.Fault.Kind;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Whoever edits the file is found out.
class AuditCheckTest {

    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
    private static final int EVENTS = 9;

    @TempDir private Path folder;
    private Storage storage;

    @BeforeEach
    void fill() {
        storage = Storage.open(folder, Options.DEFAULTS, LaneLimits.DEFAULTS);
        for (int i = 1; i <= EVENTS; i++) {
            append("mine", "event " + i);
            append("other", "event " + i);
        }
    }

    @AfterEach
    void close() {
        storage.close();
    }

    private void append(String account, String detail) {
        AuditEvent event =
                new Actor("key-1", "tablet", "trace")
                        .did(account, AuditAction.SYNC_PUSH, NOON, detail);
        storage.lanes()
                .writeNow(
                        "test",
                        tx -> {
                            Audit.append(tx, event);
                            return true;
                        });
    }

    private void edit(String sql) {
        storage.lanes().writeNow("test", tx -> tx.update(sql));
    }

    private AuditReport check() {
        return AuditCheck.of(storage.lanes(), "mine");
    }

    private void assertFound(Fault... faults) {
        assertThat(check().faults())
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("detail")
                .containsExactly(faults);
        assertThat(AuditCheck.of(storage.lanes(), "other").whole()).isTrue();
    }

    private static Fault fault(Kind kind, long first, long last) {
        return new Fault(first, last, kind, "");
    }

    @Test
    void a_chain_that_nobody_touched_is_whole_and_goes_on_after_a_restart() {
        assertThat(check().whole()).isTrue();
        assertThat(check().events()).isEqualTo(EVENTS);
        storage.close();
        storage = Storage.open(folder, Options.DEFAULTS, LaneLimits.DEFAULTS);
        append("mine", "one more");
        assertThat(check().whole()).isTrue();
        assertThat(check().events()).isEqualTo(EVENTS + 1);
    }

    @ParameterizedTest
    @CsvSource({
        "action, 'key.create'",
        "status, 'refused'",
        "device, NULL",
        "device, ''",
        "principal, 'somebody else'",
        "at, at + 1",
        "detail, 'event 4'",
        "trace_id, ''"
    })
    void every_member_of_an_event_is_in_its_hash(String column, String value) {
        String set = "'" + value + "'";
        String sql = value.isEmpty() || value.matches("[a-z][a-z. ]*|event 4") ? set : value;
        edit(
                "UPDATE audit SET %s = %s WHERE account_id = 'mine' AND event_id = 5"
                        .formatted(column, sql));
        assertFound(fault(Kind.CHANGED, 5, 5));
    }

    @Test
    void an_event_that_is_missing_is_named_and_so_are_several() {
        edit("DELETE FROM audit WHERE account_id = 'mine' AND event_id IN (1, 4, 5)");
        assertFound(fault(Kind.MISSING, 1, 1), fault(Kind.MISSING, 4, 5));
    }

    @Test
    void an_end_that_was_cut_off_is_named() {
        edit("DELETE FROM audit WHERE account_id = 'mine' AND event_id > 6");
        assertFound(fault(Kind.MISSING, 7, EVENTS));
    }

    @Test
    void events_that_changed_places_are_named_with_the_one_behind_them() {
        swap(3, 4);
        assertFound(
                fault(Kind.CHANGED, 3, 3), fault(Kind.CHANGED, 4, 4), fault(Kind.CHANGED, 5, 5));
    }

    private void swap(int one, int other) {
        move(one, 100);
        move(other, one);
        move(100, other);
    }

    private void move(int from, int to) {
        edit(
                "UPDATE audit SET event_id = %d WHERE account_id = 'mine' AND event_id = %d"
                        .formatted(to, from));
    }

    @Test
    void a_gap_that_was_closed_by_renumbering_is_found() {
        edit("DELETE FROM audit WHERE account_id = 'mine' AND event_id = 8");
        move(EVENTS, 8);
        assertFound(fault(Kind.CHANGED, 8, 8), fault(Kind.MISSING, EVENTS, EVENTS));
    }

    @Test
    void an_event_behind_the_end_is_found() {
        edit(
                "INSERT INTO audit SELECT account_id, 10, action, status, device, principal, at, detail,"
                        + " trace_id, hash FROM audit WHERE account_id = 'mine' AND event_id = 9");
        assertFound(fault(Kind.ADDED, 10, 10));
    }

    @Test
    void an_event_of_another_account_is_no_event_of_this_one() {
        edit("UPDATE audit SET account_id = 'gone' WHERE account_id = 'mine' AND event_id = 9");
        append("third", "event 1");
        edit(
                "INSERT INTO audit SELECT 'mine', 9, action, status, device, principal, at, detail,"
                        + " trace_id, hash FROM audit WHERE account_id = 'other' AND event_id = 9");
        assertFound(fault(Kind.CHANGED, 9, 9), fault(Kind.CHANGED, 9, 9));
    }

    @Test
    void a_chain_whose_end_was_forged_too_has_another_hash_than_the_one_kept_elsewhere() {
        Kept kept = new Kept(EVENTS, check().hash());
        assertThat(AuditCheck.of(storage.lanes(), "mine", kept).whole()).isTrue();
        edit("DELETE FROM audit WHERE account_id = 'mine' AND event_id = 9");
        edit(
                "UPDATE audit_head SET event_id = 8, hash = (SELECT hash FROM audit"
                        + " WHERE account_id = 'mine' AND event_id = 8) WHERE account_id = 'mine'");
        assertThat(check().whole()).isTrue(); // Nothing within the file can tell.
        assertThat(AuditCheck.of(storage.lanes(), "mine", kept).faults())
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("detail")
                .containsExactly(fault(Kind.MISSING, EVENTS, EVENTS));
        append("mine", "forged");
        assertThat(check().whole()).isTrue();
        assertThat(AuditCheck.of(storage.lanes(), "mine", kept).faults())
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("detail")
                .containsExactly(fault(Kind.CHANGED, EVENTS, EVENTS));
    }

    @Test
    void a_chain_without_events_is_not_whole() {
        edit("DELETE FROM audit WHERE account_id = 'mine'");
        edit("DELETE FROM audit_head WHERE account_id = 'mine'");
        assertFound(fault(Kind.MISSING, 1, 1));
    }

    @Test
    void a_chain_is_looked_at_in_steps() {
        storage.lanes()
                .writeNow(
                        "test",
                        tx -> {
                            for (int i = 0; i < 11_000; i++) {
                                Audit.append(
                                        tx,
                                        Actor.SERVER.did("long", AuditAction.SYNC_PUSH, NOON, "x"));
                            }
                            return true;
                        });
        assertThat(AuditCheck.of(storage.lanes(), "long").whole()).isTrue();
        edit("UPDATE audit SET detail = 'y' WHERE account_id = 'long' AND event_id = 10500");
        assertThat(AuditCheck.of(storage.lanes(), "long").faults())
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("detail")
                .containsExactly(fault(Kind.CHANGED, 10_500, 10_500));
    }

    @Test
    void a_transaction_that_is_rolled_back_leaves_no_event() {
        try {
            storage.lanes()
                    .writeNow(
                            "test",
                            tx -> {
                                Audit.append(
                                        tx,
                                        Actor.SERVER.did("mine", AuditAction.SYNC_PUSH, NOON, "x"));
                                throw new IllegalStateException("on purpose");
                            });
        } catch (IllegalStateException e) {
            assertThat(e).hasMessage("on purpose");
        }
        assertThat(check().events()).isEqualTo(EVENTS);
        assertThat(check().whole()).isTrue();
    }
}
