package dev.tidemark.server.engine;

import dev.tidemark.server.audit.Audit;
import dev.tidemark.server.audit.AuditAction;
import dev.tidemark.server.audit.AuditEvent;
import dev.tidemark.server.audit.AuditStatus;
import dev.tidemark.server.cursor.Position;
import dev.tidemark.server.problem.Problem;
import dev.tidemark.server.store.Head;
import dev.tidemark.server.store.Head.LookedBack;
import dev.tidemark.sql.Lanes;
import dev.tidemark.sql.Tx;
import dev.tidemark.wire.command.Heal;
import dev.tidemark.wire.command.HealAnswer;
import dev.tidemark.wire.problem.ProblemCode;
import java.util.Objects;
import java.util.function.LongSupplier;

/// Joins records that devices offer to a server that has gone back in time.
///
/// The cursor proves it: this server signed it for this account, and its log does not have the
/// place that it names. What is offered is taken as what was accepted once, so no rule of a schema
/// is asked; but whoever offers may have made it up, so it is checked to be a record at all, and
/// one that its device may write. Offering it again changes nothing. Thread-safe.
public final class Healing {

    private final Lanes lanes;
    private final Pull pull;
    private final Admission admission;
    private final Announce announce;
    private final LongSupplier editions;

    /// The parameters are those of [Push].
    public Healing(
            Lanes lanes, Pull pull, Admission admission, Announce announce, LongSupplier editions) {
        this.lanes = lanes;
        this.pull = pull;
        this.admission = admission;
        this.announce = announce;
        this.editions = editions;
    }

    /// Joins what can be joined, in one transaction.
    ///
    /// @throws Problem 400 `CURSOR_INVALID`, 409 `NOT_BEHIND` if the log has the cursor's place
    public HealAnswer heal(Asking asking, Heal offer) {
        Position claimed = Objects.requireNonNull(pull.position(asking.account(), offer.cursor()));
        HealAnswer answer =
                lanes.writeNow(asking.account(), tx -> heal(tx, asking, claimed, offer));
        if (answer.joined() > 0) {
            announce.changed(asking.account());
        }
        return answer;
    }

    private HealAnswer heal(Tx tx, Asking asking, Position claimed, Heal offer) {
        admission.require(tx, asking);
        LookedBack found =
                Head.find(tx, asking.account(), claimed.seq())
                        .orElseThrow(() -> Problem.notFound("account"));
        if (Standpoint.has(found, claimed)) {
            throw Problem.of(
                    ProblemCode.NOT_BEHIND,
                    "The server has everything up to this cursor, so there is nothing to heal: pull"
                            + " and push as usual.");
        }
        Head head = found.head();
        Joining joining = new Joining(tx, asking, head, claimed);
        joining.offer(offer.records());
        joining.posting(editions.getAsLong()).write(tx);
        HealAnswer answer = joining.answer(pull.cursor(asking.account(), beginning(head)));
        Audit.append(tx, event(asking, answer));
        return answer;
    }

    private static AuditEvent event(Asking asking, HealAnswer answer) {
        int refused = answer.refused().size();
        return new AuditEvent(
                asking.account(),
                AuditAction.SYNC_HEAL,
                AuditStatus.of(answer.joined() + answer.unchanged(), refused),
                asking.device(),
                asking.principal().credentialId(),
                asking.received(),
                "offered records: %d joined, %d known, %d refused"
                        .formatted(answer.joined(), answer.unchanged(), refused),
                asking.traceId());
    }

    /// The beginning of the log, for a device that has seen what was deleted since.
    private static Position beginning(Head head) {
        return new Position(head.epoch(), 0, new byte[head.fingerprint().length], head.horizon());
    }
}
