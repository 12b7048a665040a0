package dev.tidemark.server.engine;

import dev.tidemark.core.merge.Acceptance;
import dev.tidemark.core.merge.Decision;
import dev.tidemark.core.merge.Decision.Accepted;
import dev.tidemark.core.merge.FieldChanges;
import dev.tidemark.core.record.Mutation;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.record.Stamp;
import dev.tidemark.server.engine.RestorePlan.Wanted;
import dev.tidemark.server.store.Head;
import dev.tidemark.sql.Tx;
import dev.tidemark.wire.command.RestoreAnswer;
import dev.tidemark.wire.command.RestoreAnswer.Skipped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;

/// One restore while it is written. It is drafted in steps, so that what is in memory stays small;
/// they are one transaction all the same.
final class Restoration {

    private static final int STEP_RECORDS = 500;

    private final Tx tx;
    private final Asking asking;
    private final Restore restore;
    private final LongSupplier editions;
    private final List<Skipped> skipped = new ArrayList<>();

    /// @param editions random numbers
    Restoration(Tx tx, Asking asking, Restore restore, LongSupplier editions) {
        this.tx = tx;
        this.asking = asking;
        this.restore = restore;
        this.editions = editions;
    }

    /// Writes what a plan says.
    ///
    /// @param before where the log ends
    RestoreAnswer write(RestorePlan plan, Head before) {
        Map<RecordKey, String> taken =
                TakenNames.among(plan.wanted(), tx, asking.account(), asking.app());
        Head head = before;
        Draft draft = new Draft(tx, head);
        for (Map.Entry<RecordKey, Wanted> each : plan.wanted().entrySet()) {
            RecordKey key = each.getKey();
            if (taken.containsKey(key)) {
                skip(key, TakenNames.obstacle(Objects.requireNonNull(taken.get(key))));
            } else {
                bringBack(draft, key, each.getValue());
            }
            if (draft.changes().size() == STEP_RECORDS) {
                head = written(draft);
                draft = new Draft(tx, head);
            }
        }
        head = written(draft);
        return new RestoreAnswer(
                head.seq(), head.seq() - before.seq(), restore.id(), skipped.size(), skipped);
    }

    private Head written(Draft draft) {
        Posting posting = Ledger.posting(draft, asking, List.of(), editions.getAsLong());
        posting.write(tx);
        return posting.head();
    }

    private void bringBack(Draft draft, RecordKey key, Wanted then) {
        Standing standing = draft.standing(key);
        Acceptance acceptance = asking.acceptance(key.collection());
        Difference difference =
                new Difference(key, standing.seq(), standing.view(acceptance), then.view());
        if (difference.isNone()) {
            return; // Somebody else brought it back since the plan was made.
        }
        Incoming incoming = Incoming.of(mutation(difference, standing, acceptance));
        Stamp stamp = new Stamp(asking.received(), draft.nextSeq(), asking.rank());
        switch (acceptance.bringBack(standing.state(), incoming.mutation(), stamp)) {
            case Accepted accepted -> draft.apply(new Step(incoming, accepted, acceptance));
            case Decision.Refused(var refusal) -> skip(key, refusal.detail());
            case Decision.Covered _ ->
                    throw new IllegalStateException("A new dot of %s is covered".formatted(key));
        }
    }

    /// All changes of one restore have its id, which is that of the snapshot that undoes it.
    private Mutation mutation(Difference difference, Standing standing, Acceptance acceptance) {
        FieldChanges changes = difference.changes(acceptance.rules());
        return new Mutation(
                restore.id(),
                difference.key(),
                difference.wayBack(),
                standing.state().vv().next(asking.device()),
                standing.state().vv(),
                changes.fields(),
                changes.unset(),
                asking.received(),
                null,
                null);
    }

    private void skip(RecordKey key, String why) {
        skipped.add(new Skipped(key, why));
    }
}
