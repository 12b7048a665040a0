package dev.tidemark.server.engine;

import dev.tidemark.server.problem.Problem;
import dev.tidemark.server.store.Head;
import dev.tidemark.server.store.SnapshotRow;
import dev.tidemark.server.store.SnapshotRow.Kind;
import dev.tidemark.sql.Lanes;
import dev.tidemark.sql.Tx;
import dev.tidemark.wire.command.RestoreAnswer;
import dev.tidemark.wire.problem.ProblemCode;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/// Brings back what was.
///
/// A restore is ordinary changes, one for each record that does not show what it showed then, by a
/// device of the server's own; so devices just pull them, history keeps what was in between, and
/// what somebody wrote without knowing of it is concurrent with it like with any other write. All
/// of it is one transaction, with a snapshot just before; to restore that one is to undo it.
///
/// Two restores of one account follow each other. Thread-safe.
public final class Restoring {

    /// The device that writes it.
    public static final String DEVICE = "restore";

    private static final Duration TURN_MAX = Duration.ofSeconds(20);

    /// How often a plan is brought up to date by a reader before the writer does the rest of it.
    private static final int ROUNDS_MAX = 4;

    /// What the writer compares itself without giving the plan back: a few milliseconds' worth.
    private static final int BEHIND_MAX = 100;

    private final Lanes lanes;
    private final LongReads longReads;
    private final Admission admission;
    private final Announce announce;
    private final LongSupplier editions;
    private final int undosKept;
    private final Turns turns = new Turns(TURN_MAX);

    /// @param longReads for the comparing
    /// @param admission asked before anything is written
    /// @param announce told of each commit
    /// @param editions random numbers
    /// @param undosKept how many snapshots of those that are made before restores stay
    public Restoring(
            Lanes lanes,
            LongReads longReads,
            Admission admission,
            Announce announce,
            LongSupplier editions,
            int undosKept) {
        this.lanes = lanes;
        this.longReads = longReads;
        this.admission = admission;
        this.announce = announce;
        this.editions = editions;
        this.undosKept = undosKept;
    }

    /// Restores. A restore that was done before is not done again, and answers what it answered.
    ///
    /// @param asking speaks as [#DEVICE]
    /// @throws Problem 409 `RESTORE_RUNNING` if another restore of the account takes too long, 409
    ///   `ALREADY_EXISTS` if there is another snapshot of its id
    public RestoreAnswer restore(Asking asking, Restore restore) {
        RestoreAnswer answer =
                turns.take(asking.account(), Restoring::late, () -> inTurn(asking, restore));
        if (answer.restored() > 0) {
            announce.changed(asking.account());
        }
        return answer;
    }

    private static Problem late() {
        return Problem.of(
                        ProblemCode.RESTORE_RUNNING,
                        "Another restore of this account is still running; try again later.")
                .retryAfter(Duration.ofSeconds(5));
    }

    private RestoreAnswer inTurn(Asking asking, Restore restore) {
        RestorePlan plan = new RestorePlan(asking, restore);
        Optional<RestoreAnswer> answer = Optional.empty();
        for (int round = 1; answer.isEmpty(); round++) {
            long behindMax = round == ROUNDS_MAX ? Long.MAX_VALUE : BEHIND_MAX;
            longReads.read(tx -> {
                plan.extend(tx, head(tx, asking));
                return plan;
            });
            answer =
                    lanes.writeNow(
                            asking.account(), tx -> write(tx, asking, restore, plan, behindMax));
        }
        return answer.get();
    }

    private static Head head(Tx tx, Asking asking) {
        return Standpoint.of(tx, asking.account(), null).head();
    }

    /// Writes it all, unless too much has been changed since the plan was made.
    private Optional<RestoreAnswer> write(
            Tx tx, Asking asking, Restore restore, RestorePlan plan, long behindMax) {
        admission.require(tx, asking);
        Optional<SnapshotRow> earlier = SnapshotRow.find(tx, asking.account(), restore.id());
        if (earlier.isPresent()) {
            return Optional.of(answered(earlier.get(), restore));
        }
        Head head = head(tx, asking);
        if (plan.behind(head) > behindMax) {
            return Optional.empty();
        }
        plan.extend(tx, head);
        RestoreAnswer answer = new Restoration(tx, asking, restore, editions).write(plan, head);
        keepSnapshot(tx, asking, restore, head, answer);
        Told.restored(tx, asking, restore, answer);
        return Optional.of(answer);
    }

    private static RestoreAnswer answered(SnapshotRow row, Restore restore) {
        SnapshotRow.Restored done = row.restored();
        if (done == null || !done.request().equals(restore.request())) {
            throw Problem.of(
                    ProblemCode.ALREADY_EXISTS,
                    "There is another snapshot of this id; take a new one.");
        }
        return RestoreAnswer.read(done.answer());
    }

    private void keepSnapshot(
            Tx tx, Asking asking, Restore restore, Head before, RestoreAnswer answer) {
        new SnapshotRow(
                        restore.id(),
                        before.seq(),
                        "before the restore of %s to %s"
                                .formatted(restore.extent(), restore.target()),
                        Kind.BEFORE_RESTORE,
                        asking.received().toEpochMilli(),
                        asking.principal().credentialId(),
                        new SnapshotRow.Restored(restore.request(), answer.bytes()))
                .keep(tx, asking.account());
        SnapshotRow.prune(tx, asking.account(), Kind.BEFORE_RESTORE, undosKept);
    }
}
