package dev.tidemark.server.engine;

import dev.tidemark.core.record.RecordKey;
import dev.tidemark.server.cursor.Cursors;
import dev.tidemark.server.cursor.Position;
import dev.tidemark.server.engine.Ledger.Written;
import dev.tidemark.server.problem.Problem;
import dev.tidemark.server.store.ChangeRow;
import dev.tidemark.server.store.Fingerprint;
import dev.tidemark.server.store.Head;
import dev.tidemark.sql.Lanes;
import dev.tidemark.sql.Rows;
import dev.tidemark.sql.Tx;
import dev.tidemark.wire.command.EncodedEntry;
import dev.tidemark.wire.command.Page;
import dev.tidemark.wire.problem.ProblemCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Answers what has changed since a cursor: the current state of each record that did, once, in the
/// order of the last changes.
///
/// The cost follows what has changed, never what there is. Thread-safe.
public final class Pull {

    /// Most bytes of entries in a page; a page may have fewer entries than were asked for.
    static final int PAGE_BYTES_MAX = 8 << 20;

    /// Most rows that are looked at for one page: much of what has changed may be deleted, or not
    /// for the caller.
    static final int PAGE_ROWS_MAX = 20_000;

    private static final String SINCE =
            "SELECT seq, collection, deleted, body FROM record"
                    + " WHERE account_id = ? AND seq > ? ORDER BY seq LIMIT ?";

    private final Lanes lanes;
    private final Cursors cursors;

    public Pull(Lanes lanes, Cursors cursors) {
        this.lanes = lanes;
        this.cursors = cursors;
    }

    /// One page.
    ///
    /// @param since a cursor; null to begin at the beginning
    /// @param limit most entries, from 1
    /// @param mayRead which collections the caller may see
    /// @throws Problem 400 `CURSOR_INVALID`, 409 `CURSOR_AHEAD`, 410 `CURSOR_EXPIRED`
    public Page page(String account, @Nullable String since, int limit, Predicate<String> mayRead) {
        return lanes.readNow(tx -> {
            Head head = head(tx, account);
            return page(tx, head, position(tx, head, since), limit, mayRead);
        });
    }

    /// The head of an account that somebody was let into.
    ///
    /// @throws Problem 404 if the account was deleted meanwhile
    static Head head(Tx tx, String account) {
        return Head.find(tx, account).orElseThrow(() -> Problem.notFound("account"));
    }

    /// Where in the log a cursor stands.
    ///
    /// @throws Problem as [#page] does
    Position position(Tx tx, Head head, @Nullable String since) {
        if (since == null) {
            return new Position(head.epoch(), 0, new byte[Fingerprint.BYTES], head.seq());
        }
        Position position = cursors.position(head.account(), since);
        if (!isOfThisHistory(tx, head, position)) {
            throw Problem.of(
                    ProblemCode.CURSOR_AHEAD,
                    "This cursor is of a history that the server does not have (any more): it was"
                            + " restored from a backup. Offer it what the device has.");
        }
        if (position.seq() < head.horizon()) {
            throw Problem.of(
                    ProblemCode.CURSOR_EXPIRED,
                    "This cursor is older than what the server remembers of deletions; start again"
                            + " without one, and keep what was not sent yet.");
        }
        return position;
    }

    private static boolean isOfThisHistory(Tx tx, Head head, Position position) {
        if (!Arrays.equals(position.epoch(), head.epoch()) || position.seq() > head.seq()) {
            return false;
        }
        return Arrays.equals(position.fingerprint(), fingerprint(tx, head, position.seq()));
    }

    /// The log's fingerprint at a seq; null where the log has no such change.
    private static byte @Nullable [] fingerprint(Tx tx, Head head, long seq) {
        if (seq == head.seq()) {
            return head.fingerprint();
        }
        return seq == 0
                ? new byte[Fingerprint.BYTES]
                : ChangeRow.fingerprint(tx, head.account(), seq).orElse(null);
    }

    /// The page behind a position.
    Page page(Tx tx, Head head, Position since, int limit, Predicate<String> mayRead) {
        List<EncodedEntry> entries = new ArrayList<>(Math.min(limit, 500));
        long bytes = 0;
        long looked = since.seq();
        int lookedAt = 0;
        boolean more = false;
        try (Rows rows =
                tx.prepare(SINCE)
                        .bind(head.account())
                        .bind(since.seq())
                        .bind(PAGE_ROWS_MAX + 1L)
                        .rows()) {
            while (!more && rows.next()) {
                long seq = rows.getLong(1);
                boolean deleted = rows.getLong(3) != 0;
                if (lookedAt == PAGE_ROWS_MAX) {
                    more = true;
                } else if (mayRead.test(rows.getText(2)) && !(deleted && since.neverSaw(seq))) {
                    byte[] body = rows.getBytes(4);
                    bytes += body.length;
                    more = entries.size() == limit || bytes > PAGE_BYTES_MAX && !entries.isEmpty();
                    if (!more) {
                        entries.add(EncodedEntry.of(body));
                    }
                }
                if (!more) {
                    looked = seq;
                    lookedAt++;
                }
            }
        }
        return new Page(entries, token(tx, head, since, more ? looked : head.seq()), more);
    }

    /// The page behind a position that a request itself has just moved the head from: what it has
    /// written, and nothing else. Empty where there is more to it.
    Optional<Page> justWritten(
            Position since, Head before, Written written, int limit, Asking asking) {
        if (since.seq() != before.seq() || written.entries().size() > limit) {
            return Optional.empty();
        }
        List<EncodedEntry> entries = new ArrayList<>(written.entries().size());
        long bytes = 0;
        for (Map.Entry<RecordKey, EncodedEntry> entry : written.entries().entrySet()) {
            if (asking.principal().mayRead(entry.getKey().collection())) {
                entries.add(entry.getValue());
                bytes += entry.getValue().bytes().length;
            }
        }
        Head head = written.head();
        return bytes > PAGE_BYTES_MAX
                ? Optional.empty()
                : Optional.of(
                        new Page(
                                entries,
                                token(head, since, head.seq(), head.fingerprint()),
                                false));
    }

    /// The cursor of a place that a pull has come to.
    private String token(Tx tx, Head head, Position since, long seq) {
        byte[] fingerprint = fingerprint(tx, head, seq);
        if (fingerprint == null) {
            throw new IllegalStateException(
                    "A record of %s names the change %d, which the log lacks"
                            .formatted(head.account(), seq));
        }
        return token(head, since, seq, fingerprint);
    }

    /// The cursor of a place that a pull has come to.
    ///
    /// @param since where it came from
    String token(Head head, Position since, long seq, byte[] fingerprint) {
        long freshUntil = since.freshUntil() > seq ? since.freshUntil() : 0;
        return cursors.token(
                head.account(), new Position(head.epoch(), seq, fingerprint, freshUntil));
    }
}
