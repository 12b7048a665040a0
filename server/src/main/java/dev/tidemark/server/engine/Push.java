package dev.tidemark.server.engine;

import dev.tidemark.server.engine.Submission.Decided;
import dev.tidemark.server.engine.Submission.Ground;
import dev.tidemark.server.engine.Submission.Written;
import dev.tidemark.server.problem.Problem;
import dev.tidemark.sql.Lanes;
import dev.tidemark.wire.command.Batch;
import dev.tidemark.wire.command.BatchAnswer;
import dev.tidemark.wire.command.EncodedEntry;
import dev.tidemark.wire.command.Page;
import dev.tidemark.wire.command.Preview;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/// Answers one batch of mutations from one device.
///
/// What it changes and its place in the log commit together or not at all. A device that lost the
/// answer sends the batch again: each mutation is then recognised by its dot, and has the outcome
/// that it had. Thread-safe.
public final class Push {

    private final Lanes lanes;
    private final Pull pull;
    private final Ahead ahead;
    private final Ground ground;
    private final Announce announce;
    private final LongSupplier editions;

    /// @param recordBytesMax how long the shown fields of one record may be, in bytes of JSON
    /// @param admission asked before anything is written
    /// @param announce told of each commit
    /// @param editions random numbers
    /// @param guards how much one device may change before a person is asked
    public Push(
            Lanes lanes,
            Pull pull,
            long recordBytesMax,
            Admission admission,
            Announce announce,
            LongSupplier editions,
            GuardLimits guards) {
        this(
                lanes,
                pull,
                recordBytesMax,
                admission,
                announce,
                editions,
                guards,
                Ahead.MUTATIONS_MIN);
    }

    /// @param aheadMin how many mutations a batch must have to be decided ahead
    Push(
            Lanes lanes,
            Pull pull,
            long recordBytesMax,
            Admission admission,
            Announce announce,
            LongSupplier editions,
            GuardLimits guards,
            int aheadMin) {
        this.lanes = lanes;
        this.pull = pull;
        this.ahead = new Ahead(lanes, aheadMin);
        this.ground = new Ground(pull, recordBytesMax, admission, guards);
        this.announce = announce;
        this.editions = editions;
    }

    /// Decides on a batch and keeps what is accepted.
    ///
    /// @throws Problem if the batch is refused as a whole; nothing was applied then
    public BatchAnswer push(Asking asking, Batch batch) {
        if (batch.commands().isEmpty()) {
            return new BatchAnswer(List.of(), List.of(), pulled(asking, batch));
        }
        Written written = ahead.written(submission(asking, batch));
        if (written.hasNews()) {
            announce.changed(asking.account());
        }
        Page page = written.page().orElseGet(() -> pulled(asking, batch));
        Decided decided = written.decided();
        return new BatchAnswer(decided.acks(), decided.rejections(), with(decided.ended(), page));
    }

    /// A page with some entries before the others: their changes lie before its beginning.
    private static Page with(List<EncodedEntry> ended, Page page) {
        if (ended.isEmpty()) {
            return page;
        }
        List<EncodedEntry> changes = new ArrayList<>(ended);
        changes.addAll(page.changes());
        return new Page(changes, page.newSince(), page.hasMore());
    }

    /// Answers what [#push] would, and changes nothing. The cursor is the one that came with the
    /// batch, as what the answer shows has not happened; the token names the state in which it
    /// would.
    ///
    /// @throws Problem as [#push] does
    public Preview preview(Asking asking, Batch batch) {
        String account = asking.account();
        Submission submission = submission(asking, batch);
        return lanes.previewNow(
                account,
                tx -> {
                    Decided decided = submission.written(tx).decided();
                    Standpoint then = decided.before().at(decided.posting().head());
                    Page page = pull.page(tx, then, batch.limit(), asking.principal()::mayRead);
                    String stay = pull.cursor(account, decided.before().since());
                    BatchAnswer answer =
                            new BatchAnswer(
                                    decided.acks(),
                                    decided.rejections(),
                                    with(
                                            decided.ended(),
                                            new Page(page.changes(), stay, page.hasMore())));
                    return new Preview(
                            answer, pull.token(account, submission.pin(decided.before())));
                });
    }

    Submission submission(Asking asking, Batch batch) {
        return new Submission(
                asking,
                batch,
                pull.position(asking.account(), batch.since()),
                pull.pin(asking.account(), batch.expect()),
                Arrived.of(batch.commands()),
                editions.getAsLong(),
                ground);
    }

    private Page pulled(Asking asking, Batch batch) {
        return pull.page(
                asking.account(), batch.since(), batch.limit(), asking.principal()::mayRead);
    }
}
