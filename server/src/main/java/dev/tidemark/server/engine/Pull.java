package dev.tidemark.server.engine;

import dev.tidemark.core.record.RecordKey;
import dev.tidemark.server.cursor.Cursors;
import dev.tidemark.server.cursor.Pin;
import dev.tidemark.server.cursor.Position;
import dev.tidemark.server.problem.Problem;
import dev.tidemark.server.store.Fingerprint;
import dev.tidemark.server.store.Head;
import dev.tidemark.sql.Lanes;
import dev.tidemark.sql.Rows;
import dev.tidemark.sql.Tx;
import dev.tidemark.wire.command.EncodedEntry;
import dev.tidemark.wire.command.Page;
import java.util.ArrayList;
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
    private static final int PAGE_ROWS_MAX = 20_000;

    /// A page of so few entries costs less to read where one is than the way to a reader.
    private static final int SMALL_PAGE = 16;

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
        Position claimed = position(account, since);
        return lanes.readNow(
                tx -> page(tx, Standpoint.of(tx, account, claimed), limit, mayRead, PAGE_ROWS_MAX));
    }

    /// One page for a device that may have had records before it ever asked: what was deleted is
    /// told from the beginning on.
    ///
    /// @throws Problem as [#page] does
    public Page pageWithDeletions(
            String account, @Nullable String since, int limit, Predicate<String> mayRead) {
        Position claimed = position(account, since);
        return lanes.readNow(tx -> {
            Standpoint standpoint =
                    claimed == null
                            ? Standpoint.at(tx, account, 0)
                            : Standpoint.of(tx, account, claimed);
            return page(tx, standpoint, limit, mayRead, PAGE_ROWS_MAX);
        });
    }

    /// What a cursor says; null without one.
    ///
    /// @throws Problem 400 `CURSOR_INVALID`
    @Nullable Position position(String account, @Nullable String cursor) {
        return cursor == null ? null : cursors.position(account, cursor);
    }

    /// What the token of a preview names; null without one.
    ///
    /// @throws Problem 422 if it is none
    @Nullable Pin pin(String account, @Nullable String token) {
        return token == null ? null : cursors.pin(account, token);
    }

    /// The token of a preview.
    String token(String account, Pin pin) {
        return cursors.token(account, pin);
    }

    /// The cursor of a position.
    String cursor(String account, Position position) {
        return cursors.token(account, position);
    }

    /// Where a device stands that has seen nothing.
    Position beginning(Head head) {
        return new Position(head.epoch(), 0, new byte[Fingerprint.BYTES], head.seq());
    }

    /// The cursor of the end of an account's log.
    ///
    /// @throws Problem 404 if there is no such account
    public String end(Tx tx, String account) {
        return cursor(account, Standpoint.of(tx, account, null).end());
    }

    /// The page behind a standpoint.
    Page page(Tx tx, Standpoint standpoint, int limit, Predicate<String> mayRead) {
        return page(tx, standpoint, limit, mayRead, PAGE_ROWS_MAX);
    }

    private Page page(
            Tx tx, Standpoint standpoint, int limit, Predicate<String> mayRead, int rowsMax) {
        Position since = standpoint.since();
        String account = standpoint.head().account();
        Gathering page = new Gathering(limit, since.seq());
        try (Rows rows =
                tx.prepare(SINCE).bind(account).bind(since.seq()).bind(rowsMax + 1L).rows()) {
            for (int looked = 0; !page.isFull() && rows.next(); looked++) {
                long seq = rows.getLong(1);
                boolean deleted = rows.getLong(3) != 0;
                if (looked == rowsMax) {
                    page.fill();
                } else if (mayRead.test(rows.getText(2)) && !(deleted && since.neverSaw(seq))) {
                    page.add(seq, rows.getBytes(4));
                } else {
                    page.pass(seq);
                }
            }
        }
        Position reached = page.isFull() ? standpoint.reached(tx, page.upTo()) : standpoint.end();
        return new Page(page.entries(), cursor(account, reached), page.isFull());
    }

    /// What a request that has just written answers, where that can be had without another reading:
    /// because nobody else wrote anything, or because it is little.
    ///
    /// @param standpoint before the writing
    Optional<Page> afterwards(
            Tx tx, Standpoint standpoint, Posting posting, int limit, Predicate<String> mayRead) {
        if (standpoint.behind() == 0) {
            return justWritten(standpoint.at(posting.head()), posting, limit, mayRead);
        }
        Standpoint now = standpoint.at(posting.head());
        return Math.min(limit, now.behind()) <= SMALL_PAGE
                ? Optional.of(page(tx, now, limit, mayRead, 2 * SMALL_PAGE))
                : Optional.empty();
    }

    private Optional<Page> justWritten(
            Standpoint now, Posting posting, int limit, Predicate<String> mayRead) {
        Gathering page = new Gathering(limit, now.since().seq());
        for (Map.Entry<RecordKey, EncodedEntry> entry : posting.entries().entrySet()) {
            if (mayRead.test(entry.getKey().collection())) {
                page.add(now.head().seq(), entry.getValue().bytes());
            }
        }
        String account = now.head().account();
        return page.isFull()
                ? Optional.empty()
                : Optional.of(new Page(page.entries(), cursor(account, now.end()), false));
    }

    /// The entries of a page, up to its limits.
    private static final class Gathering {
        private final List<EncodedEntry> entries = new ArrayList<>();
        private final int limit;
        private long bytes;
        private long upTo;
        private boolean full;

        Gathering(int limit, long since) {
            this.limit = limit;
            this.upTo = since;
        }

        /// Adds an entry, or finds that there is no room for it.
        void add(long seq, byte[] body) {
            bytes += body.length;
            full |= entries.size() == limit || (bytes > PAGE_BYTES_MAX && !entries.isEmpty());
            if (!full) {
                entries.add(EncodedEntry.of(body));
                upTo = seq;
            }
        }

        /// Leaves an entry out.
        void pass(long seq) {
            upTo = seq;
        }

        /// Takes no more, and leaves the rest for the next page.
        void fill() {
            full = true;
        }

        /// Whether there is more than it holds.
        boolean isFull() {
            return full;
        }

        long upTo() {
            return upTo;
        }

        List<EncodedEntry> entries() {
            return entries;
        }
    }
}
