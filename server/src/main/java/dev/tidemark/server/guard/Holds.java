package dev.tidemark.server.guard;

import dev.tidemark.server.audit.Actor;
import dev.tidemark.server.audit.Audit;
import dev.tidemark.server.audit.AuditAction;
import dev.tidemark.server.problem.Problem;
import dev.tidemark.server.store.GuardWindow;
import dev.tidemark.server.store.Head;
import dev.tidemark.server.store.HoldRow;
import dev.tidemark.server.store.HoldRow.State;
import dev.tidemark.sql.Lanes;
import dev.tidemark.sql.Tx;
import dev.tidemark.wire.problem.ProblemCode;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.LongSupplier;

/// The mass changes that wait for a person, and those that somebody has decided about. Thread-safe.
public final class Holds {

    private final Lanes lanes;
    private final InstantSource clock;
    private final LongSupplier editions;

    /// @param editions random numbers
    public Holds(Lanes lanes, InstantSource clock, LongSupplier editions) {
        this.lanes = lanes;
        this.clock = clock;
        this.editions = editions;
    }

    /// Those of an account, the oldest first.
    ///
    /// @param openOnly whether to leave out those that were decided about
    public List<HoldRow> list(String account, boolean openOnly, int limit) {
        return lanes.readNow(tx -> HoldRow.page(tx, account, openOnly, limit));
    }

    /// Lets a mass change through: what is held is accepted when the device sends it again, and
    /// what else it changes in that collection passes too, for one window from then on. Deciding
    /// again in the same way changes nothing.
    ///
    /// @throws Problem 404 if there is no such hold, 409 `ALREADY_DECIDED` if it was dropped
    public HoldRow release(String account, String id, Actor actor) {
        return decide(account, id, State.RELEASED, actor);
    }

    /// Drops a mass change: what is held is refused for good when the device sends it again.
    /// Deciding again in the same way changes nothing.
    ///
    /// @throws Problem 404 if there is no such hold, 409 `ALREADY_DECIDED` if it was released
    public HoldRow drop(String account, String id, Actor actor) {
        return decide(account, id, State.DROPPED, actor);
    }

    private HoldRow decide(String account, String id, State how, Actor actor) {
        return lanes.writeNow(
                account,
                tx -> {
                    HoldRow hold =
                            HoldRow.find(tx, account, id)
                                    .orElseThrow(() -> Problem.notFound("hold"));
                    if (hold.state() == how) {
                        return hold;
                    }
                    if (hold.state() != State.OPEN) {
                        throw Problem.of(
                                ProblemCode.ALREADY_DECIDED,
                                "This mass change was %s already.".formatted(hold.state().word()));
                    }
                    return decide(tx, account, hold, how, actor);
                });
    }

    private HoldRow decide(Tx tx, String account, HoldRow hold, State how, Actor actor) {
        Instant now = clock.instant();
        Head head = Head.find(tx, account).orElseThrow(() -> Problem.notFound("account"));
        HoldRow decided = hold.decided(how, now.toEpochMilli(), actor.principal());
        decided.put(tx, account);
        long letGo = 0;
        if (how == State.RELEASED) {
            letGo = hold.letGo(tx, account);
            GuardWindow.exempt(hold.device(), hold.collection()).begin(tx, account);
        }
        head.holding(-letGo).edited(editions.getAsLong()).save(tx);
        AuditAction action =
                how == State.RELEASED ? AuditAction.HOLD_RELEASE : AuditAction.HOLD_DROP;
        String detail =
                "hold %s, %d held as %s".formatted(hold.id(), hold.count(), hold.kind().word());
        Audit.append(tx, actor.did(account, action, now, detail));
        return decided;
    }
}
