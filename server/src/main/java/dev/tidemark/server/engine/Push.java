package dev.tidemark.server.engine;

import dev.tidemark.server.cursor.Position;
import dev.tidemark.server.engine.Ledger.Written;
import dev.tidemark.server.engine.Verdict.Rejected;
import dev.tidemark.server.engine.Verdict.Taken;
import dev.tidemark.server.problem.Problem;
import dev.tidemark.sql.Lanes;
import dev.tidemark.sql.Tx;
import dev.tidemark.wire.command.Ack;
import dev.tidemark.wire.command.Batch;
import dev.tidemark.wire.command.BatchAnswer;
import dev.tidemark.wire.command.Page;
import dev.tidemark.wire.command.Rejection;
import dev.tidemark.wire.problem.ProblemCode;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Answers one batch of mutations from one device.
///
/// What it changes and its place in the log commit together or not at all. A device that lost the
/// answer sends the batch again: each mutation is then recognised by its dot, and has the outcome
/// that it had. Thread-safe.
public final class Push {

    private final Lanes lanes;
    private final Pull pull;
    private final long recordBytesMax;
    private final Admission admission;
    private final Announce announce;

    /// @param recordBytesMax how long the shown fields of one record may be, in bytes of JSON
    /// @param admission asked before anything is written
    /// @param announce told of each commit
    public Push(
            Lanes lanes, Pull pull, long recordBytesMax, Admission admission, Announce announce) {
        this.lanes = lanes;
        this.pull = pull;
        this.recordBytesMax = recordBytesMax;
        this.admission = admission;
        this.announce = announce;
    }

    /// What was decided, before anybody is told.
    ///
    /// @param page what is new since the batch's cursor, where that is just what the batch changed
    private record Decided(
            Standpoint before,
            Written written,
            List<Ack> acks,
            List<Rejection> rejections,
            Optional<Page> page) {}

    /// Decides on a batch and keeps what is accepted.
    ///
    /// @throws Problem if the batch is refused as a whole; nothing was applied then
    public BatchAnswer push(Asking asking, Batch batch) {
        if (batch.commands().isEmpty()) {
            return new BatchAnswer(List.of(), List.of(), pulled(asking, batch));
        }
        Position claimed = pull.position(asking.account(), batch.since());
        List<Arrived> arrived = Arrived.of(batch.commands());
        Decided decided = lanes.writeNow(tx -> decide(tx, asking, batch, claimed, arrived));
        if (decided.written.head().seq() > decided.before.head().seq()) {
            announce.changed(asking.account());
        }
        Page page = decided.page.orElseGet(() -> pulled(asking, batch));
        return new BatchAnswer(decided.acks, decided.rejections, page);
    }

    /// Answers what [#push] would, and changes nothing. The cursor is the one that came with the
    /// batch, as what the answer shows has not happened.
    ///
    /// @throws Problem as [#push] does
    public BatchAnswer preview(Asking asking, Batch batch) {
        String account = asking.account();
        Position claimed = pull.position(account, batch.since());
        List<Arrived> arrived = Arrived.of(batch.commands());
        return lanes.previewNow(tx -> {
            Decided decided = decide(tx, asking, batch, claimed, arrived);
            Standpoint then = decided.before.at(decided.written.head());
            Page page = pull.page(tx, then, batch.limit(), asking.principal()::mayRead);
            String stay = pull.cursor(account, decided.before.since());
            return new BatchAnswer(
                    decided.acks,
                    decided.rejections,
                    new Page(page.changes(), stay, page.hasMore()));
        });
    }

    private Page pulled(Asking asking, Batch batch) {
        return pull.page(
                asking.account(), batch.since(), batch.limit(), asking.principal()::mayRead);
    }

    private Decided decide(
            Tx tx, Asking asking, Batch batch, @Nullable Position claimed, List<Arrived> arrived) {
        admission.require(tx, asking);
        Standpoint before = Standpoint.of(tx, asking.account(), claimed);
        Draft draft = new Draft(tx, before.head());
        Judge judge = new Judge(draft, asking, recordBytesMax);
        List<Verdict> verdicts = Decisions.on(arrived, draft, judge);
        requirePullBefore(before, batch, draft, verdicts);
        Written written = Ledger.write(draft, asking, kept(verdicts));
        Outcomes outcomes = new Outcomes(draft, written, asking);
        return new Decided(
                before,
                written,
                outcomes.acks(verdicts),
                outcomes.rejections(verdicts),
                pull.afterwards(tx, before, written, batch.limit(), asking.principal()::mayRead));
    }

    /// A device that has seen nothing of an account with data pulls first. But its very first batch
    /// may come again, because the answer was lost: then nothing new comes of it, and some of it is
    /// known.
    private static void requirePullBefore(
            Standpoint before, Batch batch, Draft draft, List<Verdict> verdicts) {
        boolean sawNothing = batch.since() == null && before.head().seq() > 0;
        if (sawNothing && (hasNews(draft, verdicts) || verdicts.stream().noneMatch(Push::isOld))) {
            throw Problem.of(
                    ProblemCode.INITIAL_PULL_REQUIRED,
                    "The account has data that this device has not seen: pull to the end, then send"
                            + " the batch with the cursor.");
        }
    }

    private static boolean hasNews(Draft draft, List<Verdict> verdicts) {
        return !draft.changes().isEmpty() || !kept(verdicts).isEmpty();
    }

    private static boolean isOld(Verdict verdict) {
        return switch (verdict) {
            case Taken taken -> taken.duplicate();
            case Rejected rejected -> rejected.conflict() != null && rejected.kept() == null;
        };
    }

    private static List<Rejected> kept(List<Verdict> verdicts) {
        return verdicts.stream()
                .filter(verdict -> verdict instanceof Rejected rejected && rejected.kept() != null)
                .map(Rejected.class::cast)
                .toList();
    }
}
