package dev.tidemark.server.engine;

import dev.tidemark.server.cursor.Position;
import dev.tidemark.server.problem.Problem;
import dev.tidemark.server.store.ChangeRow;
import dev.tidemark.server.store.Fingerprint;
import dev.tidemark.server.store.Head;
import dev.tidemark.server.store.Head.LookedBack;
import dev.tidemark.sql.Tx;
import dev.tidemark.wire.problem.ProblemCode;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Where an account's log ends, and where in it a device stands.
///
/// @param since the device's position; the log has it
public record Standpoint(Head head, Position since) {

    /// Looks both up.
    ///
    /// @param claimed what a genuine cursor says; null for a device that begins
    /// @throws Problem 409 `CURSOR_AHEAD` if the log is another one, 410 `CURSOR_EXPIRED` if it no
    ///   longer reaches back so far, 404 if the account was deleted meanwhile
    public static Standpoint of(Tx tx, String account, @Nullable Position claimed) {
        if (claimed == null) {
            Head head = Head.find(tx, account).orElseThrow(Standpoint::gone);
            byte[] beginning = new byte[Fingerprint.BYTES];
            return new Standpoint(head, new Position(head.epoch(), 0, beginning, head.seq()));
        }
        Head head = known(tx, account, claimed);
        // Of what was deleted before a first pull began, the device never saw anything.
        if (Math.max(claimed.seq(), claimed.freshUntil()) < head.horizon()) {
            throw Problem.of(
                    ProblemCode.CURSOR_EXPIRED,
                    "This cursor is older than what the server remembers of deletions; start again"
                            + " without one, and keep what was not sent yet.");
        }
        return new Standpoint(head, claimed);
    }

    /// The place in the log that a cursor names, however long ago that was: for looking back, which
    /// needs no deletion to be remembered.
    ///
    /// @throws Problem 409 `CURSOR_AHEAD` if the log is another one
    public static long seq(Tx tx, String account, Position claimed) {
        known(tx, account, claimed);
        return claimed.seq();
    }

    /// The head of a log that has the place that a cursor names.
    private static Head known(Tx tx, String account, Position claimed) {
        LookedBack found = Head.find(tx, account, claimed.seq()).orElseThrow(Standpoint::gone);
        if (!has(found, claimed)) {
            throw Problem.of(
                    ProblemCode.CURSOR_AHEAD,
                    "The server went back to an earlier state and lacks what this cursor has seen."
                            + " Offer it the records that the device has (POST /v1/sync/heal), then"
                            + " pull from the beginning.");
        }
        return found.head();
    }

    /// Where a device stands of which the server itself has noted how far it is. At the beginning,
    /// where the log no longer reaches back so far. Deletions are told from there on in any case:
    /// the device may have had the records.
    static Standpoint at(Tx tx, String account, long seq) {
        LookedBack found = Head.find(tx, account, seq).orElseThrow(Standpoint::gone);
        Head head = found.head();
        byte[] link = found.fingerprint();
        Position since =
                link == null || seq <= 0 || seq < head.horizon()
                        ? new Position(head.epoch(), 0, new byte[Fingerprint.BYTES], 0)
                        : new Position(head.epoch(), seq, link, 0);
        return new Standpoint(head, since);
    }

    /// Whether a log has the place that a cursor names.
    static boolean has(LookedBack found, Position claimed) {
        byte[] link = claimed.seq() == 0 ? new byte[Fingerprint.BYTES] : found.fingerprint();
        return Arrays.equals(claimed.epoch(), found.head().epoch())
                && Arrays.equals(claimed.fingerprint(), link);
    }

    private static Problem gone() {
        return Problem.notFound("account");
    }

    /// How many changes lie between the device and the end.
    long behind() {
        return head.seq() - since.seq();
    }

    /// The same device, when the log has grown.
    Standpoint at(Head later) {
        return new Standpoint(later, since);
    }

    /// The position that a pull has come to.
    ///
    /// @param seq of a change
    Position reached(Tx tx, long seq) {
        if (seq == head.seq()) {
            return reached(seq, head.fingerprint());
        }
        return seq == since.seq()
                ? since
                : reached(seq, ChangeRow.fingerprint(tx, head.account(), seq).orElseThrow());
    }

    /// The end of the log, as a position that a pull has come to.
    Position end() {
        return reached(head.seq(), head.fingerprint());
    }

    private Position reached(long seq, byte[] fingerprint) {
        long freshUntil = since.freshUntil() > seq ? since.freshUntil() : 0;
        return new Position(head.epoch(), seq, fingerprint, freshUntil);
    }
}
