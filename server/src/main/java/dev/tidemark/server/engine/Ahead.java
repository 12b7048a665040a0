package dev.tidemark.server.engine;

import dev.tidemark.server.engine.Submission.Written;
import dev.tidemark.sql.Lanes;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Decides large batches before it is their turn to be written. One thread writes for all accounts,
/// and most of the work on a batch is thinking; so that is done elsewhere, and what is left for
/// that thread is to make sure that nothing has changed since, and to write the rows.
///
/// ### Why nothing can slip in between
///
/// Every write of anything that a decision may read gives the account's
/// [head][dev.tidemark.server.store.Head] a new edition, a random number. A decision is made for
/// one head, and the writing transaction compares that with the stored one. If they are the same,
/// nothing was written in between, and to decide again would come to the same. In any other case it
/// is decided again, right there and by the same code. Whether the credential is still good is no
/// part of that: it is asked in the writing transaction, always.
///
/// ### Batches that follow each other
///
/// The batches of one account stand in a [Line]: while one is being written, the next is decided
/// for the head that the first is going to leave. That is right as long as it needs nothing that
/// the first one changes; where it does, it is decided where it is written.
///
/// So a wrong guess costs time and never anything else. Thread-safe; callers may be virtual
/// threads.
final class Ahead {

    /// A smaller batch is decided in less time than it takes to hand it from thread to thread.
    static final int MUTATIONS_MIN = 16;

    private final Lanes lanes;
    private final int mutationsMin;

    /// The accounts with large batches on their way. Small ones then stand in the line too, as they
    /// would otherwise come before some that were decided without them.
    private final Map<String, Line> lines = new ConcurrentHashMap<>();

    Ahead(Lanes lanes, int mutationsMin) {
        this.lanes = lanes;
        this.mutationsMin = mutationsMin;
    }

    /// Decides and writes a batch.
    Written written(Submission submission) {
        String account = submission.asking().account();
        if (submission.arrived().size() >= mutationsMin) {
            return large(submission, account);
        }
        Line line = lines.get(account);
        return line == null
                ? lanes.writeNow(account, submission::written)
                : line.written(submission);
    }

    private Written large(Submission submission, String account) {
        Line line =
                lines.compute(
                        account, (_, known) -> (known == null ? new Line(lanes) : known).joined());
        try {
            return line.written(submission);
        } finally {
            lines.computeIfPresent(account, (_, known) -> known.left());
        }
    }
}
